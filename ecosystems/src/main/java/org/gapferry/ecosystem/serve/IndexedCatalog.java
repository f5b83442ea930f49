package org.gapferry.ecosystem.serve;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryLines;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.inventory.SortedLines;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of a file of sorted lines, such as an inventory that is inflated (F4): that of a store, of a bundle, and
 * of a state that is not sealed yet. Searched in the file, of which nothing is held. Where documents come from is the
 * subclass's to say.
 */
public abstract class IndexedCatalog implements Catalog, Closeable {
    private static final String ARTIFACT = "{\"artifact\":\"";
    /** Behind every character of a canonical text. */
    private static final String BEHIND = "\u007f";

    private final SortedLines lines;
    private final String name;
    private final ProblemCode damaged;

    /**
     * @param name how messages name the file
     * @param damaged the problem of a file that has a line which is none of an inventory
     */
    protected IndexedCatalog(Path file, String name, ProblemCode damaged) throws IOException {
        this.lines = new SortedLines(file);
        this.name = name;
        this.damaged = damaged;
    }

    /** False for a pointer that this catalog does not show. */
    protected boolean shows(Pointer pointer) {
        return true;
    }

    protected final SortedLines lines() {
        return lines;
    }

    @Override
    public final Optional<Artifact> artifact(Coordinates coordinates) {
        return find(ARTIFACT + coordinates + "\"", Artifact.class);
    }

    @Override
    public final Optional<Pointer> pointer(Coordinates owner, String pointer) {
        return find(Pointer.key(owner, pointer), Pointer.class).filter(this::shows);
    }

    @Override
    public final Optional<Blob> blob(Digest digest) {
        return find("{\"blob\":\"" + digest.hex() + "\"", BlobLine.class).map(BlobLine::blob);
    }

    @Override
    public final Cursor<Artifact> artifacts(Coordinates unversioned, String after) {
        String prefix = Artifact.prefix(unversioned);
        String from = after.isEmpty() ? prefix : ARTIFACT + unversioned.at(after) + "\"" + BEHIND;
        return new Range<>(prefix, from, Artifact.class);
    }

    @Override
    public final Cursor<Coordinates> packages(String type, String after) {
        String prefix = ARTIFACT + "pkg:" + type + "/";
        return new Packages(prefix, after.isEmpty() ? prefix : ARTIFACT + after + "@" + BEHIND);
    }

    @Override
    public final Cursor<Pointer> pointers(Coordinates owner, String namePrefix) {
        String prefix = Pointer.prefix(owner, namePrefix);
        return new Range<>(prefix, prefix, Pointer.class);
    }

    @Override
    public final Cursor<Pointer> pointersOfVersions(Coordinates unversioned) {
        String prefix = Pointer.prefixOfVersions(unversioned);
        return new Range<>(prefix, prefix, Pointer.class);
    }

    private <T extends InventoryLine> Optional<T> find(String key, Class<T> type) {
        try {
            Optional<byte[]> line = lines.first(key);
            return line.isEmpty() ? Optional.empty() : Optional.of(parse(line.get(), type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends InventoryLine> T parse(byte[] line, Class<T> type) {
        try {
            return type.cast(InventoryLines.parse(line, line.length));
        } catch (Malformed | ClassCastException e) {
            throw damaged(e);
        }
    }

    /** The problem of a line that cannot be read. */
    protected final RuntimeException damaged(Exception cause) {
        return damaged.thrown(name, "a line is damaged: " + cause.getMessage()).causedBy(cause);
    }

    /** What comes next in the file, looked for when somebody asks. */
    private abstract class OverLines<T> implements Cursor<T> {
        private final byte[] prefix;
        private final String from;
        private SortedLines.@Nullable Walk walk;
        private @Nullable T ahead;
        private boolean ended;

        OverLines(String prefix, String from) {
            this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
            this.from = from;
        }

        /** What the line says; null if it is passed over. */
        abstract @Nullable T read(byte[] line);

        /** Where to go on behind an element. */
        abstract void skip(SortedLines.Walk walk, T element) throws IOException;

        @Override
        public final boolean hasNext() {
            try {
                while (ahead == null && !ended) {
                    SortedLines.Walk begun = walk;
                    if (begun == null) {
                        begun = lines.from(from);
                        walk = begun;
                    }
                    if (begun.next() && begun.startsWith(prefix)) {
                        ahead = read(begun.line());
                    } else {
                        ended = true;
                    }
                }
                return ahead != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public final T next() {
            T element = hasNext() ? ahead : null;
            SortedLines.Walk begun = walk;
            if (element == null || begun == null) {
                throw new NoSuchElementException();
            }
            ahead = null;
            try {
                skip(begun, element);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return element;
        }
    }

    private final class Range<T extends InventoryLine> extends OverLines<T> {
        private final Class<T> type;

        Range(String prefix, String from, Class<T> type) {
            super(prefix, from);
            this.type = type;
        }

        @Override
        @Nullable
        T read(byte[] line) {
            T read = parse(line, type);
            return read instanceof Pointer pointer && !shows(pointer) ? null : read;
        }

        @Override
        void skip(SortedLines.Walk walk, T element) {
            // the next line follows
        }
    }

    /** Packages, by the coordinates at the beginning of a line. */
    private final class Packages extends OverLines<Coordinates> {
        Packages(String prefix, String from) {
            super(prefix, from);
        }

        @Override
        Coordinates read(byte[] line) {
            int end = ARTIFACT.length();
            while (end < line.length && line[end] != '"' && line[end] != '@') {
                end++;
            }
            try {
                return Coordinates.parse(
                        new String(line, ARTIFACT.length(), end - ARTIFACT.length(), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw damaged(e);
            }
        }

        @Override
        void skip(SortedLines.Walk walk, Coordinates element) throws IOException {
            walk.skipTo(Artifact.prefix(element) + BEHIND);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
