package org.gapferry.transport;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Checksum parse(String text) {
        Matcher matcher = Pattern.compile("sha(512|384|256|1):([0-9a-f]+)").matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("`" + text + "` is no digest");
        }
        return new Checksum("SHA-" + matcher.group(1), matcher.group(2));
    }

    @Override
    public String toString() {
        return algorithm.replace("-", "").toLowerCase(Locale.ROOT) + ":" + hex;
    }
}
