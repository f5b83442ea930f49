package org.gapferry.mirror.store;

import static org.gapferry.bundle.CanonicalLine.ascii;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLines;
import org.gapferry.bundle.inventory.Lines;
import org.gapferry.bundle.inventory.Pointer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The append-only ledger: which bytes a file of a coordinate has (F4.8), and what each feed brought last of append-only and monotonic pointers
 * (F4.10). First the files, sorted by coordinate and name, then the pointers, sorted as inventories sort them and by feed.
 */
public final class Ledger {
    private Ledger() {}

    /**
     * One line. {@code key} sorts as inventories do.
     *
     * @param former the digests that came before, where people accepted that they be replaced
     */
    public record Line(String key, Digest digest, List<Digest> former) {
        public Line {
            former = List.copyOf(former);
        }

        public static Line of(Coordinates coordinates, String file, Digest digest) {
            return new Line(coordinates + "#" + Coordinates.encode(file), digest, List.of());
        }

        /** What the ledger knows once a file came again. */
        public Line followedBy(Digest next) {
            if (next.equals(digest)) {
                return this;
            }
            List<Digest> all = new ArrayList<>(former);
            all.add(digest);
            return new Line(key, next, all);
        }

        public String text() {
            StringBuilder out = new StringBuilder("{\"file\":\"").append(key);
            out.append("\",\"sha256\":\"").append(digest.hex()).append('"');
            String separator = ",\"former\":[\"";
            for (Digest one : former) {
                out.append(separator).append(one.hex()).append('"');
                separator = ",\"";
            }
            return out.append(former.isEmpty() ? "}" : "]}").toString();
        }
    }

    /** An append-only or monotonic pointer as a feed brought it last. */
    public record HeldPointer(Pointer pointer, String feed) {
        /** True if this one stands before another one in the ledger. */
        public boolean isBefore(HeldPointer other) {
            int order = pointer.key().compareTo(other.pointer.key());
            return order < 0 || order == 0 && feed.compareTo(other.feed) < 0;
        }

        /** True if it is the same pointer, of whichever feed. */
        public boolean isOf(Pointer other) {
            return pointer.owner().equals(other.owner()) && pointer.name().equals(other.name());
        }

        /** The line of an inventory, with the feed. */
        public String text() {
            String line = pointer.line();
            return line.substring(0, line.length() - 1) + ",\"feed\":\"" + feed + "\"}";
        }
    }

    /** Reads a ledger in order: first all files, then all pointers. */
    public static final class Reader implements Closeable {
        private static final byte[] FILE = ascii("{\"file\":\"");
        private static final byte[] SHA256 = ascii(",\"sha256\":\"");
        private static final byte[] END = ascii("}");

        private static final byte[] POINTER = ascii("{\"pointer\":\"");

        private final Lines lines;
        private boolean ahead;

        public Reader(ByteSource source) throws IOException {
            lines = new Lines(source.open());
        }

        /** The next file, or null after the last one. */
        public @Nullable Line next() throws IOException {
            if (!advance()) {
                return null;
            }
            if (isPointer()) {
                ahead = true;
                return null;
            }
            try {
                Optional<Line> canonical = canonical(lines.buffer(), lines.length());
                if (canonical.isPresent()) {
                    return canonical.get();
                }
                JsonNode node = Json.object(lines.buffer(), 0, lines.length());
                List<Digest> former = new ArrayList<>();
                for (JsonNode one : node.path("former")) {
                    former.add(new Digest(one.asString("")));
                }
                return new Line(Json.text(node, "file"), Json.digest(node, "sha256"), former);
            } catch (Malformed | IllegalArgumentException e) {
                throw damaged(e);
            }
        }

        /** The next pointer, or null at the end. Files before it are passed over. */
        public @Nullable HeldPointer nextPointer() throws IOException {
            boolean there = advance();
            while (there && !isPointer()) {
                there = advance();
            }
            if (!there) {
                return null;
            }
            try {
                JsonNode node = Json.object(lines.buffer(), 0, lines.length());
                if (InventoryLines.parse(lines.buffer(), lines.length()) instanceof Pointer pointer) {
                    return new HeldPointer(pointer, Json.text(node, "feed"));
                }
                throw new Malformed("not a pointer");
            } catch (Malformed e) {
                throw damaged(e);
            }
        }

        private boolean advance() throws IOException {
            boolean there = ahead || lines.next();
            ahead = false;
            return there;
        }

        private boolean isPointer() {
            return lines.length() >= POINTER.length
                    && Arrays.equals(lines.buffer(), 0, POINTER.length, POINTER, 0, POINTER.length);
        }

        private ProblemException damaged(Exception e) {
            return StoreProblem.DAMAGED
                    .thrown(StoreLayout.LEDGER + ":" + lines.number(), "the ledger is damaged: " + e.getMessage())
                    .causedBy(e);
        }

        /** A line that nothing was replaced in, as nearly all are. */
        private static Optional<Line> canonical(byte[] bytes, int length) {
            CanonicalLine line = new CanonicalLine(bytes, length);
            line.take(FILE);
            String key = line.text();
            line.take(SHA256);
            Digest digest = line.digest();
            line.take(END);
            return line.isWhole() ? Optional.of(new Line(key, digest, List.of())) : Optional.empty();
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
