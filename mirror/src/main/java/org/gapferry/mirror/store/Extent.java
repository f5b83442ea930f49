package org.gapferry.mirror.store;

import static org.gapferry.bundle.CanonicalLine.ascii;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import tools.jackson.databind.JsonNode;

/**
 * A piece of a blob in a pack.
 *
 * @param offset of its first byte in the pack
 */
public record Extent(Digest pack, long offset, long size) {
    /** A blob and where its bytes lie, in order. */
    public record Located(Blob blob, List<Extent> extents) {
        private static final byte[] BLOB = ascii("{\"blob\":\"");
        private static final byte[] SIZE = ascii(",\"size\":");
        private static final byte[] PACK = ascii(",\"at\":[{\"pack\":\"");
        private static final byte[] OFFSET = ascii(",\"offset\":");
        private static final byte[] END = ascii("}]}");

        public Located {
            extents = List.copyOf(extents);
        }

        /** The catalog's line. */
        public String line() {
            StringBuilder out = new StringBuilder(prefix(blob.digest()));
            out.append("\",\"size\":").append(blob.size()).append(",\"at\":[");
            String comma = "";
            for (Extent extent : extents) {
                out.append(comma).append("{\"pack\":\"").append(extent.pack().hex());
                out.append("\",\"offset\":").append(extent.offset());
                out.append(",\"size\":").append(extent.size()).append('}');
                comma = ",";
            }
            return out.append("]}").toString();
        }

        static String prefix(Digest digest) {
            return "{\"blob\":\"" + digest.hex();
        }

        public static Located parse(byte[] line, int length) throws Malformed {
            Optional<Located> canonical = canonical(line, length);
            if (canonical.isPresent()) {
                return canonical.get();
            }
            JsonNode node = Json.object(line, 0, length);
            List<Extent> extents = new ArrayList<>();
            for (JsonNode at : node.path("at")) {
                extents.add(new Extent(
                        Json.digest(at, "pack"), Json.integer(at, "offset", 0), Json.integer(at, "size", 0)));
            }
            return new Located(new Blob(Json.digest(node, "blob"), Json.integer(node, "size", 0)), extents);
        }

        /** A blob that lies in one piece, as nearly all do. */
        private static Optional<Located> canonical(byte[] bytes, int length) {
            CanonicalLine line = new CanonicalLine(bytes, length);
            line.take(BLOB);
            Digest blob = line.digest();
            line.take(SIZE);
            long size = line.integer();
            line.take(PACK);
            Digest pack = line.digest();
            line.take(OFFSET);
            long offset = line.integer();
            line.take(SIZE);
            Extent only = new Extent(pack, offset, line.integer());
            line.take(END);
            return line.isWhole() ? Optional.of(new Located(new Blob(blob, size), List.of(only))) : Optional.empty();
        }
    }
}
