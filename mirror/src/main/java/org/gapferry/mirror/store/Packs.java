package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gapferry.bundle.Digest;

/**
 * The packs of a store, each mapped once, in segments: their pages are the system's, which takes them back when it
 * needs them. Packs never change, so that what is mapped stays what it was.
 */
final class Packs implements Closeable {
    private static final long SEGMENT = 1L << 30;

    private final StoreLayout layout;
    private final Map<Segment, ByteBuffer> mapped = new ConcurrentHashMap<>();

    Packs(StoreLayout layout) {
        this.layout = layout;
    }

    private record Segment(Digest pack, long number) {}

    /** Bytes of a pack, of which at least one comes and at the most so many. */
    ByteBuffer bytes(Digest pack, long offset, int most) throws IOException {
        ByteBuffer segment = segment(new Segment(pack, offset / SEGMENT));
        int within = (int) (offset % SEGMENT);
        if (within >= segment.limit()) {
            throw new EOFException("pack " + pack.hex() + " is too short");
        }
        return segment.slice(within, Math.min(most, segment.limit() - within));
    }

    private ByteBuffer segment(Segment wanted) throws IOException {
        try {
            return mapped.computeIfAbsent(wanted, this::map);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private ByteBuffer map(Segment segment) {
        try (FileChannel channel = FileChannel.open(layout.pack(segment.pack()), StandardOpenOption.READ)) {
            long from = segment.number() * SEGMENT;
            long size = Math.min(SEGMENT, channel.size() - from);
            return size <= 0 ? ByteBuffer.allocate(0) : channel.map(FileChannel.MapMode.READ_ONLY, from, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        mapped.clear();
    }
}
