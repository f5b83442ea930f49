package org.gapferry.bundle.volume;

import java.nio.charset.StandardCharsets;

/** The bytes around the content of a volume (F6.1, F6.2). Written and compared, never parsed. */
public final class TarLayout {
    /** Bytes of a header, and the unit of padding. */
    public static final int BLOCK = 512;

    /** Bytes of zeros at the end. */
    public static final int END = 2 * BLOCK;

    /** The largest content of one entry in bytes (F6.4). */
    public static final long MAX_ENTRY = (8L << 30) - BLOCK;

    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int CHECKSUM = 148;
    private static final byte[] SAME_IN_ALL = sameInAll();
    private static final int SUM_IN_ALL = sum(SAME_IN_ALL, 0, BLOCK);

    private TarLayout() {}

    /** The header of an entry. */
    public static byte[] header(String name, long size) {
        byte[] header = SAME_IN_ALL.clone();
        put(header, 0, name);
        octal(header, SIZE, SIZE_DIGITS, size);
        octal(header, CHECKSUM, 6, SUM_IN_ALL + sum(header, 0, NAME_LENGTH) + sum(header, SIZE, SIZE + SIZE_DIGITS));
        header[CHECKSUM + 6] = 0;
        return header;
    }

    private static byte[] sameInAll() {
        byte[] header = new byte[BLOCK];
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 136, "00000000000");
        put(header, CHECKSUM, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar");
        put(header, 263, "00");
        return header;
    }

    private static int sum(byte[] header, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += header[i] & 0xff;
        }
        return sum;
    }

    /** The size rounded up to a multiple of {@link #BLOCK}. */
    public static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static void octal(byte[] header, int at, int digits, long number) {
        long left = number;
        for (int i = at + digits - 1; i >= at; i--) {
            header[i] = (byte) ('0' + (left & 7));
            left >>>= 3;
        }
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
