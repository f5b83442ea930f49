package org.gapferry.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.gapferry.bundle.ProblemException;

/**
 * Reads a zip archive by its central directory. What programs read in different ways is refused: entries whose local
 * header says something else than the directory, entries that share bytes, and what is neither stored nor deflated.
 * Names are UTF-8.
 */
public final class ZipEntries implements Closeable {
    private static final int LOCAL_HEADER = 30;
    private static final int KIND = 0170000;
    private static final int REGULAR = 0100000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int DESCRIPTOR_FOLLOWS = 1 << 3;
    private static final long IS_IN_ZIP64 = 0xffffffffL;
    /** Beside the directory itself: the search for its end, which goes back byte by byte. */
    private static final int TO_FIND_THE_END = 1 << 20;

    private final BoundedChannel channel;
    private final ZipFile zip;
    private final ArchiveLimits limits;
    private final ArchiveBudget budget;
    private final List<ArchiveEntry> entries = new ArrayList<>();

    private ZipEntries(BoundedChannel channel, ZipFile zip, ArchiveLimits limits) {
        this.channel = channel;
        this.zip = zip;
        this.limits = limits;
        this.budget = new ArchiveBudget(limits);
    }

    /** @throws ArchiveException if it is not a readable archive, or exceeds a limit */
    public static ZipEntries open(Path file, ArchiveLimits limits) throws IOException {
        return open(Files.newByteChannel(file), limits);
    }

    /**
     * As {@link #open(Path, ArchiveLimits)}.
     *
     * @param channel is closed with the entries, or when they cannot be read
     */
    public static ZipEntries open(SeekableByteChannel channel, ArchiveLimits limits) throws IOException {
        BoundedChannel bounded = new BoundedChannel(channel);
        try {
            ZipEntries entries = new ZipEntries(bounded, zip(bounded, limits), limits);
            entries.readDirectory();
            return entries;
        } catch (IOException | RuntimeException e) {
            bounded.close();
            throw e;
        }
    }

    private static ZipFile zip(BoundedChannel channel, ArchiveLimits limits) throws IOException {
        channel.allow(
                (long) limits.directory() + TO_FIND_THE_END,
                ArchiveException.limit(limits.directory(), "bytes in its directory"));
        try {
            ZipFile zip = ZipFile.builder()
                    .setSeekableByteChannel(channel)
                    .setCharset(StandardCharsets.UTF_8)
                    .setUseUnicodeExtraFields(false)
                    .setIgnoreLocalFileHeader(true)
                    .get();
            channel.allowAll();
            return zip;
        } catch (IOException | RuntimeException e) {
            Optional<ArchiveException> exceeded = channel.exceeded();
            if (exceeded.isPresent()) {
                throw exceeded.get();
            } else if (channel.failed()) {
                throw e;
            }
            throw ArchiveException.malformed("it is not a zip archive, or damaged", e);
        }
    }

    private void readDirectory() throws IOException {
        List<ZipArchiveEntry> all = Collections.list(zip.getEntries());
        long announced = 0;
        for (ZipArchiveEntry entry : all) {
            budget.header();
            budget.name(entry.getName());
            long size = entry.getSize();
            if (size < 0 || entry.getCompressedSize() < 0) {
                throw ArchiveException.malformed("the entry `" + entry.getName() + "` has no size");
            }
            budget.announced(size);
            announced += size;
            budget.announced(announced);
            compareWithLocalHeader(entry);
            EntryType type = type(entry);
            entries.add(new ArchiveEntry(
                    entry.getName(),
                    type,
                    entry.getUnixMode() & 0777,
                    size,
                    type == EntryType.SYMBOLIC_LINK ? target(entry) : "",
                    () -> content(entry)));
        }
        checkNoneShareBytes(all);
    }

    private static EntryType type(ZipArchiveEntry entry) throws ArchiveException {
        if (entry.isDirectory()) {
            if (entry.getSize() > 0) {
                throw ArchiveException.malformed("the entry `" + entry.getName() + "`, a folder, has content");
            }
            return EntryType.FOLDER;
        }
        return switch (entry.getUnixMode() & KIND) {
            case 0, REGULAR -> EntryType.FILE;
            case SYMBOLIC_LINK -> EntryType.SYMBOLIC_LINK;
            default -> EntryType.OTHER;
        };
    }

    private String target(ZipArchiveEntry entry) throws IOException {
        if (entry.getSize() > limits.nameLength()) {
            throw ArchiveException.limit(limits.nameLength(), "characters in a name");
        }
        try (InputStream in = content(entry)) {
            String target = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            budget.name(target);
            return target;
        }
    }

    /** Programs that read from the front see the local headers, all others the directory. */
    private void compareWithLocalHeader(ZipArchiveEntry entry) throws IOException {
        byte[] name = entry.getRawName();
        ByteBuffer header = ByteBuffer.allocate(LOCAL_HEADER + name.length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(entry.getLocalHeaderOffset());
        while (header.hasRemaining()) {
            if (channel.read(header) < 0) {
                throw ArchiveException.truncated();
            }
        }
        header.flip();
        boolean same = header.getInt(0) == 0x04034b50
                && header.getShort(8) == (short) entry.getMethod()
                && (header.getShort(26) & 0xffff) == name.length
                && header.slice(LOCAL_HEADER, name.length).equals(ByteBuffer.wrap(name));
        if ((header.getShort(6) & DESCRIPTOR_FOLLOWS) == 0) {
            same &= isSize(header.getInt(18), entry.getCompressedSize()) && isSize(header.getInt(22), entry.getSize());
        }
        if (!same) {
            throw ArchiveException.malformed(
                    "the entry `" + entry.getName() + "` is another one in the directory than where its content is");
        }
    }

    private static boolean isSize(int field, long size) {
        long said = field & 0xffffffffL;
        return said == size || said == IS_IN_ZIP64;
    }

    private static void checkNoneShareBytes(List<ZipArchiveEntry> all) throws ArchiveException {
        List<ZipArchiveEntry> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(ZipArchiveEntry::getLocalHeaderOffset));
        for (int i = 1; i < sorted.size(); i++) {
            ZipArchiveEntry before = sorted.get(i - 1);
            long end = before.getLocalHeaderOffset()
                    + LOCAL_HEADER
                    + before.getRawName().length
                    + before.getCompressedSize();
            if (end > sorted.get(i).getLocalHeaderOffset()) {
                throw ArchiveException.malformed("the entries `" + before.getName() + "` and `"
                        + sorted.get(i).getName() + "` share bytes");
            }
        }
    }

    private InputStream content(ZipArchiveEntry entry) throws IOException {
        String where = "the entry `" + entry.getName() + "` ";
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw ArchiveException.malformed(where + "is encrypted");
        } else if (entry.getMethod() != ZipEntry.DEFLATED && entry.getMethod() != ZipEntry.STORED) {
            throw ArchiveException.malformed(where + "is compressed by method " + entry.getMethod());
        }
        try {
            return new Checked(zip.getInputStream(entry), entry);
        } catch (IOException | RuntimeException e) {
            throw damaged(entry, e);
        }
    }

    private ArchiveException damaged(ZipArchiveEntry entry, Exception e) throws IOException {
        if (e instanceof ArchiveException known) {
            return known;
        } else if (e instanceof IOException failure && channel.failed()) {
            throw failure;
        } else if (e instanceof ProblemException failure) {
            throw failure;
        }
        return ArchiveException.malformed("the entry `" + entry.getName() + "` is damaged", e);
    }

    /**
     * All entries, in the order of the directory. Their content may be opened one after another, more than once, until
     * this is closed.
     */
    public List<ArchiveEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** Visits every entry. */
    public void visit(ArchiveEntry.Visitor visitor) throws IOException {
        for (ArchiveEntry entry : entries) {
            visitor.visit(entry);
        }
    }

    /**
     * The file with a path.
     *
     * @throws ArchiveException UNSAFE if two entries have it
     */
    public Optional<ArchiveEntry> find(EntryPath path) throws ArchiveException {
        Optional<ArchiveEntry> found = Optional.empty();
        for (ArchiveEntry entry : entries) {
            if (entry.isFile()
                    && EntryPath.ifSafe(entry.name()).filter(path::equals).isPresent()) {
                if (found.isPresent()) {
                    throw ArchiveException.unsafe(entry.name(), "has the same path as another entry");
                }
                found = Optional.of(entry);
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        try {
            zip.close();
        } finally {
            channel.close();
        }
    }

    /** The content of an entry, which must have the size and the checksum that the directory says. */
    private final class Checked extends InputStream {
        private final InputStream in;
        private final ZipArchiveEntry entry;
        private final CRC32 crc = new CRC32();
        private long count;

        Checked(InputStream in, ZipArchiveEntry entry) {
            this.in = in;
            this.entry = entry;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read;
            try {
                read = in.read(bytes, offset, length);
            } catch (IOException | RuntimeException e) {
                throw damaged(entry, e);
            }
            if (read > 0) {
                count += read;
                crc.update(bytes, offset, read);
                budget.inflated(read);
                budget.ratio(count, entry.getCompressedSize());
            }
            if (read < 0 && (count != entry.getSize() || crc.getValue() != entry.getCrc()) || count > entry.getSize()) {
                throw ArchiveException.malformed(
                        "the entry `" + entry.getName() + "` does not have the size and checksum that it should");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
