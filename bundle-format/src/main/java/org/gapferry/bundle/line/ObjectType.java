package org.gapferry.bundle.line;

import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Json.Malformed;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An object within a line; its first field is always there. */
final class ObjectType<V> extends FieldType<V> {
    private final LineSchema<V> schema;

    ObjectType(LineSchema<V> schema) {
        super(schema.opening());
        this.schema = schema;
    }

    @Override
    protected @Nullable V canonical(CanonicalLine line) {
        return schema.afterOpening(line);
    }

    @Override
    protected V strict(JsonNode object, String key) throws Malformed {
        JsonNode node = object.get(key);
        if (node == null || !node.isObject()) {
            throw new Malformed("`" + key + "` is not an object");
        }
        return schema.strict(node);
    }

    @Override
    protected void append(StringBuilder out, V value) {
        schema.appendAfterOpening(out, value);
    }

    @Override
    protected ObjectNode shape() {
        ObjectNode shape = shape("object");
        shape.set("fields", schema.table());
        return shape;
    }
}
