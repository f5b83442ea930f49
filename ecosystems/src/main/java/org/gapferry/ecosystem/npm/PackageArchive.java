package org.gapferry.ecosystem.npm;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Walks a package's archive as a stream, within limits; nothing is ever unpacked to a disk. */
final class PackageArchive {
    private static final int MAX_FILE = 4 << 20;
    private static final long MAX_INFLATED = 4L << 30;
    private static final int MAX_ENTRIES = 500_000;

    private PackageArchive() {}

    /** Chooses files by their path below the archive's top folder, and takes them. */
    interface Visitor {
        boolean wants(String path);

        void take(String path, byte[] content) throws IOException;

        /** A file that was wanted is larger than any such file is. */
        default void tooLarge(String path) throws IOException {
            throw new IOException(path + " is larger than " + MAX_FILE + " bytes");
        }
    }

    /** @throws IOException if it is no archive, or larger than any package is */
    static void walk(InputStream in, Visitor visitor) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new Limited(new GZIPInputStream(new BufferedInputStream(in))))) {
            int entries = 0;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (++entries > MAX_ENTRIES) {
                    throw new IOException("more than " + MAX_ENTRIES + " entries");
                }
                String name = entry.getName();
                int top = name.indexOf('/');
                if (top < 0 || !entry.isFile() || !visitor.wants(name.substring(top + 1))) {
                    continue;
                }
                byte[] bytes = tar.readNBytes(MAX_FILE + 1);
                if (bytes.length > MAX_FILE) {
                    visitor.tooLarge(name.substring(top + 1));
                } else {
                    visitor.take(name.substring(top + 1), bytes);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A file of JSON. */
    static JsonNode json(String path, byte[] bytes) throws IOException {
        try {
            return NpmJson.read(bytes);
        } catch (JacksonException e) {
            throw new IOException(path + " is not JSON", e);
        }
    }

    /**
     * The package.json of the package in a folder of the archive.
     *
     * @param folder empty for the top
     */
    static Optional<JsonNode> manifest(InputStream in, String folder) throws IOException {
        String wanted = (folder.isEmpty() ? "" : folder + "/") + NpmProject.MANIFEST;
        JsonNode[] found = new JsonNode[1];
        walk(in, new Visitor() {
            @Override
            public boolean wants(String path) {
                return path.equals(wanted);
            }

            @Override
            public void take(String path, byte[] content) throws IOException {
                found[0] = json(path, content);
            }
        });
        return Optional.ofNullable(found[0]).filter(JsonNode::isObject);
    }

    /** Ends a stream that inflates to more than any package has. */
    private static final class Limited extends FilterInputStream {
        private long left = MAX_INFLATED;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new IOException("inflates to more than " + MAX_INFLATED + " bytes");
            }
            return count;
        }
    }
}
