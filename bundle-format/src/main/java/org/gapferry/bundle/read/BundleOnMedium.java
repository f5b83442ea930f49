package org.gapferry.bundle.read;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;

/** A bundle's folder on a medium that nobody trusts: the names in it, each a plain file (F1.2), and their bytes. */
public final class BundleOnMedium {
    private static final Set<String> FOLDERS = Set.of("trust", "volumes");
    private static final Pattern DROPPINGS = Pattern.compile(
            "System Volume Information|\\$RECYCLE\\.BIN|\\.Trashes|\\.Trash-.*|\\.Spotlight-V100|\\.fseventsd|\\.TemporaryItems"
                    + "|\\.DS_Store|\\._.*|Thumbs\\.db|desktop\\.ini|FOUND\\.000");

    private static final boolean COUNTS_LINKS =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** No honest bundle has more; what comes after is not even listed. */
    private static final int MAX_NAMES = 100_000;

    private final Path folder;
    private final Map<String, Long> sizes;
    private final List<Note> notes;

    private BundleOnMedium(Path folder, Map<String, Long> sizes, List<Note> notes) {
        this.folder = folder;
        this.sizes = sizes;
        this.notes = notes;
    }

    /**
     * Lists a bundle's folder.
     *
     * @throws ProblemException USAGE if it is no folder, UNSAFE, LIMIT, MEDIUM
     */
    public static BundleOnMedium open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw BundleProblem.NOT_A_BUNDLE.thrown(
                    folder.toString(),
                    Files.exists(folder) ? "this is a file, not a bundle's folder" : "no such folder",
                    "name the folder that `gapferry export` printed, gapferry-<feed>-<epoch>.<seq>");
        }
        Map<String, Long> sizes = new TreeMap<>();
        List<Note> notes = new ArrayList<>();
        list(folder, "", sizes, notes);
        return new BundleOnMedium(folder, sizes, notes);
    }

    private static void list(Path folder, String prefix, Map<String, Long> sizes, List<Note> notes) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = prefix + entry.getFileName();
                if (sizes.size() + notes.size() >= MAX_NAMES) {
                    throw BundleProblem.TOO_LARGE.thrown(
                            prefix.isEmpty() ? "." : prefix, "more than " + MAX_NAMES + " files in a bundle");
                }
                if (DROPPINGS.matcher(String.valueOf(entry.getFileName())).matches()) {
                    notes.add(new Note(false, name, "left by an operating system, ignored"));
                    continue;
                }
                BasicFileAttributes attributes =
                        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory() && prefix.isEmpty() && FOLDERS.contains(name)) {
                    list(entry, name + "/", sizes, notes);
                } else {
                    checkPlain(entry, name, attributes);
                    sizes.put(name, attributes.size());
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(prefix.isEmpty() ? "." : prefix, e);
        }
    }

    private static void checkPlain(Path entry, String name, BasicFileAttributes attributes) throws IOException {
        String kind = "";
        if (attributes.isSymbolicLink()) {
            kind = "a symbolic link";
        } else if (attributes.isDirectory()) {
            kind = "a folder";
        } else if (!attributes.isRegularFile()) {
            kind = "a pipe, socket or device";
        } else if (FOLDERS.contains(name)) {
            kind = "a file where a folder belongs";
        } else if (COUNTS_LINKS
                && ((Number) Files.getAttribute(entry, "unix:nlink", LinkOption.NOFOLLOW_LINKS)).intValue() > 1) {
            kind = "a file with several hard links";
        }
        if (!kind.isEmpty()) {
            throw BundleProblem.UNSAFE_NAME.thrown(name, "is " + kind + "; a bundle has only regular files");
        }
    }

    /** The names and sizes of all files, sorted. */
    public Map<String, Long> sizes() {
        return Collections.unmodifiableMap(sizes);
    }

    List<Note> notes() {
        return List.copyOf(notes);
    }

    /** The folder itself, for messages and to compare its place with the store's. */
    public Path folder() {
        return folder;
    }

    /**
     * Reads a small file whole.
     *
     * @throws ProblemException MISSING, LIMIT if it is longer than {@code max}, MEDIUM
     */
    public byte[] readSmall(String name, int max) {
        try (InputStream in = open(name)) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length > max) {
                throw BundleProblem.TOO_LARGE.thrown(name, "longer than " + max + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /**
     * Opens a file; links are not followed. Errors of the medium while it is read are told as MEDIUM.
     *
     * @throws ProblemException MISSING, MEDIUM
     */
    public InputStream open(String name) {
        return open(name, 0);
    }

    /** Like {@link #open(String)}, from a byte position on. */
    public InputStream open(String name, long position) {
        if (!sizes.containsKey(name)) {
            throw missing(name);
        }
        try {
            SeekableByteChannel channel = Files.newByteChannel(
                    folder.resolve(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            channel.position(position);
            return new Telling(Channels.newInputStream(channel), name);
        } catch (IOException e) {
            if (Files.isSymbolicLink(folder.resolve(name))) {
                throw BundleProblem.UNSAFE_NAME
                        .thrown(name, "has become a symbolic link; a bundle has only regular files")
                        .causedBy(e);
            }
            throw unreadable(name, e);
        }
    }

    static ProblemException missing(String name) {
        return BundleProblem.MISSING_FILE.thrown(
                name, "the file is not in the bundle", "copy the bundle again, with all its files");
    }

    private static ProblemException unreadable(String name, Exception e) {
        return BundleProblem.MEDIUM_UNREADABLE
                .thrown(
                        name,
                        "cannot read the medium: " + (e instanceof IOException io ? FileReason.of(io) : e.getMessage()),
                        "copy the bundle to another medium, or read it on another machine")
                .causedBy(e);
    }

    /** Tells errors of the medium with the file's name. */
    private static final class Telling extends FilterInputStream {
        private final String name;

        Telling(InputStream in, String name) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() {
            try {
                return in.read();
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }
    }
}
