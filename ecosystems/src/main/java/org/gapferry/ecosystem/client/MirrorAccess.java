package org.gapferry.ecosystem.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How clients reach a mirror.
 *
 * @param base the external URL of the ecosystem's root, ending with a slash
 * @param token that the mirror requires; empty if it requires none
 * @param authorities a file of the authorities that sign its certificate; empty if clients know them
 * @param unsigned true if its upstream gives no signatures of package managers
 */
public record MirrorAccess(URI base, Optional<String> token, Optional<Path> authorities, boolean unsigned) {
    /** A mirror that needs nothing but its URL. */
    public static MirrorAccess of(URI base) {
        return new MirrorAccess(base, Optional.empty(), Optional.empty(), false);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return base.toString();
    }
}
