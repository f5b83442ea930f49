package org.gapferry.bundle.volume;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The bytes around the content of a volume (F6.1, F6.2). Written and compared, never parsed. */
public final class TarLayout {
    /** Bytes of a header, and the unit of padding. */
    public static final int BLOCK = 512;

    /** Bytes of zeros at the end. */
    public static final int END = 2 * BLOCK;

    /** The largest content of one entry in bytes (F6.4). */
    public static final long MAX_ENTRY = (8L << 30) - BLOCK;

    private static final int CHECKSUM = 148;

    private TarLayout() {}

    /** The header of an entry. */
    public static byte[] header(String name, long size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        put(header, 136, "00000000000");
        put(header, CHECKSUM, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, CHECKSUM, String.format(Locale.ROOT, "%06o", sum));
        header[CHECKSUM + 6] = 0;
        return header;
    }

    /** The size rounded up to a multiple of {@link #BLOCK}. */
    public static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
