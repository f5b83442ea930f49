package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.IOException;
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

    /** One line. {@code key} sorts as inventories do. */
    public record Line(String key, Digest digest) {
        public static Line of(Coordinates coordinates, String file, Digest digest) {
            return new Line(coordinates + "#" + Coordinates.encode(file), digest);
        }

        public String text() {
            return "{\"file\":\"" + key + "\",\"sha256\":\"" + digest.hex() + "\"}";
        }
    }

    /** Reads a ledger in order. */
    public static final class Reader implements Closeable {
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
                JsonNode node = Json.object(lines.buffer(), 0, lines.length());
                return new Line(Json.text(node, "file"), Json.digest(node, "sha256"));
            } catch (Malformed e) {
                throw StoreProblem.DAMAGED
                        .thrown(StoreLayout.LEDGER + ":" + lines.number(), "the ledger is damaged: " + e.getMessage())
                        .causedBy(e);
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
