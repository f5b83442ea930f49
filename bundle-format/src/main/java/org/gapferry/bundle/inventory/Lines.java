package org.gapferry.bundle.inventory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads the lines of a stream, one at a time in one buffer, bounded in length (F2.4), each ended by one newline (F4.1). */
public final class Lines implements Closeable {
    /** The longest line in bytes, its newline included. */
    public static final int MAX_LINE = 1 << 20;

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
            int end = chunkStart;
            while (end < chunkEnd && chunk[end] != '\n') {
                end++;
            }
            append(end - chunkStart);
            boolean complete = end < chunkEnd;
            chunkStart = complete ? end + 1 : end;
            if (complete) {
                return true;
            }
        }
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
