package org.gapferry.export;

import java.io.IOException;
import java.util.List;
import org.gapferry.bundle.write.BlobSource;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.manifest.Target;

/** Lets real clients install from a state that is about to be sealed. */
@FunctionalInterface
public interface ClientCheck {
    /** Asks nobody. */
    ClientCheck NONE = (requirements, targets, state, content) -> {};

    /**
     * Proves.
     *
     * @param requirements those of the manifest, by ecosystem
     * @throws org.gapferry.bundle.ProblemException with everything that could not be installed
     */
    void check(Requirements requirements, List<Target> targets, Catalog state, BlobSource content) throws IOException;
}
