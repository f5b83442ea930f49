package org.gapferry.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a tar archive (POSIX ustar and pax, GNU's long names and large sizes) as a stream, in time that is linear in
 * its bytes. What programs read in different ways is refused: sparse files, headers of Solaris, links with content, two
 * long names for one entry, a global header that renames, entries behind a block of zeros. What follows the two blocks
 * of zeros at the end is read by no program, and passed over.
 */
public final class TarEntries {
    private static final int BLOCK = 512;
    private static final long MAX_SIZE = 1L << 60;

    private final InputStream in;
    private final ArchiveLimits limits;
    private final ArchiveBudget budget;
    private final byte[] discarded = new byte[1 << 16];
    private final Extended extended = new Extended();
    private long left;

    private TarEntries(InputStream in, ArchiveLimits limits, ArchiveBudget budget) {
        this.in = in;
        this.limits = limits;
        this.budget = budget;
    }

    /** What extended headers say of the next entry. */
    private static final class Extended {
        private String name = "";
        private String link = "";
        private long size = -1;

        void name(String value) throws ArchiveException {
            name = only(name, value, "names");
        }

        void link(String value) throws ArchiveException {
            link = only(link, value, "targets");
        }

        private static String only(String before, String value, String what) throws ArchiveException {
            if (!before.isEmpty() && !before.equals(value)) {
                throw ArchiveException.malformed("an entry has two " + what + ", `" + before + "` and `" + value + "`");
            }
            return value;
        }

        void clear() {
            name = "";
            link = "";
            size = -1;
        }
    }

    /**
     * Visits every entry of a {@code .tar.gz}, and reads to its end, where the checksum is.
     *
     * @param in is not closed
     * @throws ArchiveException if it is not a readable archive, or exceeds a limit
     */
    public static void readGzip(InputStream in, ArchiveLimits limits, ArchiveEntry.Visitor visitor) throws IOException {
        ArchiveBudget budget = new ArchiveBudget(limits);
        GzipStream inflated = new GzipStream(in, budget);
        try {
            new TarEntries(inflated, limits, budget).visit(visitor);
        } finally {
            inflated.release();
        }
    }

    /** As {@link #readGzip}, of an archive that is not compressed. */
    public static void read(InputStream in, ArchiveLimits limits, ArchiveEntry.Visitor visitor) throws IOException {
        ArchiveBudget budget = new ArchiveBudget(limits);
        new TarEntries(new CountedStream(in, budget), limits, budget).visit(visitor);
    }

    private void visit(ArchiveEntry.Visitor visitor) throws IOException {
        byte[] header = new byte[BLOCK];
        boolean any = false;
        while (readHeader(header)) {
            any = true;
            budget.header();
            char type = (char) (header[156] & 0xff);
            long size = number(header, 124, 12);
            switch (type) {
                case 'x' -> pax(metadata(size), extended);
                case 'L' -> extended.name(terminated(metadata(size)));
                case 'K' -> extended.link(terminated(metadata(size)));
                case 'g' -> visitor.visit(global(header, size));
                case 'S' -> throw ArchiveException.malformed("it has a sparse file, which is not supported");
                case 'X', 'N' ->
                    throw ArchiveException.malformed(
                            "it has a header of the kind `" + type + "`, which programs read in different ways");
                default -> entry(header, type, size, visitor);
            }
        }
        if (!any) {
            throw ArchiveException.malformed("it is empty, not a tar archive");
        }
        drain();
    }

    /** @return false at the end of the archive */
    private boolean readHeader(byte[] header) throws IOException {
        int count = in.readNBytes(header, 0, BLOCK);
        if (count == 0) {
            return endsWithoutName();
        } else if (count < BLOCK) {
            throw ArchiveException.truncated();
        } else if (!isZero(header)) {
            checkSum(header);
            return true;
        }
        count = in.readNBytes(header, 0, BLOCK);
        if (count == BLOCK && !isZero(header)) { // some programs stop at the first block of zeros, some go on
            throw ArchiveException.malformed("it has a block of zeros between its entries");
        }
        return endsWithoutName();
    }

    private boolean endsWithoutName() throws ArchiveException {
        if (!extended.name.isEmpty() || !extended.link.isEmpty() || extended.size >= 0) {
            throw ArchiveException.truncated();
        }
        return false;
    }

    private void entry(byte[] header, char kind, long headerSize, ArchiveEntry.Visitor visitor) throws IOException {
        String plain = text(header, 0, 100);
        String prefix = isUstar(header) ? text(header, 345, 155) : "";
        String name = extended.name.isEmpty() ? prefix.isEmpty() ? plain : prefix + "/" + plain : extended.name;
        String link = extended.link.isEmpty() ? text(header, 157, 100) : extended.link;
        long size = extended.size >= 0 ? extended.size : headerSize;
        extended.clear();
        budget.name(name);
        budget.name(link);
        EntryType type = type(kind, name);
        if (type == EntryType.FOLDER) {
            size = 0; // what stands there is not followed by content
        } else if (size > 0 && type != EntryType.FILE && type != EntryType.OTHER) {
            throw ArchiveException.malformed("the entry `" + name + "`, " + type.words() + ", has content");
        }
        budget.announced(size);
        boolean isLink = type == EntryType.SYMBOLIC_LINK || type == EntryType.HARD_LINK;
        int mode = (int) (number(header, 100, 8) & 0777);
        content(new ArchiveEntry(name, type, mode, size, isLink ? link : "", this::remaining), visitor);
    }

    private static EntryType type(char kind, String name) {
        return switch (kind) {
            case 0, '0', '7' -> name.endsWith("/") ? EntryType.FOLDER : EntryType.FILE;
            case '1' -> EntryType.HARD_LINK;
            case '2' -> EntryType.SYMBOLIC_LINK;
            case '3', '4' -> EntryType.DEVICE;
            case '5' -> EntryType.FOLDER;
            case '6' -> EntryType.PIPE;
            default -> EntryType.OTHER;
        };
    }

    private void content(ArchiveEntry entry, ArchiveEntry.Visitor visitor) throws IOException {
        left = entry.size();
        visitor.visit(entry);
        long padding = padding(entry.size());
        skip(left + padding);
        left = 0;
    }

    /** A global header: its records hold for all entries, so that none may be one that says what an entry is. */
    private ArchiveEntry global(byte[] header, long size) throws IOException {
        Extended all = new Extended();
        pax(metadata(size), all);
        if (!all.name.isEmpty() || !all.link.isEmpty() || all.size >= 0) {
            throw ArchiveException.malformed("its global header names entries");
        }
        return new ArchiveEntry(text(header, 0, 100), EntryType.GLOBAL_HEADER, 0, 0, "", InputStream::nullInputStream);
    }

    private byte[] metadata(long size) throws IOException {
        if (size > limits.header()) {
            throw ArchiveException.limit(limits.header(), "bytes in an extended header");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw ArchiveException.truncated();
        }
        skip(padding(size));
        return bytes;
    }

    /** Records of {@code LENGTH KEY=VALUE\n}; each byte is looked at once. */
    private static void pax(byte[] bytes, Extended into) throws ArchiveException {
        for (int at = 0; at < bytes.length; ) {
            int length = 0;
            int digits = at;
            while (digits < bytes.length && digits - at < 8 && bytes[digits] >= '0' && bytes[digits] <= '9') {
                length = length * 10 + bytes[digits++] - '0';
            }
            int end = at + length;
            if (digits == at
                    || digits - at > 7
                    || digits == bytes.length
                    || bytes[digits] != ' '
                    || end > bytes.length) {
                throw brokenPax();
            }
            int equals = digits + 1;
            while (equals < end && bytes[equals] != '=') {
                equals++;
            }
            if (equals >= end - 1 || equals == digits + 1 || bytes[end - 1] != '\n') {
                throw brokenPax();
            }
            record(bytes, digits + 1, equals, end - 1, into);
            at = end;
        }
    }

    private static void record(byte[] bytes, int key, int equals, int end, Extended into) throws ArchiveException {
        if (equals - key > 16) {
            return; // none that matters has so long a key
        }
        String name = new String(bytes, key, equals - key, StandardCharsets.ISO_8859_1);
        if (name.startsWith("GNU.sparse.")) {
            throw ArchiveException.malformed("it has a sparse file, which is not supported");
        }
        switch (name) {
            case "path" -> into.name(value(bytes, equals + 1, end));
            case "linkpath" -> into.link(value(bytes, equals + 1, end));
            case "size" -> into.size = decimal(value(bytes, equals + 1, end));
            default -> {
                // owners and times do not matter
            }
        }
    }

    private static String value(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static ArchiveException brokenPax() {
        return ArchiveException.malformed("a pax header in it is damaged");
    }

    private static long decimal(String value) throws ArchiveException {
        if (!value.matches("[0-9]{1,18}")) {
            throw brokenPax();
        }
        return Long.parseLong(value);
    }

    /** To the end of what was compressed, whose checksum is there. */
    private void drain() throws IOException {
        int count = 0;
        while (count >= 0) {
            count = in.read(discarded, 0, discarded.length);
        }
    }

    private void skip(long count) throws IOException {
        for (long rest = count; rest > 0; ) {
            int read = in.read(discarded, 0, (int) Math.min(rest, discarded.length));
            if (read < 0) {
                throw ArchiveException.truncated();
            }
            rest -= read;
        }
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUstar(byte[] header) {
        return new String(header, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
    }

    /** Old programs took bytes for signed numbers. */
    private static void checkSum(byte[] header) throws ArchiveException {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            int value = i >= 148 && i < 156 ? ' ' : header[i];
            unsigned += value & 0xff;
            signed += value;
        }
        long expected = number(header, 148, 8);
        if (expected != unsigned && expected != signed) {
            throw ArchiveException.malformed("it is not a tar archive, or damaged");
        }
    }

    /** Octal digits, or with the highest bit set a binary number (GNU). */
    private static long number(byte[] header, int from, int length) throws ArchiveException {
        long value = 0;
        if ((header[from] & 0x80) != 0) {
            for (int i = from; i < from + length; i++) {
                if (value > MAX_SIZE >> 8) {
                    throw notANumber();
                }
                value = value << 8 | (i == from ? header[i] & 0x7f : header[i] & 0xff);
            }
            return value;
        }
        String digits = text(header, from, length).strip();
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                throw notANumber();
            }
            value = value << 3 | digit;
        }
        return value;
    }

    private static ArchiveException notANumber() {
        return ArchiveException.malformed("it is not a tar archive, or damaged: a size is not a number");
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static String terminated(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8);
    }

    private InputStream remaining() {
        return new Remaining();
    }

    /** What is left of the entry that is visited. */
    private final class Remaining extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw ArchiveException.truncated();
            }
            left -= count;
            return count;
        }
    }
}
