package org.gapferry.bundle;

import java.util.Locale;

/**
 * A digest that an upstream, a lockfile or a manifest declares for a file.
 *
 * @param value lower-case hex digits; of H1, {@code h1:} and base64
 */
public record Checksum(DigestAlgorithm algorithm, String value) {
    /**
     * Takes a value; hex digits may be of either case.
     *
     * @throws IllegalArgumentException if the algorithm has no such values
     */
    public Checksum {
        value = algorithm.isOfBytes() ? value.toLowerCase(Locale.ROOT) : value;
        if (!algorithm.isValue(value)) {
            throw new IllegalArgumentException("`" + value + "` is not a " + algorithm.word());
        }
    }

    /** The SHA-256 that names a blob. */
    public static Checksum of(Digest digest) {
        return new Checksum(DigestAlgorithm.SHA256, digest.hex());
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Checksum parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? "" : text.substring(0, colon);
        DigestAlgorithm algorithm = DigestAlgorithm.ofWord(word)
                .orElseThrow(() -> new IllegalArgumentException("`" + text + "` is not a digest"));
        return new Checksum(algorithm, algorithm.isOfBytes() ? text.substring(colon + 1) : text);
    }

    /** {@code sha512:0123...}, or {@code h1:...}. */
    @Override
    public String toString() {
        return algorithm.isOfBytes() ? algorithm.word() + ":" + value : value;
    }
}
