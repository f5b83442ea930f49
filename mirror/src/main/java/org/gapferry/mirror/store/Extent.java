package org.gapferry.mirror.store;

import java.util.List;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.line.FieldType;
import org.gapferry.bundle.line.FieldTypes;
import org.gapferry.bundle.line.LineSchema;
import org.gapferry.bundle.line.LineSchema.Field;

/**
 * A piece of a blob in a pack.
 *
 * @param offset of its first byte in the pack
 */
public record Extent(Digest pack, long offset, long size) {
    private static final FieldType<Long> SIZE = FieldTypes.integer(0, Blob.MAX_SIZE);

    private static final class Fields {
        private final LineSchema.Builder<Extent> line = new LineSchema.Builder<>();
        private final Field<Extent, Digest> pack = line.required("pack", FieldTypes.SHA256, Extent::pack);
        private final Field<Extent, Long> offset = line.required("offset", SIZE, Extent::offset);
        private final Field<Extent, Long> size = line.required("size", SIZE, Extent::size);

        LineSchema<Extent> schema() {
            return line.build(values -> new Extent(values.get(pack), values.get(offset), values.get(size)));
        }
    }

    /** A blob and where its bytes lie, in order. */
    public record Located(Blob blob, List<Extent> extents) {
        private static final LineSchema<Located> LINE = new LocatedFields().schema();

        public Located {
            extents = List.copyOf(extents);
        }

        /** The catalog's line. */
        public String line() {
            return LINE.line(this);
        }

        static String prefix(Digest digest) {
            return "{\"blob\":\"" + digest.hex();
        }

        public static Located parse(byte[] line, int length) throws Malformed {
            Located canonical = LINE.canonical(line, length);
            return canonical == null ? LINE.strict(Json.object(line, 0, length)) : canonical;
        }
    }

    private static final class LocatedFields {
        private final LineSchema.Builder<Located> line = new LineSchema.Builder<>();
        private final Field<Located, Digest> blob = line.required(
                "blob", FieldTypes.SHA256, located -> located.blob().digest());
        private final Field<Located, Long> size =
                line.required("size", SIZE, located -> located.blob().size());
        private final Field<Located, List<Extent>> at =
                line.required("at", FieldTypes.objects(new Fields().schema()), Located::extents);

        LineSchema<Located> schema() {
            return line.build(values -> new Located(new Blob(values.get(blob), values.get(size)), values.get(at)));
        }
    }
}
