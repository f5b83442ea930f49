package org.gapferry.importer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.change.DocumentSource;
import org.gapferry.bundle.change.StateDifference;
import org.gapferry.mirror.store.Extent;
import org.gapferry.mirror.store.StoreLayout;

/**
 * The changed documents that an import received, read from our own packs before they are published; the medium is not
 * asked.
 */
final class ReceivedDocuments implements DocumentSource {
    private final ReceivePlan plan;
    private final StoreLayout layout;
    private final StateDifference difference;
    private final Map<Digest, Extent.Located> places = new HashMap<>();
    private boolean indexed;

    ReceivedDocuments(ReceivePlan plan, StoreLayout layout, StateDifference difference) {
        this.plan = plan;
        this.layout = layout;
        this.difference = difference;
    }

    @Override
    public Optional<byte[]> read(Blob blob) throws IOException {
        if (!indexed) {
            index();
            indexed = true;
        }
        Extent.Located place = places.get(blob.digest());
        if (place == null) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(blob.size()));
        for (Extent extent : place.extents()) {
            bytes.limit(Math.toIntExact(bytes.position() + extent.size()));
            read(extent, bytes);
        }
        if (!Blob.of(bytes.array()).equals(blob)) {
            throw new IOException("a pack in the quarantine was modified; empty the quarantine and import again");
        }
        return Optional.of(bytes.array());
    }

    private void read(Extent extent, ByteBuffer into) throws IOException {
        Path received = layout.receivedPack(extent.pack());
        Path file = Files.exists(received) ? received : layout.pack(extent.pack());
        long position = extent.offset();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (into.hasRemaining()) {
                int count = channel.read(into, position);
                if (count < 0) {
                    throw new EOFException("a pack in the quarantine is too short");
                }
                position += count;
            }
        }
    }

    private void index() throws IOException {
        Set<Digest> wanted = difference.changedDocuments();
        if (wanted.isEmpty()) {
            return;
        }
        try (Commit.NewBlobs blobs = new Commit.NewBlobs(plan)) {
            for (Extent.Located located = blobs.next(); located != null; located = blobs.next()) {
                if (wanted.contains(located.blob().digest())) {
                    places.put(located.blob().digest(), located);
                }
            }
        }
    }
}
