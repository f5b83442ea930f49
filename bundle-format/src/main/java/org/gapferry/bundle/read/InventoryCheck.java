package org.gapferry.bundle.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
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

/**
 * Checks, in one walk, that an inventory is complete in itself (F4.6, F4.7), that it has the counts of its statement,
 * and that the packing holds nothing else (F5.6). Holds the {@link BlobTable} and 8 bytes for each artifact, nothing
 * else in proportion to the bundle. Only an inventory that is wrong is walked again, to say where.
 */
final class InventoryCheck {
    private static final int NAMED = 1;
    private static final int LISTED = 2;
    private static final int PACKED = 4;
    /** The shortest blob line in bytes; so a statement cannot ask for more memory than its inventory is worth. */
    private static final int SHORTEST_LINE = 85;

    private final Statement statement;
    private final BlobTable blobs;
    private final MessageDigest digest = Digest.sha256();
    private boolean sizesAgree = true;
    private long[] artifacts = new long[1024];
    private int artifactCount;
    private long blobCount;
    private long bytes;
    private long pointers;

    InventoryCheck(Statement statement) {
        this.statement = statement;
        this.blobs = new BlobTable(Math.min(
                statement.counts().blobs(), statement.inventory().inflated().size() / SHORTEST_LINE));
    }

    /** Takes a blob that is packed, before {@link #check}. */
    void packed(Blob blob) {
        sizesAgree &= blobs.mark(blob, PACKED);
    }

    /**
     * Checks.
     *
     * @param packing read again only if it does not fit, to say what
     */
    void check(ByteSource inventory, PackedBlobs packing) throws IOException {
        try (InventoryReader reader = new InventoryReader(inventory, Statement.INVENTORY)) {
            for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                if (line instanceof Artifact artifact) {
                    count(artifact);
                } else if (line instanceof BlobLine blob) {
                    count(blob.blob());
                } else if (line instanceof Pointer pointer) {
                    count(pointer);
                }
            }
        }
        if (!statement.counts().equals(new Statement.Counts(artifactCount, blobCount, bytes, pointers))) {
            throw BundleProblem.MALFORMED_STATEMENT.thrown(Statement.FILE, "`counts` differs from the inventory");
        }
        if (!sizesAgree || !blobs.allHave(NAMED | LISTED)) {
            explain(inventory, packing);
        }
    }

    private void count(Artifact artifact) {
        if (artifactCount == artifacts.length) {
            artifacts = Arrays.copyOf(artifacts, artifactCount * 2);
        }
        artifacts[artifactCount++] = fingerprint(artifact.coordinates());
        for (ArtifactFile file : artifact.files()) {
            sizesAgree &= blobs.mark(file.blob(), NAMED);
        }
    }

    private void count(Blob blob) {
        sizesAgree &= blobs.mark(blob, LISTED);
        blobCount++;
        bytes += blob.size();
        if (bytes > Blob.MAX_SIZE) {
            throw BundleProblem.TOO_LARGE.thrown(
                    Statement.INVENTORY, "the sizes of the blobs add up to more than 2^53 - 1");
        }
    }

    private void count(Pointer pointer) {
        if (pointers == 0) {
            Arrays.sort(artifacts, 0, artifactCount);
        }
        pointers++;
        if (pointer.target() instanceof Pointer.ToDocument document) {
            sizesAgree &= blobs.mark(document.blob(), NAMED);
        } else if (pointer.target() instanceof Pointer.ToVersion to
                && Arrays.binarySearch(
                                artifacts,
                                0,
                                artifactCount,
                                fingerprint(pointer.owner().at(to.version())))
                        < 0) {
            throw malformed("pointer `" + pointer.owner() + "#" + pointer.name() + "` leads to version `" + to.version()
                    + "`, which is not in the inventory");
        }
    }

    private long fingerprint(Coordinates coordinates) {
        return ByteBuffer.wrap(digest.digest(coordinates.toString().getBytes(StandardCharsets.US_ASCII)))
                .getLong();
    }

    /** Says what does not fit: by the blob lines alone first, then by what names them. */
    private void explain(ByteSource inventory, PackedBlobs packing) throws IOException {
        BlobTable listed = new BlobTable(blobCount);
        try (InventoryReader reader = new InventoryReader(inventory, Statement.INVENTORY)) {
            for (Blob blob = reader.nextBlob(); blob != null; blob = reader.nextBlob()) {
                listed.mark(blob, LISTED);
            }
        }
        try (InventoryReader reader = new InventoryReader(inventory, Statement.INVENTORY)) {
            for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                if (line instanceof Artifact artifact) {
                    for (ArtifactFile file : artifact.files()) {
                        name(listed, file.blob(), artifact.coordinates().toString());
                    }
                } else if (line instanceof Pointer pointer && pointer.target() instanceof Pointer.ToDocument document) {
                    name(listed, document.blob(), pointer.owner() + "#" + pointer.name());
                }
            }
        }
        if (!listed.allHave(NAMED)) {
            throw malformed("a blob is named by no artifact and no pointer");
        }
        packing.forEach(blob -> {
            if (!listed.has(blob, LISTED)) {
                throw BundleProblem.MALFORMED_PACKING.thrown(
                        Statement.PACKING, blob.digest() + " is packed and not in the inventory with that size");
            }
        });
        throw new IllegalStateException("nothing was found that does not fit");
    }

    private static void name(BlobTable listed, Blob blob, String by) {
        if (!listed.has(blob, LISTED)) {
            throw malformed("`" + by + "` names " + blob.digest() + ", which has no blob line of that size");
        }
        listed.mark(blob, NAMED);
    }

    private static ProblemException malformed(String what) {
        return BundleProblem.MALFORMED_INVENTORY.thrown(Statement.INVENTORY, what);
    }
}
