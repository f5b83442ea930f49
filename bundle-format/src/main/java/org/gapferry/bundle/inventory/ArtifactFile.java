package org.gapferry.bundle.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;

/**
 * One file of an artifact (F4.5).
 *
 * @param digests further ones beside the blob's SHA-256, where the ecosystem serves them or an upstream declared them
 * @param proof against what the exporter checked the bytes: the strongest digest that the upstream declared; empty for
 *     none
 * @param replaces the digests that came before under this name, which people accepted to be replaced (F4.8); mostly
 *     none
 * @param reason theirs; empty where nothing is replaced
 */
public record ArtifactFile(
        String name,
        Blob blob,
        Map<DigestAlgorithm, String> digests,
        Optional<DigestAlgorithm> proof,
        List<Digest> replaces,
        String reason) {
    /** The word for a file that was checked against nothing. */
    static final String UNPROVEN = "none";

    /** A file of which nothing but its blob is known. */
    public static ArtifactFile of(String name, Blob blob) {
        return new ArtifactFile(name, blob, Map.of(), Optional.empty(), List.of(), "");
    }

    public ArtifactFile {
        if (!isFileName(name)) {
            throw new IllegalArgumentException("`" + name + "` is not a file name");
        }
        digests = Map.copyOf(digests);
        digests.forEach((algorithm, value) -> {
            if (algorithm == DigestAlgorithm.SHA256 || !algorithm.isValue(value)) {
                throw new IllegalArgumentException("`" + value + "` is not a further " + algorithm.word());
            }
        });
        replaces = List.copyOf(replaces);
        if (replaces.isEmpty() != reason.isEmpty()) {
            throw new IllegalArgumentException("`replaces` and `reason` belong together");
        }
    }

    /** A digest of the file; empty if it was neither declared nor asked for. */
    public Optional<String> digest(DigestAlgorithm algorithm) {
        return algorithm == DigestAlgorithm.SHA256
                ? Optional.of(blob.digest().hex())
                : Optional.ofNullable(digests.get(algorithm));
    }

    /** The same file in the place of another one. */
    public ArtifactFile replacing(ArtifactFile former, String why) {
        List<Digest> all = new ArrayList<>(former.replaces);
        all.add(former.blob.digest());
        return new ArtifactFile(name, blob, digests, proof, all, why);
    }

    /** True for a name that a file of an artifact may have: one segment of a path. */
    public static boolean isFileName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= 255 && !name.equals(".") && !name.equals("..");
    }
}
