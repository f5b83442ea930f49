package org.gapferry.bundle.volume;

import java.util.Locale;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import tools.jackson.databind.JsonNode;

/** One line of a packing (F5). */
public sealed interface PackingLine {
    /** The highest number of a volume or a part. */
    int MAX_NUMBER = 999_999;

    String line();

    /**
     * A blob, or part {@code part} of {@code of}, in a volume (F5.2, F5.3); 1 of 1 is the whole blob.
     *
     * @param size bytes of this piece
     * @param offset of the first content byte in the volume
     */
    record Entry(Digest blob, long size, int part, int of, int volume, long offset) implements PackingLine {
        /** The name in the volume (F6.2). */
        public String name() {
            return "blobs/sha256/" + blob.hex() + (of == 1 ? "" : "." + part + "-" + of);
        }

        @Override
        public String line() {
            return "{\"blob\":\"" + blob.hex() + "\",\"size\":" + size + ",\"volume\":" + volume + ",\"offset\":"
                    + offset + (of == 1 ? "}" : ",\"part\":" + part + ",\"of\":" + of + "}");
        }
    }

    /** A volume as a file (F5.4); stands after its entries. */
    record Volume(int number, Blob file) implements PackingLine {
        /** {@code volumes/0001.tar}. */
        public static String name(int number) {
            return String.format(Locale.ROOT, "volumes/%04d.tar", number);
        }

        @Override
        public String line() {
            return "{\"volume\":" + number + ",\"size\":" + file.size() + ",\"sha256\":\""
                    + file.digest().hex() + "\"}";
        }
    }

    /**
     * @param line without its newline
     * @throws Malformed with a reason for people
     */
    static PackingLine parse(byte[] line, int length) throws Malformed {
        Optional<PackingLine> canonical = CanonicalPacking.parse(line, length);
        if (canonical.isPresent()) {
            return canonical.get();
        }
        JsonNode node = Json.object(line, 0, length);
        int volume = small(node, "volume", 1);
        if (!node.has("blob")) {
            return new Volume(volume, new Blob(Json.digest(node, "sha256"), Json.integer(node, "size", 0)));
        }
        boolean isPart = node.has("part");
        int part = isPart ? small(node, "part", 1) : 1;
        int of = isPart ? small(node, "of", 2) : 1;
        if (part > of) {
            throw new Malformed("part " + part + " of " + of);
        }
        return new Entry(
                Json.digest(node, "blob"),
                Json.integer(node, "size", 0),
                part,
                of,
                volume,
                Json.integer(node, "offset", 0));
    }

    private static int small(JsonNode node, String key, int min) throws Malformed {
        long number = Json.integer(node, key, min);
        if (number > MAX_NUMBER) {
            throw new Malformed("`" + key + "` is out of range: " + number);
        }
        return (int) number;
    }
}
