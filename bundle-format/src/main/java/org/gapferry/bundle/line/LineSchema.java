package org.gapferry.bundle.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Json.Malformed;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One kind of line, or of object within a line: its fields in the order in which they are written (F4.3). From it
 * follow the writer, the strict reader, which accepts whatever F2.5 allows, the reader of canonical bytes, which passes
 * over a line without a tree and leaves to the strict one whatever differs by a byte, and the table by which other
 * implementations check lines.
 */
public final class LineSchema<T> {
    private static final byte[] END = CanonicalLine.ascii("}");

    private final List<Field<T, ?>> fields;
    private final Function<Values, T> maker;

    private LineSchema(List<Field<T, ?>> fields, Function<Values, T> maker) {
        this.fields = List.copyOf(fields);
        this.maker = maker;
        if (!fields.get(0).required) {
            throw new IllegalArgumentException("the first field of a line is always there");
        }
    }

    /** One field; made by {@link Builder}. */
    public static final class Field<T, V> {
        private final int index;
        private final String key;
        private final FieldType<V> type;
        private final boolean required;
        private final @Nullable V absent;
        private final Function<T, V> of;
        private final String opening;
        private final byte[] openingBytes;

        private Field(
                int index, String key, FieldType<V> type, boolean required, @Nullable V absent, Function<T, V> of) {
            this.index = index;
            this.key = key;
            this.type = type;
            this.required = required;
            this.absent = absent;
            this.of = of;
            this.opening = (index == 0 ? "{\"" : ",\"") + key + "\":" + type.opening();
            this.openingBytes = CanonicalLine.ascii(opening);
        }

        private void append(StringBuilder out, T line) {
            V value = of.apply(line);
            if (required || !value.equals(absent)) {
                type.append(out.append(opening), value);
            }
        }

        private void appendValue(StringBuilder out, T line) {
            type.append(out, of.apply(line));
        }

        private @Nullable V strict(JsonNode object) throws Malformed {
            if (object.has(key)) {
                return type.strict(object, key);
            }
            if (required) {
                throw new Malformed("`" + key + "` is missing");
            }
            return absent;
        }
    }

    /** What was read of a line. */
    public static final class Values {
        private final @Nullable Object[] values;

        private Values(int count) {
            values = new Object[count];
        }

        /** The value of a field of the same schema. */
        @SuppressWarnings({"unchecked", "NullAway"}) // each field puts in what its type reads
        public <V> V get(Field<?, V> field) {
            return (V) values[field.index];
        }
    }

    /** Takes the fields of a line in their order. */
    public static final class Builder<T> {
        private final List<Field<T, ?>> fields = new ArrayList<>();

        /** A field that is always there. */
        public <V> Field<T, V> required(String key, FieldType<V> type, Function<T, V> of) {
            return add(new Field<>(fields.size(), key, type, true, null, of));
        }

        /** A field that is left out where it has its default. */
        public <V> Field<T, V> optional(String key, FieldType<V> type, V absent, Function<T, V> of) {
            return add(new Field<>(fields.size(), key, type, false, absent, of));
        }

        /** A field that may be absent. */
        public <V> Field<T, Optional<V>> optional(String key, FieldType<V> type, Function<T, Optional<V>> of) {
            return optional(key, FieldTypes.optional(type), Optional.empty(), of);
        }

        private <V> Field<T, V> add(Field<T, V> field) {
            fields.add(field);
            return field;
        }

        /** @param maker throws {@link IllegalArgumentException} where values do not fit one another */
        public LineSchema<T> build(Function<Values, T> maker) {
            return new LineSchema<>(fields, maker);
        }
    }

    /** The key that tells the kind: it comes first. */
    public String kind() {
        return fields.get(0).key;
    }

    /**
     * Reads a line of canonical bytes.
     *
     * @return null if it is of another kind, or not canonical to the last byte
     * @throws IllegalArgumentException if a value is none that the line may have
     */
    public @Nullable T canonical(byte[] bytes, int length) {
        CanonicalLine line = new CanonicalLine(bytes, length);
        if (!line.takes(fields.get(0).openingBytes)) {
            return null;
        }
        T read = afterOpening(line);
        return line.isWhole() ? read : null;
    }

    @Nullable
    T afterOpening(CanonicalLine line) {
        Values values = new Values(fields.size());
        for (int i = 0; i < fields.size() && line.isCanonical(); i++) {
            Field<T, ?> field = fields.get(i);
            if (i == 0 || line.takes(field.openingBytes)) {
                values.values[i] = field.type.canonical(line);
            } else if (field.required) {
                line.leave();
            } else {
                values.values[i] = field.absent;
            }
        }
        line.take(END);
        return line.isCanonical() ? maker.apply(values) : null;
    }

    /**
     * Reads an object, whatever the order of its keys; unknown ones are ignored (F2.5).
     *
     * @throws IllegalArgumentException if a value is none that the line may have
     */
    public T strict(JsonNode object) throws Malformed {
        Values values = new Values(fields.size());
        for (Field<T, ?> field : fields) {
            values.values[field.index] = field.strict(object);
        }
        return maker.apply(values);
    }

    /** The line of a value, without the newline. */
    public String line(T value) {
        StringBuilder out = new StringBuilder(256).append(opening());
        appendAfterOpening(out, value);
        return out.toString();
    }

    String opening() {
        return fields.get(0).opening;
    }

    void appendAfterOpening(StringBuilder out, T value) {
        fields.get(0).appendValue(out, value);
        for (Field<T, ?> field : fields.subList(1, fields.size())) {
            field.append(out, value);
        }
        out.append('}');
    }

    /**
     * The fields as other implementations read them: an array of objects with {@code key}, {@code type} and whether it
     * is required.
     */
    public ArrayNode table() {
        ArrayNode table = JsonNodeFactory.instance.arrayNode();
        for (Field<T, ?> field : fields) {
            ObjectNode row = table.addObject().put("key", field.key);
            if (!field.required) {
                row.put("optional", true);
            }
            row.setAll(field.type.shape());
        }
        return table;
    }
}
