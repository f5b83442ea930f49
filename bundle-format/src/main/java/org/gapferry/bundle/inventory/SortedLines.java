package org.gapferry.bundle.inventory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file of lines in ascending order of their bytes, searched where it lies: a search reads some twenty small pieces, a
 * walk one window at a time, and nothing else is held. Safe for use by several threads; each walk belongs to one.
 */
public final class SortedLines implements Closeable {
    private static final int CHUNK = 4096;
    private static final int WINDOW = 1 << 16;
    /** How much faster a walk that skips grows its steps. */
    private static final int STEP_GROWTH = 8;

    private final FileChannel channel;
    private final long size;

    public SortedLines(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
    }

    /** The first line that begins with a prefix, without its newline. */
    public Optional<byte[]> first(String prefix) throws IOException {
        Walk walk = from(prefix);
        return walk.next() && walk.startsWith(bytes(prefix)) ? Optional.of(walk.line()) : Optional.empty();
    }

    /** A walk over the lines that are not below a key. */
    public Walk from(String key) throws IOException {
        return new Walk(firstNotBelow(bytes(key), 0, size));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Goes from line to line, and past those that nobody wants. */
    public final class Walk {
        private byte[] window = new byte[CHUNK];
        private long windowAt;
        private int filled;
        private int start;
        private int end;
        /** Where the line begins that {@link #next} goes to. */
        private int after;

        private Walk(long position) {
            windowAt = position;
        }

        /**
         * Goes to the next line; false at the end.
         *
         * @throws IOException if the file cannot be read, or is damaged
         */
        public boolean next() throws IOException {
            int searched = after;
            while (true) {
                for (int i = searched; i < filled; i++) {
                    if (window[i] == '\n') {
                        start = after;
                        end = i;
                        after = i + 1;
                        return true;
                    }
                }
                searched = filled - after;
                if (!fill()) {
                    if (filled > 0) {
                        throw new IOException("a line of the file is not ended");
                    }
                    return false;
                }
            }
        }

        /** Reads on behind what is left of the window, which moves to its beginning. */
        private boolean fill() throws IOException {
            int left = filled - after;
            byte[] target = window;
            if (left == window.length || windowAt + filled < size && window.length < WINDOW) {
                target = new byte[Math.max(Math.min(window.length * 4, WINDOW), left * 2)];
            }
            if (left > Lines.MAX_LINE) {
                throw new IOException("a line of the file is too long");
            }
            System.arraycopy(window, after, target, 0, left);
            window = target;
            windowAt += after;
            after = 0;
            filled = left;
            int count = channel.read(ByteBuffer.wrap(window, left, window.length - left), windowAt + left);
            filled += Math.max(0, count);
            return count > 0;
        }

        /** Goes so far that {@link #next} goes to the first line after this one that is not below a key. */
        public void skipTo(String key) throws IOException {
            byte[] wanted = bytes(key);
            for (int newline = after; newline < filled; newline++) {
                if (window[newline] == '\n') {
                    if (Arrays.compareUnsigned(window, after, newline, wanted, 0, wanted.length) >= 0) {
                        return;
                    }
                    after = newline + 1;
                }
            }
            long from = windowAt + after;
            windowAt = firstNotBelow(wanted, from, lineNotBelow(wanted, from));
            after = 0;
            filled = 0;
        }

        /** True if the line begins with a prefix. */
        public boolean startsWith(byte[] prefix) {
            return end - start >= prefix.length
                    && Arrays.equals(window, start, start + prefix.length, prefix, 0, prefix.length);
        }

        /** The line, without its newline. */
        public byte[] line() {
            return Arrays.copyOfRange(window, start, end);
        }

        /** Where the line begins in the file. */
        public long position() {
            return windowAt + start;
        }
    }

    /** The beginning of some line that is not below a key, found in growing steps; the size if there is none. */
    private long lineNotBelow(byte[] key, long from) throws IOException {
        for (long step = WINDOW; from + step < size; step *= STEP_GROWTH) {
            long start = lineStartAfter(from + step);
            if (start >= size || !isBelow(start, key)) {
                return start;
            }
        }
        return size;
    }

    /**
     * Where the first line begins that is not below a key.
     *
     * @param low where a line begins; what lies before is below the key
     * @param high where a line begins that is not below the key, or the size
     */
    private long firstNotBelow(byte[] key, long low, long high) throws IOException {
        long from = low;
        long found = high;
        long bound = high; // the line looked for begins in from..bound, or is the one found
        while (bound - from > CHUNK) {
            long middle = from + (bound - from) / 2;
            long start = lineStartAfter(middle);
            if (start >= bound) {
                bound = middle + 1;
            } else if (isBelow(start, key)) {
                from = lineStartAfter(start);
            } else {
                found = start;
                bound = start;
            }
        }
        Walk walk = new Walk(from);
        while (from < bound && walk.next()) {
            if (Arrays.compareUnsigned(walk.window, walk.start, walk.end, key, 0, key.length) >= 0) {
                return walk.position();
            }
            from = walk.windowAt + walk.after;
        }
        return found;
    }

    private boolean isBelow(long start, byte[] key) throws IOException {
        ByteBuffer beginning = ByteBuffer.allocate(key.length);
        int count = 0;
        while (beginning.hasRemaining() && count >= 0) {
            count = channel.read(beginning, start + beginning.position());
        }
        int length = 0;
        while (length < beginning.position() && beginning.get(length) != '\n') {
            length++;
        }
        return Arrays.compareUnsigned(beginning.array(), 0, length, key, 0, key.length) < 0;
    }

    /** Where the line after the one at a position begins; the size if it is the last one. */
    private long lineStartAfter(long position) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = position; at < size; ) {
            chunk.clear();
            int count = channel.read(chunk, at);
            if (count <= 0) {
                throw new IOException("the file became shorter");
            }
            for (int i = 0; i < count; i++) {
                if (chunk.get(i) == '\n') {
                    return at + i + 1;
                }
            }
            at += count;
        }
        return size;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
