package org.gapferry.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.OptionalLong;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.SortedLines;

/** A set of versions of one inventory: a bit for each 16 bytes of the file, since no two lines begin within so few. */
final class KeptVersions implements Closeable {
    private static final String ARTIFACT = "{\"artifact\":\"";
    private static final byte[] PREFIX = ARTIFACT.getBytes(StandardCharsets.US_ASCII);
    private static final int SHORTEST = 16;

    private final SortedLines lines;
    private final BitSet kept = new BitSet();

    KeptVersions(Path inventory) throws IOException {
        lines = new SortedLines(inventory);
    }

    /** One version of the inventory, in ascending order. */
    interface Visitor {
        void visit(Coordinates version, long position) throws IOException;
    }

    void each(Visitor visitor) throws IOException {
        SortedLines.Walk walk = lines.from(ARTIFACT);
        while (walk.next() && walk.startsWith(PREFIX)) {
            byte[] line = walk.line();
            int end = PREFIX.length;
            while (line[end] != '"') {
                end++;
            }
            String text = new String(line, PREFIX.length, end - PREFIX.length, StandardCharsets.US_ASCII);
            visitor.visit(Coordinates.parse(text), walk.position());
        }
    }

    void keep(long position) {
        kept.set(bit(position));
    }

    /** Keeps a version, if the inventory has it. */
    void keep(Coordinates version) throws IOException {
        position(version).ifPresent(this::keep);
    }

    private static int bit(long position) {
        return Math.toIntExact(position / SHORTEST);
    }

    boolean isKept(long position) {
        return kept.get(bit(position));
    }

    boolean isKept(Coordinates version) throws IOException {
        OptionalLong position = position(version);
        return position.isPresent() && isKept(position.getAsLong());
    }

    /** True for a version that the inventory has and that is not kept. */
    boolean isDropped(Coordinates version) throws IOException {
        OptionalLong position = position(version);
        return position.isPresent() && !isKept(position.getAsLong());
    }

    /** True if any version of a package is kept. */
    boolean isAnyKept(Coordinates unversioned) throws IOException {
        String prefix = Artifact.prefix(unversioned);
        byte[] bytes = prefix.getBytes(StandardCharsets.US_ASCII);
        SortedLines.Walk walk = lines.from(prefix);
        while (walk.next() && walk.startsWith(bytes)) {
            if (isKept(walk.position())) {
                return true;
            }
        }
        return false;
    }

    private OptionalLong position(Coordinates version) throws IOException {
        String key = ARTIFACT + version + "\"";
        SortedLines.Walk walk = lines.from(key);
        return walk.next() && walk.startsWith(key.getBytes(StandardCharsets.US_ASCII))
                ? OptionalLong.of(walk.position())
                : OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
