package org.gapferry.bundle.inventory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the lines of a stream, one at a time in one buffer, bounded in length (F2.4), each ended by one newline (F4.1).
 */
public final class Lines implements Closeable {
    /** The longest line in bytes, its newline included. */
    public static final int MAX_LINE = 1 << 20;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH_LOWEST = 0x0101010101010101L;
    private static final long EACH_HIGHEST = 0x8080808080808080L;
    private static final long NEWLINES = '\n' * EACH_LOWEST;

    private final InputStream in;
    private final byte[] chunk = new byte[1 << 16];
    private int chunkStart;
    private int chunkEnd;
    private byte[] line = new byte[4096];
    private int length;
    private long number;

    /** A line that is too long, or not ended. */
    public static final class BadLine extends RuntimeException {
        private final boolean tooLong;

        BadLine(String message, boolean tooLong) {
            super(message);
            this.tooLong = tooLong;
        }

        public boolean tooLong() {
            return tooLong;
        }
    }

    public Lines(InputStream in) {
        this.in = in;
    }

    /**
     * Goes to the next line.
     *
     * @return false at the end
     * @throws BadLine if the line is longer than {@link #MAX_LINE} or the stream ends within it
     */
    public boolean next() throws IOException {
        length = 0;
        number++;
        while (true) {
            if (chunkStart == chunkEnd) {
                chunkStart = 0;
                chunkEnd = in.read(chunk, 0, chunk.length);
                if (chunkEnd <= 0) {
                    chunkEnd = 0;
                    if (length > 0) {
                        throw new BadLine("the last line has no newline", false);
                    }
                    return false;
                }
            }
            int end = newline(chunkStart);
            append(end - chunkStart);
            boolean complete = end < chunkEnd;
            chunkStart = complete ? end + 1 : end;
            if (complete) {
                return true;
            }
        }
    }

    /** The next newline in the chunk, or its end. Looks at eight bytes at a time, as long as there are as many. */
    private int newline(int from) {
        int at = from;
        for (; at + Long.BYTES <= chunkEnd; at += Long.BYTES) {
            long zeroed = (long) LONGS.get(chunk, at) ^ NEWLINES;
            long found = zeroed - EACH_LOWEST & ~zeroed & EACH_HIGHEST;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < chunkEnd && chunk[at] != '\n') {
            at++;
        }
        return at;
    }

    private void append(int count) {
        if (length + count >= MAX_LINE) {
            throw new BadLine("a line is longer than " + MAX_LINE + " bytes", true);
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.min(MAX_LINE, Math.max(line.length * 2, length + count)));
        }
        System.arraycopy(chunk, chunkStart, line, length, count);
        length += count;
    }

    /** The buffer that holds the line; valid until the next call of {@link #next}. */
    public byte[] buffer() {
        return line;
    }

    public int length() {
        return length;
    }

    /** The line's number, from 1. */
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
