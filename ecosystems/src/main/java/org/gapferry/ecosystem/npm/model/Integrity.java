package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;
import tools.jackson.databind.JsonNode;

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

    /** Every digest that a manifest declares for its archive: {@code dist.integrity} and {@code dist.shasum}. */
    public static Set<Checksum> ofArchive(JsonNode manifest) {
        JsonNode dist = manifest.path("dist");
        Set<Checksum> declared = new LinkedHashSet<>(parse(NpmJson.text(dist, "integrity")));
        String shasum = NpmJson.text(dist, "shasum");
        if (shasum.matches("[0-9a-fA-F]{40}")) {
            declared.add(new Checksum(DigestAlgorithm.SHA1, shasum));
        }
        return declared;
    }

    /** As npm writes it. */
    public static String of(Checksum checksum) {
        return checksum.algorithm().word() + "-"
                + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(checksum.value()));
    }

    /** {@code sha512-...} of a SHA-512 in hex. */
    public static String ofSha512(String hex) {
        return of(new Checksum(DigestAlgorithm.SHA512, hex));
    }
}
