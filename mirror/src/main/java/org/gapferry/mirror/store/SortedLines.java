package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gapferry.bundle.inventory.Lines;

/** A file of sorted lines that is searched where it lies; nothing of it is loaded. Safe for use by several threads. */
final class SortedLines implements Closeable {
    private static final int CHUNK = 4096;

    private final FileChannel channel;
    private final long size;

    SortedLines(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
    }

    /** All lines that begin with a prefix, in order, without their newlines. */
    List<byte[]> startingWith(String prefix) throws IOException {
        byte[] key = prefix.getBytes(StandardCharsets.UTF_8);
        List<byte[]> found = new ArrayList<>();
        for (long at = firstNotBelow(key); at < size; ) {
            byte[] line = line(at);
            if (line.length < key.length || !Arrays.equals(line, 0, key.length, key, 0, key.length)) {
                break;
            }
            found.add(line);
            at += line.length + 1L;
        }
        return found;
    }

    /** Where the first line begins that is not below the key; the size if there is none. */
    private long firstNotBelow(byte[] key) throws IOException {
        long from = 0;
        long to = size;
        while (from < to) {
            long middle = from + (to - from) / 2;
            long start = middle == from ? from : lineStartAfter(middle);
            if (start >= to) {
                start = from;
            }
            byte[] line = line(start);
            if (Arrays.compareUnsigned(line, key) < 0) {
                from = start + line.length + 1;
            } else {
                to = start;
            }
        }
        return from;
    }

    private long lineStartAfter(long position) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = position; at < size; at += CHUNK) {
            chunk.clear();
            int count = channel.read(chunk, at);
            for (int i = 0; i < count; i++) {
                if (chunk.get(i) == '\n') {
                    return at + i + 1;
                }
            }
        }
        return size;
    }

    private byte[] line(long start) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        int searched = 0;
        while (true) {
            int count = channel.read(buffer, start + buffer.position());
            for (int i = searched; i < buffer.position(); i++) {
                if (buffer.get(i) == '\n') {
                    return Arrays.copyOf(buffer.array(), i);
                }
            }
            if (count < 0 || buffer.capacity() > 4 * Lines.MAX_LINE) {
                throw new IOException("a line of the catalog is not ended");
            }
            searched = buffer.position();
            if (!buffer.hasRemaining()) {
                buffer = ByteBuffer.allocate(buffer.capacity() * 4).put(buffer.flip());
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
