package org.gapferry.bundle.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.gapferry.bundle.volume.PackingReader;

/** A packing as the blobs that it packs, each with its whole size, whatever parts it lies in. */
final class PackedBlobs {
    private final ByteSource packing;

    PackedBlobs(ByteSource packing) {
        this.packing = packing;
    }

    void forEach(Consumer<Blob> blobs) throws IOException {
        walk(blobs, new ArrayList<>());
    }

    /**
     * The volumes as files, from number 1 on.
     *
     * @param blobs told of each blob
     * @throws org.gapferry.bundle.ProblemException MALFORMED if the statement counts otherwise
     */
    List<Blob> volumes(Statement statement, Consumer<Blob> blobs) throws IOException {
        List<Blob> volumes = new ArrayList<>();
        long[] packed = new long[2];
        walk(
                blob -> {
                    packed[0]++;
                    packed[1] += blob.size();
                    blobs.accept(blob);
                },
                volumes);
        if (!statement.packed().equals(new Statement.Packed(volumes.size(), packed[0], packed[1]))) {
            throw BundleProblem.MALFORMED_STATEMENT.thrown(Statement.FILE, "`packed` differs from the packing");
        }
        return volumes;
    }

    private void walk(Consumer<Blob> blobs, List<Blob> volumes) throws IOException {
        try (PackingReader reader = new PackingReader(packing)) {
            long size = 0;
            for (PackingLine line = reader.next(); line != null; line = reader.next()) {
                if (line instanceof Entry entry) {
                    size = entry.part() == 1 ? entry.size() : size + entry.size();
                    if (size < 0 || size > Blob.MAX_SIZE) {
                        throw BundleProblem.TOO_LARGE.thrown(
                                Statement.PACKING, "the parts of " + entry.blob() + " add up to more than 2^53 - 1");
                    }
                    if (entry.part() == entry.of()) {
                        blobs.accept(new Blob(entry.blob(), size));
                    }
                } else if (line instanceof Volume volume) {
                    volumes.add(volume.file());
                }
            }
        }
    }
}
