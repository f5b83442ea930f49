package org.gapferry.transport;

import java.util.Locale;

/**
 * A digest that an upstream declared.
 *
 * @param algorithm as Java names it: SHA-512, SHA-384, SHA-256 or SHA-1
 * @param hex lower case
 */
public record Checksum(String algorithm, String hex) {
    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return algorithm.replace("-", "").toLowerCase(Locale.ROOT) + ":" + hex;
    }
}
