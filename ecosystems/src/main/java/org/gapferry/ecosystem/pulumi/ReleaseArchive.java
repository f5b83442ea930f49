package org.gapferry.ecosystem.pulumi;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * Looks into an archive of a release, so that nothing crosses that a client fails at, or that reaches out of the folder where it is unpacked:
 * older CLIs do not protect themselves.
 */
final class ReleaseArchive {
    private static final int MAX_DOCUMENT = 4 << 20;
    private static final long MAX_INFLATED = 64L << 30;

    private final Map<String, byte[]> documents = new HashMap<>();
    private boolean hasProgram;
    private final String program;

    private ReleaseArchive(String program) {
        this.program = program;
    }

    /**
     * What was found.
     *
     * @param documents package.json and PulumiPlugin.yaml at the top
     * @param hasProgram true if the program is where the CLI looks for it
     */
    record Contents(Map<String, byte[]> documents, boolean hasProgram) {}

    /**
     * Reads an archive as a stream.
     *
     * @param program the name of the program at the top, without {@code .exe}
     * @throws IOException if it is none, breaks off, or holds what must not cross
     */
    static Contents read(String name, String program, InputStream content) throws IOException {
        ReleaseArchive archive = new ReleaseArchive(program);
        BufferedInputStream in = new BufferedInputStream(content, 1 << 16);
        in.mark(1024);
        byte[] begin = in.readNBytes(512);
        in.reset();
        boolean zip = name.endsWith(".zip");
        if (zip && !(begin.length > 3 && begin[0] == 'P' && begin[1] == 'K')
                || !zip && !(begin.length > 2 && (begin[0] & 0xff) == 0x1f && (begin[1] & 0xff) == 0x8b)) {
            throw new IOException(name + " is no archive, but begins with `" + beginning(begin) + "`");
        }
        if (zip) {
            archive.zip(name, in);
        } else {
            TarWalk.walk(
                    new Bounded(new GZIPInputStream(in, 1 << 16)),
                    (entry, type, mode, link, size, bytes) -> archive.entry(name, entry, type, link, size, bytes));
        }
        return new Contents(archive.documents, archive.hasProgram);
    }

    private static String beginning(byte[] begin) {
        String text = new String(begin, StandardCharsets.UTF_8).strip();
        return (text.toLowerCase(Locale.ROOT).contains("<html")
                                || text.toLowerCase(Locale.ROOT).startsWith("<!doctype")
                        ? "an HTML page: "
                        : "")
                + text.replaceAll("[^ -~]", "?").substring(0, Math.min(40, text.length()));
    }

    private void entry(String archive, String name, char type, String link, long size, InputStream content)
            throws IOException {
        check(archive, name, type, link);
        if (type != '0') {
            return;
        }
        String plain = name.replaceFirst("^(?:\\./)+", "");
        hasProgram |= plain.equals(program) || plain.equals(program + ".exe") || plain.equals(program + ".cmd");
        if (plain.equals("PulumiPlugin.yaml") || plain.equals("package.json")) {
            if (size > MAX_DOCUMENT) {
                throw new IOException(
                        archive + " has the entry `" + name + "`, which is larger than any such document");
            }
            documents.put(plain, content.readAllBytes());
        }
    }

    /**
     * Checks an entry of an archive.
     *
     * @param type as in the header of a tar archive
     * @throws IOException if it must not cross
     */
    static void check(String archive, String name, char type, String link) throws IOException {
        String where = archive + " has the entry `" + name + "`";
        if (type == 'g') {
            throw new IOException(
                    archive + " has a pax global header, as `git archive` writes it, at which the CLI fails");
        }
        checkPath(where, name);
        switch (type) {
            case '0', '5' -> {
                // files and folders are what an archive is for
            }
            case '1' -> throw new IOException(where + ", a hard link, at which the CLI fails");
            case '2' -> checkLink(where, name, link);
            default -> throw new IOException(where + " of the kind `" + type + "`, which is neither file nor folder");
        }
    }

    private static void checkPath(String where, String name) throws IOException {
        String path = name.replace('\\', '/');
        if (path.isEmpty() || path.startsWith("/") || path.matches("(?i)[a-z]:.*") || path.indexOf('\0') >= 0) {
            throw new IOException(where + ", an absolute path");
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                throw new IOException(where + ", which leads out of the folder where it is unpacked");
            }
        }
    }

    private static void checkLink(String where, String name, String link) throws IOException {
        int depth = (int) name.replaceFirst("^(?:\\./)+", "")
                .chars()
                .filter(c -> c == '/')
                .count();
        boolean outside = link.startsWith("/") || link.matches("(?i)[a-z]:.*") || link.isEmpty();
        for (String segment : link.replace('\\', '/').split("/", -1)) {
            depth += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
            outside |= depth < 0;
        }
        if (outside) {
            throw new IOException(where + ", a link that leads out of the folder where it is unpacked: `" + link + "`");
        }
    }

    private void zip(String name, InputStream in) throws IOException {
        try (ZipArchiveInputStream zip = new ZipArchiveInputStream(in)) {
            for (ZipArchiveEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                checkPath(name + " has the entry `" + entry.getName() + "`", entry.getName());
                if (entry.isUnixSymlink()) {
                    throw new IOException(name + " has the entry `" + entry.getName() + "`, a link");
                }
                hasProgram |= entry.getName().endsWith("/" + program + ".exe");
            }
        }
    }

    /** Ends a stream that inflates to more than any release. */
    private static final class Bounded extends FilterInputStream {
        private long left = MAX_INFLATED;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new IOException("it inflates to more than " + MAX_INFLATED + " bytes");
            }
            return count;
        }
    }
}
