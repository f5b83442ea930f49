package org.gapferry.ecosystem.pulumi;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Walks a tar archive (POSIX pax, and GNU's long names) as the CLI's reader does. A reader of its own, since it matters what kind each header
 * is: the CLI fails at kinds that libraries pass over in silence.
 */
final class TarWalk {
    private static final int BLOCK = 512;
    private static final int MAX_META = 1 << 20;
    private static final int MAX_ENTRIES = 1_000_000;
    private static final Pattern PAX = Pattern.compile("([0-9]+) ([^=]+)=");

    /** Sees each entry. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param type as in the header; {@code 0} for a file
         * @param mode permissions, as of a file system
         * @param link where a link leads; empty for none
         * @param content of the entry, which need not be read
         */
        void entry(String name, char type, int mode, String link, long size, InputStream content) throws IOException;
    }

    private final InputStream in;
    private long left;
    private String longName = "";
    private String longLink = "";
    private long longSize = -1;

    private TarWalk(InputStream in) {
        this.in = in;
    }

    /** @throws IOException if it is no tar archive, or breaks off */
    static void walk(InputStream in, Visitor visitor) throws IOException {
        new TarWalk(in).walk(visitor);
    }

    private void walk(Visitor visitor) throws IOException {
        byte[] header = new byte[BLOCK];
        for (int entries = 0; entries < MAX_ENTRIES; entries++) {
            int count = in.readNBytes(header, 0, BLOCK);
            if (count > 0 && count < BLOCK) {
                throw new EOFException("it breaks off");
            }
            if (count == 0 || isZero(header)) {
                drain();
                return;
            }
            check(header);
            long size = number(header, 124, 12);
            char type = (char) (header[156] & 0xff);
            if (type == 'x' || type == 'L' || type == 'K') {
                meta(type, size);
                continue;
            }
            String prefix = ustar(header) ? text(header, 345, 155) : "";
            String name = text(header, 0, 100);
            String path = longName.isEmpty() ? prefix.isEmpty() ? name : prefix + "/" + name : longName;
            String link = longLink.isEmpty() ? text(header, 157, 100) : longLink;
            left = longSize >= 0 ? longSize : size;
            long padding = (BLOCK - left % BLOCK) % BLOCK;
            longName = "";
            longLink = "";
            longSize = -1;
            int mode = (int) (number(header, 100, 8) & 0777);
            visitor.entry(path, type == 0 || type == '7' ? '0' : type, mode, link, left, new Content());
            skip(left + padding);
        }
        throw new IOException("it has more than " + MAX_ENTRIES + " entries");
    }

    /** To the end of what was inflated, whose check value is there. */
    private void drain() throws IOException {
        byte[] buffer = new byte[1 << 16];
        int count = 0;
        while (count >= 0) {
            count = in.read(buffer);
        }
    }

    private void skip(long count) throws IOException {
        try {
            in.skipNBytes(count);
        } catch (EOFException e) {
            throw new EOFException("it breaks off");
        }
    }

    private void meta(char type, long size) throws IOException {
        if (size > MAX_META) {
            throw new IOException("a name in it has " + size + " bytes");
        }
        byte[] bytes = in.readNBytes((int) size);
        skip((BLOCK - size % BLOCK) % BLOCK);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (type == 'L') {
            longName = text.replaceFirst("\0.*", "");
        } else if (type == 'K') {
            longLink = text.replaceFirst("\0.*", "");
        } else {
            pax(bytes);
        }
    }

    /** Records of {@code LENGTH KEY=VALUE\n}. */
    private void pax(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; ) {
            Matcher record = PAX.matcher(new String(bytes, at, bytes.length - at, StandardCharsets.ISO_8859_1));
            if (!record.lookingAt() || record.group(1).length() > 7) {
                throw new IOException("a pax header in it is broken");
            }
            int length = Integer.parseInt(record.group(1));
            if (length <= record.end() || at + length > bytes.length) {
                throw new IOException("a pax header in it is broken");
            }
            String value = new String(bytes, at + record.end(), length - record.end() - 1, StandardCharsets.UTF_8);
            switch (record.group(2)) {
                case "path" -> longName = value;
                case "linkpath" -> longLink = value;
                case "size" -> longSize = size(value);
                default -> {
                    // owners and times do not matter
                }
            }
            at += length;
        }
    }

    private static long size(String value) throws IOException {
        if (!value.matches("[0-9]{1,18}")) {
            throw new IOException("a size in it is no number");
        }
        return Long.parseLong(value);
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean ustar(byte[] header) {
        return new String(header, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
    }

    private static void check(byte[] header) throws IOException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != number(header, 148, 8)) {
            throw new IOException("it is no tar archive");
        }
    }

    private static long number(byte[] header, int from, int length) throws IOException {
        if ((header[from] & 0x80) != 0) {
            long value = 0;
            for (int i = from + length - 8; i < from + length; i++) {
                value = value << 8 | header[i] & 0xff;
            }
            if (value < 0) {
                throw new IOException("a size in it is no number");
            }
            return value;
        }
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{0,20}")) {
            throw new IOException("it is no tar archive");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOfRange(header, from, end), StandardCharsets.UTF_8);
    }

    /** What is left of an entry. */
    private final class Content extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new EOFException("it breaks off");
            }
            left -= count;
            return count;
        }
    }
}
