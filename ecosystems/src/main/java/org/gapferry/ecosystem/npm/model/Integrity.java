package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;

/** Subresource integrity as npm writes it (W3C SRI, section 3.5). */
public final class Integrity {
    private static final Set<DigestAlgorithm> ALGORITHMS =
            Set.of(DigestAlgorithm.SHA512, DigestAlgorithm.SHA384, DigestAlgorithm.SHA256, DigestAlgorithm.SHA1);

    private Integrity() {}

    /** Every digest of a list that can be read; unknown algorithms and broken entries are left out. */
    public static List<Checksum> parse(String text) {
        List<Checksum> checksums = new ArrayList<>();
        for (String entry : text.strip().split("\\s+", -1)) {
            int dash = entry.indexOf('-');
            Optional<DigestAlgorithm> algorithm = DigestAlgorithm.ofWord(dash < 0 ? "" : entry.substring(0, dash))
                    .filter(ALGORITHMS::contains);
            if (algorithm.isPresent() && entry.matches("[a-z0-9]+-[A-Za-z0-9+/]+={0,2}(\\?.*)?")) {
                String value = entry.substring(dash + 1).replaceFirst("\\?.*", "");
                byte[] digest = value.length() % 4 == 0 ? Base64.getDecoder().decode(value) : new byte[0];
                if (digest.length * 2 == algorithm.get().hexDigits()) {
                    checksums.add(new Checksum(algorithm.get(), HexFormat.of().formatHex(digest)));
                }
            }
        }
        return checksums;
    }

    /** {@code sha512-...} of a SHA-512 in hex. */
    public static String ofSha512(String hex) {
        return "sha512-" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
