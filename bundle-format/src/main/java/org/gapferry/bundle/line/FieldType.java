package org.gapferry.bundle.line;

import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Json.Malformed;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the value of a field is: how it is read from canonical bytes and from a tree, how it is written, and how it is
 * described to other implementations. Both readers give the same value for the same line, or none.
 */
public abstract class FieldType<V> {
    private final String opening;

    /** @param opening what each value begins with in the canonical form, such as a quote */
    protected FieldType(String opening) {
        this.opening = opening;
    }

    final String opening() {
        return opening;
    }

    /**
     * Reads the rest of a value whose opening was passed.
     *
     * @return null only if the walk has ended
     * @throws IllegalArgumentException if the value is none of this type
     */
    protected abstract @Nullable V canonical(CanonicalLine line);

    /**
     * Reads the value under a key that is there.
     *
     * @throws IllegalArgumentException if the value is none of this type
     */
    protected abstract V strict(JsonNode object, String key) throws Malformed;

    /** Writes a value without its opening. */
    protected abstract void append(StringBuilder out, V value);

    /** Describes the type: {@code {"type": ...}} and what belongs to it. */
    protected abstract ObjectNode shape();

    /** A description to be completed. */
    protected static ObjectNode shape(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
