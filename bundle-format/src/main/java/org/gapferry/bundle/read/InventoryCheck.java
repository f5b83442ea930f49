package org.gapferry.bundle.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingReader;

/**
 * Checks that an inventory is complete in itself (F4.6, F4.7), that it has the counts of its statement, and that the packing holds nothing
 * else (F5.6). Holds 24 bytes for each blob and 8 for each artifact, nothing else in
 * proportion to the bundle.
 */
final class InventoryCheck {
    private final Statement statement;
    private long[] high = new long[1024];
    private long[] low = new long[1024];
    private long[] sizes = new long[1024];
    private int blobs;
    private long[] artifacts = new long[1024];
    private int artifactCount;

    private InventoryCheck(Statement statement) {
        this.statement = statement;
    }

    static void check(ByteSource inventory, ByteSource packing, Statement statement) throws IOException {
        InventoryCheck check = new InventoryCheck(statement);
        check.count(inventory);
        check.references(inventory);
        check.packing(packing);
    }

    private void count(ByteSource inventory) throws IOException {
        long pointers = 0;
        long bytes = 0;
        try (InventoryReader reader = new InventoryReader(inventory, Statement.INVENTORY)) {
            for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                if (line instanceof Artifact artifact) {
                    if (artifactCount == artifacts.length) {
                        artifacts = Arrays.copyOf(artifacts, artifactCount * 2);
                    }
                    artifacts[artifactCount++] = fingerprint(artifact.coordinates());
                } else if (line instanceof BlobLine blob) {
                    remember(blob.blob());
                    bytes += blob.blob().size();
                    if (bytes > Blob.MAX_SIZE) {
                        throw BundleProblem.TOO_LARGE.thrown(
                                Statement.INVENTORY, "the sizes of the blobs add up to more than 2^53 - 1");
                    }
                } else {
                    pointers++;
                }
            }
        }
        Arrays.sort(artifacts, 0, artifactCount);
        if (!statement.counts().equals(new Statement.Counts(artifactCount, blobs, bytes, pointers))) {
            throw BundleProblem.MALFORMED_STATEMENT.thrown(Statement.FILE, "`counts` differs from the inventory");
        }
    }

    private void remember(Blob blob) {
        if (blobs == high.length) {
            high = Arrays.copyOf(high, blobs * 2);
            low = Arrays.copyOf(low, blobs * 2);
            sizes = Arrays.copyOf(sizes, blobs * 2);
        }
        high[blobs] = part(blob.digest(), 0);
        low[blobs] = part(blob.digest(), 16);
        sizes[blobs] = blob.size();
        blobs++;
    }

    private static long part(Digest digest, int from) {
        return Long.parseUnsignedLong(digest.hex(), from, from + 16, 16);
    }

    /** The place of a blob among the blob lines, which are sorted; negative if it is not there. */
    private int find(Blob blob) {
        long wantedHigh = part(blob.digest(), 0);
        long wantedLow = part(blob.digest(), 16);
        int from = 0;
        int to = blobs - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Long.compareUnsigned(high[middle], wantedHigh);
            if (order == 0) {
                order = Long.compareUnsigned(low[middle], wantedLow);
            }
            if (order == 0) {
                return sizes[middle] == blob.size() ? middle : -1;
            } else if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -1;
    }

    private void references(ByteSource inventory) throws IOException {
        BitSet named = new BitSet(blobs);
        try (InventoryReader reader = new InventoryReader(inventory, Statement.INVENTORY)) {
            for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                if (line instanceof Artifact artifact) {
                    for (ArtifactFile file : artifact.files()) {
                        name(named, file.blob(), artifact.coordinates().toString());
                    }
                } else if (line instanceof Pointer pointer && pointer.target() instanceof Pointer.ToDocument document) {
                    name(named, document.blob(), pointer.owner() + "#" + pointer.name());
                } else if (line instanceof Pointer pointer
                        && pointer.target() instanceof Pointer.ToVersion to
                        && Arrays.binarySearch(
                                        artifacts,
                                        0,
                                        artifactCount,
                                        fingerprint(pointer.owner().at(to.version())))
                                < 0) {
                    throw malformed("pointer `" + pointer.owner() + "#" + pointer.name() + "` leads to version `"
                            + to.version() + "`, which is not in the inventory");
                }
            }
        }
        if (named.cardinality() != blobs) {
            throw malformed("a blob is named by no artifact and no pointer");
        }
    }

    private static long fingerprint(Coordinates coordinates) {
        return part(Digest.of(coordinates.toString().getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private void name(BitSet named, Blob blob, String by) {
        int place = find(blob);
        if (place < 0) {
            throw malformed("`" + by + "` names " + blob.digest() + ", which has no blob line of that size");
        }
        named.set(place);
    }

    private void packing(ByteSource packing) throws IOException {
        try (PackingReader reader = new PackingReader(packing)) {
            long size = 0;
            for (PackingLine line = reader.next(); line != null; line = reader.next()) {
                if (line instanceof Entry entry) {
                    size = entry.part() == 1 ? entry.size() : size + entry.size();
                    if (entry.part() == entry.of() && find(new Blob(entry.blob(), size)) < 0) {
                        throw BundleProblem.MALFORMED_PACKING.thrown(
                                Statement.PACKING, entry.blob() + " is packed and not in the inventory with that size");
                    }
                }
            }
        }
    }

    private static ProblemException malformed(String what) {
        return BundleProblem.MALFORMED_INVENTORY.thrown(Statement.INVENTORY, what);
    }
}
