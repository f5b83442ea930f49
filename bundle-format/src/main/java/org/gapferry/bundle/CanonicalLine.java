package org.gapferry.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks a line of JSON as Gapferry writes it (F4.3): keys in their order, no spaces, ASCII, no escapes. Nearly every
 * one of millions of lines is like that, and is read so without a tree. At the first byte that differs the walk ends:
 * every later step does nothing, {@link #isWhole} is false, and the line is {@link Json}'s to read.
 */
public final class CanonicalLine {
    /** Fewer digits than 2^53 has. */
    private static final int MOST_DIGITS = 15;

    private static final int DIGEST_DIGITS = 64;
    private static final Digest NO_DIGEST = new Digest("0".repeat(DIGEST_DIGITS));

    private final byte[] line;
    private final int length;
    private int position;
    private boolean walking = true;

    public CanonicalLine(byte[] line, int length) {
        this.line = line;
        this.length = length;
    }

    /** Bytes to be given to {@link #take} and {@link #takes}, made once. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Passes what must come next. */
    public void take(byte[] expected) {
        if (!takes(expected)) {
            walking = false;
        }
    }

    /** Passes what may come next, and tells whether it did. */
    public boolean takes(byte[] optional) {
        int end = position + optional.length;
        boolean there = walking && end <= length && Arrays.equals(line, position, end, optional, 0, optional.length);
        position = there ? end : position;
        return there;
    }

    /** A text up to its quote, which is passed too; empty if the walk has ended. */
    public String text() {
        for (int end = position; walking && end < length; end++) {
            byte c = line[end];
            if (c == '"') {
                String text = new String(line, position, end - position, StandardCharsets.ISO_8859_1);
                position = end + 1;
                return text;
            }
            if (c < ' ' || c == '\\') {
                break;
            }
        }
        walking = false;
        return "";
    }

    /** Lower-case hex digits up to their quote, which is passed too; empty if the walk has ended. */
    public String hex(int digits) {
        String text = text();
        if (Digest.isHex(text, digits)) {
            return text;
        }
        walking = false;
        return "";
    }

    /** A SHA-256 up to its quote, which is passed too; any if the walk has ended. */
    public Digest digest() {
        String hex = hex(DIGEST_DIGITS);
        return walking ? new Digest(hex) : NO_DIGEST;
    }

    /** An integer from 0 to 10^15 - 1; 0 if the walk has ended. */
    public long integer() {
        int begin = position;
        long number = 0;
        while (walking && position < length && line[position] >= '0' && line[position] <= '9') {
            number = number * 10 + line[position++] - '0';
            if (position - begin > MOST_DIGITS) {
                walking = false;
            }
        }
        boolean zeros = position - begin > 1 && line[begin] == '0';
        walking &= position > begin && !zeros;
        return walking ? number : 0;
    }

    /** Ends the walk: the line is not as expected. */
    public void leave() {
        walking = false;
    }

    /** False once something was not as expected. */
    public boolean isCanonical() {
        return walking;
    }

    /** True if everything was as expected, to the end of the line. */
    public boolean isWhole() {
        return walking && position == length;
    }
}
