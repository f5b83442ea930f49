package org.gapferry.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;

/**
 * What the feed shipped last, read as a stream whenever something is asked.
 *
 * @param inventory without any line before the first state
 */
record LastState(ByteSource inventory) {
    private static final String NAME = "the last state's inventory";

    /** The state before the first one. */
    static final LastState NONE = new LastState(InputStream::nullInputStream);

    InventoryReader open() throws IOException {
        return new InventoryReader(inventory, NAME);
    }

    /** Those of some versions that were shipped. */
    Map<Coordinates, Artifact> artifacts(Collection<Coordinates> versions) {
        Map<Coordinates, Artifact> found = new HashMap<>();
        Iterator<Coordinates> wanted = new TreeSet<>(versions).iterator();
        if (!wanted.hasNext()) {
            return found;
        }
        byte[] key = key(wanted.next());
        try (InventoryReader reader = open()) {
            while (reader.advance()) {
                int order = order(reader, key);
                while (order > 0) {
                    if (!wanted.hasNext()) {
                        return found;
                    }
                    key = key(wanted.next());
                    order = order(reader, key);
                }
                if (order == 0 && reader.line() instanceof Artifact artifact) {
                    found.put(artifact.coordinates(), artifact);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] key(Coordinates coordinates) {
        return ("{\"artifact\":\"" + coordinates + "\"").getBytes(StandardCharsets.US_ASCII);
    }

    private static int order(InventoryReader reader, byte[] key) {
        return Arrays.compareUnsigned(reader.buffer(), 0, Math.min(reader.length(), key.length), key, 0, key.length);
    }

    /** True if another state is this one, but for pointers of kind {@code info}. */
    boolean isSameAs(ByteSource other) throws IOException {
        try (InventoryReader mine = open();
                InventoryReader its = new InventoryReader(other, "the next state's inventory")) {
            boolean hasMine = mine.advance();
            boolean hasIts = its.advance();
            while (hasMine || hasIts) {
                int order = !hasMine ? 1 : !hasIts ? -1 : mine.compareKey(its);
                boolean differs = order == 0
                        ? !isSameLine(mine, its) && (matters(mine.line()) || matters(its.line()))
                        : matters(order < 0 ? mine.line() : its.line());
                if (differs) {
                    return false;
                }
                hasMine = order <= 0 ? mine.advance() : hasMine;
                hasIts = order >= 0 ? its.advance() : hasIts;
            }
            return true;
        }
    }

    private static boolean isSameLine(InventoryReader mine, InventoryReader its) {
        return Arrays.equals(mine.buffer(), 0, mine.length(), its.buffer(), 0, its.length())
                || mine.line().equals(its.line());
    }

    /** False for what makes no new state, and for blobs, which follow from the rest. */
    private static boolean matters(InventoryLine line) {
        return line instanceof Artifact || line instanceof Pointer pointer && pointer.kind() != Pointer.Kind.INFO;
    }
}
