package org.gapferry.bundle.line;

import java.util.Optional;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Json.Malformed;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class OptionalType<V> extends FieldType<Optional<V>> {
    private final FieldType<V> type;

    OptionalType(FieldType<V> type) {
        super(type.opening());
        this.type = type;
    }

    @Override
    @SuppressWarnings("NullableOptional") // null only where the walk has ended, as for every type
    protected @Nullable Optional<V> canonical(CanonicalLine line) {
        V value = type.canonical(line);
        return value == null ? null : Optional.of(value);
    }

    @Override
    protected Optional<V> strict(JsonNode object, String key) throws Malformed {
        return Optional.of(type.strict(object, key));
    }

    @Override
    protected void append(StringBuilder out, Optional<V> value) {
        type.append(out, value.orElseThrow());
    }

    @Override
    protected ObjectNode shape() {
        return type.shape();
    }
}
