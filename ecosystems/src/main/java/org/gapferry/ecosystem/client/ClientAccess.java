package org.gapferry.ecosystem.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a client asks, and how it reaches that.
 *
 * @param registry a URL; empty if the client is pointed at none, and so asks the public one
 * @param token that it sends before any of its files; empty if it has none of its own
 * @param authorities files of certificates that it trusts beside those of its files
 * @param files what counts of the ecosystem's own files
 */
public record ClientAccess(String registry, Optional<String> token, List<Path> authorities, Files files) {
    /** What a client reads of the files that an export takes its settings from. */
    public enum Files {
        NONE,
        AUTHORITIES,
        ALL
    }

    public ClientAccess {
        authorities = List.copyOf(authorities);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return registry;
    }
}
