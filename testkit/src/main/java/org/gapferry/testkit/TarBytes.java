package org.gapferry.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** A tar archive, written header by header, so that anything can be wrong with it. */
public final class TarBytes {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A regular file. */
    public TarBytes file(String name, String content) {
        return entry(name, '0', "", content.getBytes(StandardCharsets.UTF_8));
    }

    /** An entry of any kind, with its content and padding. */
    public TarBytes entry(String name, char type, String link, byte[] content) {
        return header(name, type, link, octal(content.length)).raw(content).padding();
    }

    /**
     * A header without content.
     *
     * @param size the twelve bytes of the size, or fewer
     */
    public TarBytes header(String name, char type, String link, byte[] size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, 100, name.getBytes(StandardCharsets.UTF_8));
        put(header, 100, 8, "0000755\0".getBytes(StandardCharsets.US_ASCII));
        put(header, 124, 12, size);
        put(header, 136, 12, octal(0));
        header[156] = (byte) type;
        put(header, 157, 100, link.getBytes(StandardCharsets.UTF_8));
        put(header, 257, 8, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        int sum = 8 * ' ';
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, 8, String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII));
        return raw(header);
    }

    /** A pax header of these records, for the next entry ({@code x}) or for all ({@code g}). */
    public TarBytes pax(char type, String... keysAndValues) {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            records.append(record(keysAndValues[i], keysAndValues[i + 1]));
        }
        return entry("pax", type, "", records.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** {@code LENGTH KEY=VALUE\n}. */
    public static String record(String key, String value) {
        int plain = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = plain + 1;
        while (String.valueOf(length).length() + plain != length) {
            length++;
        }
        return length + " " + key + "=" + value + "\n";
    }

    /** Eleven octal digits and a zero. */
    public static byte[] octal(long size) {
        return String.format("%011o\0", size).getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes as they are. */
    public TarBytes raw(byte[] any) {
        bytes.writeBytes(any);
        return this;
    }

    /** Zeros up to the next block. */
    public TarBytes padding() {
        return raw(new byte[(BLOCK - bytes.size() % BLOCK) % BLOCK]);
    }

    /** The two blocks of zeros at the end. */
    public TarBytes end() {
        return raw(new byte[2 * BLOCK]);
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** All of it, compressed. */
    public byte[] gzip() {
        return gzip(bytes());
    }

    /** One member of gzip. */
    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void put(byte[] header, int at, int most, byte[] field) {
        System.arraycopy(field, 0, header, at, Math.min(most, field.length));
    }
}
