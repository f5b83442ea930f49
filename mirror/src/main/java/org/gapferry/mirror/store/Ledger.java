package org.gapferry.mirror.store;

import static org.gapferry.bundle.CanonicalLine.ascii;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLines;
import org.gapferry.bundle.inventory.Lines;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.line.FieldTypes;
import org.gapferry.bundle.line.LineSchema;
import org.gapferry.bundle.line.LineSchema.Field;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The append-only ledger: which bytes a file of a coordinate has (F4.8), and what each feed brought last of append-only
 * and monotonic pointers (F4.10). First the files, sorted by coordinate and name, then the pointers, sorted as
 * inventories sort them and by feed.
 */
public final class Ledger {
    private static final LineSchema<Line> FILE = new FileFields().schema();

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
            return FILE.line(this);
        }
    }

    private static final class FileFields {
        private final LineSchema.Builder<Line> line = new LineSchema.Builder<>();
        private final Field<Line, String> file = line.required("file", FieldTypes.TEXT, Line::key);
        private final Field<Line, Digest> sha256 = line.required("sha256", FieldTypes.SHA256, Line::digest);
        private final Field<Line, List<Digest>> former =
                line.optional("former", FieldTypes.list(FieldTypes.SHA256), List.of(), Line::former);

        LineSchema<Line> schema() {
            return line.build(values -> new Line(values.get(file), values.get(sha256), values.get(former)));
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
                Line canonical = FILE.canonical(lines.buffer(), lines.length());
                return canonical == null ? FILE.strict(Json.object(lines.buffer(), 0, lines.length())) : canonical;
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

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
