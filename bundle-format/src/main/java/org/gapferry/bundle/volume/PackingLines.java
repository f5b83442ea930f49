package org.gapferry.bundle.volume;

import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.line.FieldType;
import org.gapferry.bundle.line.FieldTypes;
import org.gapferry.bundle.line.LineSchema;
import org.gapferry.bundle.line.LineSchema.Field;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;

/** The lines of a packing (F5.2 to F5.4), each kind described once. */
public final class PackingLines {
    private static final FieldType<Long> SIZE = FieldTypes.integer(0, Blob.MAX_SIZE);
    private static final FieldType<Long> NUMBER = FieldTypes.integer(1, PackingLine.MAX_NUMBER);

    /** A blob, or a part of one. */
    public static final LineSchema<Entry> ENTRY = new EntryFields().schema();

    /** A volume as a file. */
    public static final LineSchema<Volume> VOLUME = new VolumeFields().schema();

    private PackingLines() {}

    private static final class EntryFields {
        private final LineSchema.Builder<Entry> line = new LineSchema.Builder<>();
        private final Field<Entry, Digest> blob = line.required("blob", FieldTypes.SHA256, Entry::blob);
        private final Field<Entry, Long> size = line.required("size", SIZE, Entry::size);
        private final Field<Entry, Long> volume = line.required("volume", NUMBER, entry -> (long) entry.volume());
        private final Field<Entry, Long> offset = line.required("offset", SIZE, Entry::offset);
        private final Field<Entry, Optional<Long>> part =
                line.optional("part", NUMBER, entry -> ofPart(entry, entry.part()));
        private final Field<Entry, Optional<Long>> of =
                line.optional("of", FieldTypes.integer(2, PackingLine.MAX_NUMBER), entry -> ofPart(entry, entry.of()));

        private static Optional<Long> ofPart(Entry entry, long number) {
            return entry.of() == 1 ? Optional.empty() : Optional.of(number);
        }

        LineSchema<Entry> schema() {
            return line.build(values -> {
                long k = values.get(part).orElse(1L);
                long n = values.get(of).orElse(1L);
                if (values.get(part).isPresent() != values.get(of).isPresent() || k > n) {
                    throw new IllegalArgumentException("part " + k + " of " + n);
                }
                return new Entry(
                        values.get(blob),
                        values.get(size),
                        (int) k,
                        (int) n,
                        values.get(volume).intValue(),
                        values.get(offset));
            });
        }
    }

    private static final class VolumeFields {
        private final LineSchema.Builder<Volume> line = new LineSchema.Builder<>();
        private final Field<Volume, Long> volume = line.required("volume", NUMBER, one -> (long) one.number());
        private final Field<Volume, Long> size =
                line.required("size", SIZE, one -> one.file().size());
        private final Field<Volume, Digest> sha256 =
                line.required("sha256", FieldTypes.SHA256, one -> one.file().digest());

        LineSchema<Volume> schema() {
            return line.build(values ->
                    new Volume(values.get(volume).intValue(), new Blob(values.get(sha256), values.get(size))));
        }
    }
}
