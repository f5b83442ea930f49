package org.gapferry.mirror.store;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.gapferry.bundle.Blob;

/** A blob in the store, read in place. */
public final class PackedBlob {
    private static final int BUFFER = 1 << 17;

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
                int count = (int) Math.min(Math.min(left, length), BUFFER);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream(count);
                copy(position, count, bytes);
                System.arraycopy(bytes.toByteArray(), 0, buffer, offset, count);
                position += count;
                return count;
            }
        };
    }

    /** Copies {@code length} bytes from {@code from} on. */
    public void copy(long from, long length, OutputStream to) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, length))];
        long start = 0;
        long position = from;
        long end = from + length;
        for (Extent extent : located.extents()) {
            while (position < end && position < start + extent.size()) {
                int wanted = (int) Math.min(buffer.length, Math.min(end, start + extent.size()) - position);
                read(extent, extent.offset() + position - start, buffer, wanted);
                to.write(buffer, 0, wanted);
                position += wanted;
            }
            start += extent.size();
        }
        if (position < end) {
            throw new EOFException(blob().digest() + " is shorter than its size");
        }
    }

    private void read(Extent extent, long at, byte[] buffer, int count) throws IOException {
        FileChannel channel = packs.channel(extent.pack());
        ByteBuffer target = ByteBuffer.wrap(buffer, 0, count);
        while (target.hasRemaining()) {
            if (channel.read(target, at + target.position()) < 0) {
                throw new EOFException("pack " + extent.pack().hex() + " is too short");
            }
        }
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) blob().size());
        copy(0, blob().size(), out);
        return out.toByteArray();
    }
}
