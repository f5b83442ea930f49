package org.gapferry.bundle.inventory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;

/**
 * Blob lines as they are nearly always written, {@code {"blob":"<64 hex digits>","size":<integer>}}, without a tree for each of millions. Whatever differs
 * by one byte is left to the general reader.
 */
final class CanonicalBlob {
    private static final byte[] BEGIN = "{\"blob\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIDDLE = "\",\"size\":".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST_END = BEGIN.length + 64;
    private static final int SIZE_BEGIN = DIGEST_END + MIDDLE.length;
    /** Fewer than 2^53 has; larger ones are left to the general reader. */
    private static final int MOST_DIGITS = 15;

    private CanonicalBlob() {}

    static Optional<Blob> parse(byte[] line, int length) {
        int digits = length - SIZE_BEGIN - 1;
        if (digits < 1
                || digits > MOST_DIGITS
                || line[length - 1] != '}'
                || digits > 1 && line[SIZE_BEGIN] == '0'
                || !Arrays.equals(line, 0, BEGIN.length, BEGIN, 0, BEGIN.length)
                || !Arrays.equals(line, DIGEST_END, SIZE_BEGIN, MIDDLE, 0, MIDDLE.length)) {
            return Optional.empty();
        }
        long size = 0;
        for (int i = SIZE_BEGIN; i < length - 1; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            size = size * 10 + digit;
        }
        String hex = new String(line, BEGIN.length, 64, StandardCharsets.ISO_8859_1);
        return Digest.isHex(hex) ? Optional.of(new Blob(new Digest(hex), size)) : Optional.empty();
    }
}
