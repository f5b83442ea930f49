package org.gapferry.ecosystem.pulumi.resolve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;

/**
 * A file of checksums in any of the shapes that releases have: SHA-1, SHA-256 or SHA-512, with {@code ./} and {@code *}
 * or without.
 */
public final class Checksums {
    private static final Pattern LINE =
            Pattern.compile("([0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128})\\s+\\*?(\\S+)");

    private Checksums() {}

    /** By the file's name, without folders. Lines that are none are passed over. */
    public static Map<String, Checksum> read(String text) {
        Map<String, Checksum> sums = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line.strip());
            if (matcher.matches()) {
                String name = matcher.group(2);
                sums.put(
                        name.substring(name.lastIndexOf('/') + 1),
                        new Checksum(algorithm(matcher.group(1).length()), matcher.group(1)));
            }
        });
        return sums;
    }

    private static DigestAlgorithm algorithm(int digits) {
        return digits == 40 ? DigestAlgorithm.SHA1 : digits == 64 ? DigestAlgorithm.SHA256 : DigestAlgorithm.SHA512;
    }
}
