package org.gapferry.mirror.store;

import static org.gapferry.bundle.CanonicalLine.ascii;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.Lines;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The append-only ledger: which bytes a file of a coordinate has (F4.8). Its lines are sorted by coordinate, then by file name. */
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

    /** Reads a ledger in order. */
    public static final class Reader implements Closeable {
        private static final byte[] FILE = ascii("{\"file\":\"");
        private static final byte[] SHA256 = ascii(",\"sha256\":\"");
        private static final byte[] END = ascii("}");

        private final Lines lines;

        public Reader(ByteSource source) throws IOException {
            lines = new Lines(source.open());
        }

        /** The next line, or null at the end. */
        public @Nullable Line next() throws IOException {
            if (!lines.next()) {
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
                throw StoreProblem.DAMAGED
                        .thrown(StoreLayout.LEDGER + ":" + lines.number(), "the ledger is damaged: " + e.getMessage())
                        .causedBy(e);
            }
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
