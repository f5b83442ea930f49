package org.gapferry.bundle.inventory;

import static org.gapferry.bundle.CanonicalLine.ascii;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;

/** Artifact and blob lines as they are nearly always written. Whatever differs by one byte is left to the general reader, and so is every pointer. */
final class CanonicalInventory {
    private static final byte[] BLOB = ascii("{\"blob\":\"");
    private static final byte[] ARTIFACT = ascii("{\"artifact\":\"");
    private static final byte[] PUBLISHED = ascii(",\"published\":\"");
    private static final byte[] WHY = ascii(",\"why\":\"");
    private static final byte[] LICENSE = ascii(",\"license\":\"");
    private static final byte[] FLAGS = ascii(",\"flags\":[\"");
    private static final byte[] NEXT_FLAG = ascii(",\"");
    private static final byte[] FILES = ascii(",\"files\":[{\"name\":\"");
    private static final byte[] NEXT_FILE = ascii(",{\"name\":\"");
    private static final byte[] SHA256 = ascii(",\"sha256\":\"");
    private static final byte[] SIZE = ascii(",\"size\":");
    private static final byte[] DIGESTS = ascii(",\"digests\":{");
    private static final byte[] COMMA = ascii(",");
    private static final List<byte[]> DIGEST = DigestAlgorithm.byWord().stream()
            .map(one -> ascii("\"" + one.word() + "\":\""))
            .toList();
    private static final byte[] PROOF = ascii(",\"proof\":\"");
    private static final byte[] END_OF_FILE = ascii("}");
    private static final byte[] END_OF_ARRAY = ascii("]");
    private static final byte[] END = ascii("}");

    private static final Map<String, Optional<DigestAlgorithm>> PROOFS = Stream.concat(
                    Stream.of(Map.entry(ArtifactFile.UNPROVEN, Optional.<DigestAlgorithm>empty())),
                    Stream.of(DigestAlgorithm.values()).map(one -> Map.entry(one.word(), Optional.of(one))))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private CanonicalInventory() {}

    /** @throws IllegalArgumentException if a value is none that the line may have */
    static Optional<InventoryLine> parse(byte[] bytes, int length) {
        CanonicalLine line = new CanonicalLine(bytes, length);
        if (line.takes(BLOB)) {
            return blob(line);
        }
        return line.takes(ARTIFACT) ? artifact(line) : Optional.empty();
    }

    private static Optional<InventoryLine> blob(CanonicalLine line) {
        Digest digest = line.digest();
        line.take(SIZE);
        long size = line.integer();
        line.take(END);
        return line.isWhole() ? Optional.of(new BlobLine(new Blob(digest, size))) : Optional.empty();
    }

    private static Optional<InventoryLine> artifact(CanonicalLine line) {
        String coordinates = line.text();
        String published = line.takes(PUBLISHED) ? line.text() : "";
        String why = line.takes(WHY) ? line.text() : "";
        String license = line.takes(LICENSE) ? line.text() : "";
        List<String> flags = flags(line);
        List<ArtifactFile> files = files(line);
        line.take(END);
        return line.isWhole()
                ? Optional.of(new Artifact(
                        Coordinates.parse(coordinates), new ArtifactMetadata(published, why, license, flags), files))
                : Optional.empty();
    }

    private static List<String> flags(CanonicalLine line) {
        if (!line.takes(FLAGS)) {
            return List.of();
        }
        List<String> flags = new ArrayList<>();
        do {
            flags.add(line.text());
        } while (line.takes(NEXT_FLAG));
        line.take(END_OF_ARRAY);
        return flags;
    }

    private static List<ArtifactFile> files(CanonicalLine line) {
        if (!line.takes(FILES)) {
            return List.of();
        }
        List<ArtifactFile> files = new ArrayList<>(1);
        String previous = "";
        do {
            String name = line.text();
            line.take(SHA256);
            Digest digest = line.digest();
            line.take(SIZE);
            long size = line.integer();
            Map<DigestAlgorithm, String> digests = digests(line);
            line.take(PROOF);
            Optional<Optional<DigestAlgorithm>> proof = Optional.ofNullable(PROOFS.get(line.text()));
            line.take(END_OF_FILE);
            if (!line.isCanonical() || proof.isEmpty() || name.compareTo(previous) <= 0) {
                return List.of();
            }
            files.add(new ArtifactFile(name, new Blob(digest, size), digests, proof.get(), List.of(), ""));
            previous = name;
        } while (line.takes(NEXT_FILE));
        line.take(END_OF_ARRAY);
        return files;
    }

    private static Map<DigestAlgorithm, String> digests(CanonicalLine line) {
        if (!line.takes(DIGESTS)) {
            return Map.of();
        }
        Map<DigestAlgorithm, String> digests = new EnumMap<>(DigestAlgorithm.class);
        boolean more = true;
        for (int i = 0; i < DIGEST.size(); i++) {
            if (more && line.takes(DIGEST.get(i))) {
                digests.put(DigestAlgorithm.byWord().get(i), line.text());
                more = line.takes(COMMA);
            }
        }
        if (more) {
            line.leave();
        }
        line.take(END);
        return digests;
    }
}
