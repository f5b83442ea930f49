package org.gapferry.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * An entry of an archive.
 *
 * @param name as the archive has it, which may be anything
 * @param mode permissions, the lower nine bits of a file's mode
 * @param size of the content
 * @param link where a link leads; empty for everything else
 * @param content opens the bytes; of a tar archive once, and only while the entry is visited
 */
public record ArchiveEntry(String name, EntryType type, int mode, long size, String link, Content content) {
    /** The bytes of an entry. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /** Sees each entry. */
    @FunctionalInterface
    public interface Visitor {
        void visit(ArchiveEntry entry) throws IOException;
    }

    /**
     * The name as a path that is safe to use.
     *
     * @throws ArchiveException UNSAFE
     */
    public EntryPath path() throws ArchiveException {
        return EntryPath.of(name);
    }

    public boolean isFile() {
        return type == EntryType.FILE;
    }

    /**
     * The whole content.
     *
     * @throws ArchiveException LIMIT if it is larger than {@code most} bytes
     */
    public byte[] read(int most) throws IOException {
        if (size > most) {
            throw tooLarge(most);
        }
        try (InputStream in = content.open()) {
            byte[] bytes = in.readNBytes(most);
            if (in.read() >= 0) {
                throw tooLarge(most);
            }
            return bytes;
        }
    }

    private ArchiveException tooLarge(int most) {
        return new ArchiveException(
                ArchiveProblem.LIMIT, "the entry `" + name + "` exceeds the limit of " + most + " bytes");
    }
}
