package org.gapferry.bundle.inventory;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.line.FieldType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a pointer is called in an inventory: {@code <coordinate>#<name>} (F4.7). */
record PointerKey(Coordinates owner, String name) {
    static PointerKey of(Pointer pointer) {
        return new PointerKey(pointer.owner(), pointer.name());
    }

    private static PointerKey parse(String text) {
        int hash = text.indexOf('#');
        if (hash < 0) {
            throw new IllegalArgumentException("a pointer without `#`: `" + text + "`");
        }
        String encoded = text.substring(hash + 1);
        String name = encoded.indexOf('%') < 0
                ? encoded
                : Arrays.stream(encoded.split("/", -1)).map(Coordinates::decode).collect(Collectors.joining("/"));
        PointerKey key = new PointerKey(Coordinates.parse(text.substring(0, hash)), name);
        if (!Pointer.encodedName(name).equals(encoded)) {
            throw new IllegalArgumentException("not in canonical form: `" + text + "`");
        }
        return key;
    }

    static final class Type extends FieldType<PointerKey> {
        Type() {
            super("\"");
        }

        @Override
        protected @Nullable PointerKey canonical(CanonicalLine line) {
            String text = line.text();
            return line.isCanonical() ? parse(text) : null;
        }

        @Override
        protected PointerKey strict(JsonNode object, String key) throws Malformed {
            return parse(Json.text(object, key));
        }

        @Override
        protected void append(StringBuilder out, PointerKey value) {
            out.append(value.owner())
                    .append('#')
                    .append(Pointer.encodedName(value.name()))
                    .append('"');
        }

        @Override
        protected ObjectNode shape() {
            return shape("pointer");
        }
    }
}
