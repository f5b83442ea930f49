package org.gapferry.ecosystem;

import java.net.URI;
import java.util.Map;

/** How ordinary clients are pointed at the mirror. */
public interface ClientSetup {
    /**
     * Environment variables.
     *
     * @param base the external URL of the ecosystem's root, ending with a slash
     */
    Map<String, String> variables(URI base);

    /** The clients' own files, by their path below a folder. */
    Map<String, String> files(URI base);
}
