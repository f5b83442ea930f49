package org.gapferry.bundle.volume;

import java.util.Locale;
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
            return PackingLines.ENTRY.line(this);
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
            return PackingLines.VOLUME.line(this);
        }
    }

    /**
     * @param line without its newline
     * @throws Malformed with a reason for people
     */
    static PackingLine parse(byte[] line, int length) throws Malformed {
        try {
            PackingLine canonical = PackingLines.ENTRY.canonical(line, length);
            canonical = canonical == null ? PackingLines.VOLUME.canonical(line, length) : canonical;
            if (canonical != null) {
                return canonical;
            }
            JsonNode node = Json.object(line, 0, length);
            return node.has("blob") ? PackingLines.ENTRY.strict(node) : PackingLines.VOLUME.strict(node);
        } catch (IllegalArgumentException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
    }
}
