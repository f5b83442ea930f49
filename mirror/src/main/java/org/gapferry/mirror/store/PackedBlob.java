package org.gapferry.mirror.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.gapferry.bundle.Blob;

/** A blob in the store, read in place. */
public final class PackedBlob {
    private final Extent.Located located;
    private final Packs packs;

    PackedBlob(Extent.Located located, Packs packs) {
        this.located = located;
        this.packs = packs;
    }

    public Blob blob() {
        return located.blob();
    }

    /** All of it, as a stream. */
    public InputStream stream() {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                long left = blob().size() - position;
                if (left == 0 || length == 0) {
                    return length == 0 ? 0 : -1;
                }
                ByteBuffer piece = at(position, (int) Math.min(left, length));
                int count = piece.remaining();
                piece.get(buffer, offset, count);
                position += count;
                return count;
            }
        };
    }

    /**
     * Some of the bytes from a position on, as they lie in the file: nothing is copied, and nothing may be written.
     *
     * @param most how many at the most; at least one comes
     */
    public ByteBuffer at(long position, int most) throws IOException {
        long start = 0;
        for (Extent extent : located.extents()) {
            long within = position - start;
            if (within < extent.size()) {
                return packs.bytes(
                        extent.pack(), extent.offset() + within, (int) Math.min(most, extent.size() - within));
            }
            start += extent.size();
        }
        throw new EOFException(blob().digest() + " is shorter than its size");
    }

    byte[] bytes() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) blob().size());
        while (bytes.hasRemaining()) {
            bytes.put(at(bytes.position(), bytes.remaining()));
        }
        return bytes.array();
    }
}
