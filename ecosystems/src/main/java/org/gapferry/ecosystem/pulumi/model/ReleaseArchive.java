package org.gapferry.ecosystem.pulumi.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gapferry.archive.ArchiveEntry;
import org.gapferry.archive.ArchiveException;
import org.gapferry.archive.ArchiveLimits;
import org.gapferry.archive.ArchiveProblem;
import org.gapferry.archive.EntryPath;
import org.gapferry.archive.EntryType;
import org.gapferry.archive.TarEntries;
import org.gapferry.archive.UnpackedTree;
import org.gapferry.archive.ZipEntries;

/**
 * Looks into an archive of a release, so that nothing crosses that a client fails at, or that reaches out of the folder
 * where it is unpacked: older CLIs do not protect themselves.
 */
public final class ReleaseArchive {
    private static final int MAX_DOCUMENT = 4 << 20;
    public static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT.withInflated(16L << 30);

    private final Map<String, byte[]> documents = new HashMap<>();
    private boolean hasProgram;
    private final String program;
    private final Set<String> wanted;
    private final UnpackedTree tree;

    private ReleaseArchive(String archive, String program, Set<String> wanted) {
        this.program = program;
        this.wanted = Set.copyOf(wanted);
        this.tree = tree(archive);
    }

    /** What may be unpacked of an archive; the CLI puts a file in the place of an earlier one. */
    public static UnpackedTree tree(String archive) {
        UnpackedTree tree = new UnpackedTree(LIMITS).withRepeatedFiles();
        return archive.contains("-windows-") || archive.contains("-darwin-") ? tree.foldingCase() : tree;
    }

    /**
     * What was found.
     *
     * @param documents those that were asked for, by name, with their content
     * @param hasProgram true if the program is where the CLI looks for it
     */
    public record Contents(Map<String, byte[]> documents, boolean hasProgram) {}

    /**
     * Reads an archive.
     *
     * @param program the name of the program at the top, without {@code .exe}
     * @param documents names of files at the top
     * @param content is not closed
     * @throws IOException if it is not an archive, ends too early, or holds what must not cross
     */
    public static Contents read(String name, String program, Set<String> documents, SeekableByteChannel content)
            throws IOException {
        InputStream in = Channels.newInputStream(content);
        byte[] begin = in.readNBytes(512);
        content.position(0);
        boolean zip = name.endsWith(".zip");
        if (zip && !(begin.length > 3 && begin[0] == 'P' && begin[1] == 'K')
                || !zip && !(begin.length > 2 && (begin[0] & 0xff) == 0x1f && (begin[1] & 0xff) == 0x8b)) {
            throw new ArchiveException(
                    ArchiveProblem.MALFORMED, name + " is not an archive; it begins with `" + beginning(begin) + "`");
        }
        ReleaseArchive archive = new ReleaseArchive(name, program, documents);
        try {
            if (zip) {
                try (ZipEntries entries = ZipEntries.open(content, LIMITS)) {
                    entries.visit(archive::zip);
                }
            } else {
                TarEntries.readGzip(in, LIMITS, archive::tar);
            }
        } catch (ArchiveException e) {
            throw e.in(name);
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

    private void tar(ArchiveEntry entry) throws IOException {
        if (entry.type() == EntryType.GLOBAL_HEADER) {
            throw new ArchiveException(
                    ArchiveProblem.UNSAFE,
                    "it has a pax global header, as `git archive` writes it, at which the CLI fails");
        }
        EntryPath path = tree.add(entry);
        if (entry.isFile()) {
            String plain = path.text();
            hasProgram |= plain.equals(program) || plain.equals(program + ".exe") || plain.equals(program + ".cmd");
            if (wanted.contains(plain)) {
                documents.put(plain, entry.read(MAX_DOCUMENT));
            }
        }
    }

    private void zip(ArchiveEntry entry) throws IOException {
        if (entry.type() == EntryType.SYMBOLIC_LINK) {
            throw new ArchiveException(
                    ArchiveProblem.UNSAFE,
                    "the entry `" + entry.name() + "` is a symbolic link, at which the CLI fails");
        }
        EntryPath path = tree.add(entry);
        hasProgram |= entry.isFile() && path.text().endsWith("/" + program + ".exe");
        if (entry.isFile()) {
            try (InputStream in = entry.content().open()) {
                in.transferTo(OutputStream.nullOutputStream()); // to its checksum
            }
        }
    }
}
