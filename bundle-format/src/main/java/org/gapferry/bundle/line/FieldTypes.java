package org.gapferry.bundle.line;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;

/** The types that several kinds of lines have. */
public final class FieldTypes {
    /** A text, as F4.3 writes it. */
    public static final FieldType<String> TEXT = new TextTypes.Text();

    /** A SHA-256 in hex. */
    public static final FieldType<Digest> SHA256 = new TextTypes.Sha256();

    /** A coordinate in its canonical form. */
    public static final FieldType<Coordinates> COORDINATE = new TextTypes.Coordinate();

    private FieldTypes() {}

    /** An integer within bounds. */
    public static FieldType<Long> integer(long min, long max) {
        return new IntegerType(min, max);
    }

    /** One of some words, and what each means. */
    public static <V> FieldType<V> word(Map<String, V> meanings) {
        return new TextTypes.Word<>(meanings);
    }

    /** An array that is not empty. */
    public static <V> FieldType<List<V>> list(FieldType<V> of) {
        return new ListType<>(of, "", value -> "");
    }

    /** An array of objects, not empty. */
    public static <V> FieldType<List<V>> objects(LineSchema<V> of) {
        return list(new ObjectType<>(of));
    }

    /** An array of objects, not empty and sorted by one of their texts, each of which comes once. */
    public static <V> FieldType<List<V>> sorted(LineSchema<V> of, String key, Function<V, String> by) {
        return new ListType<>(new ObjectType<>(of), key, by);
    }

    /** The same type, of a field that may be absent. */
    static <V> FieldType<Optional<V>> optional(FieldType<V> type) {
        return new OptionalType<>(type);
    }
}
