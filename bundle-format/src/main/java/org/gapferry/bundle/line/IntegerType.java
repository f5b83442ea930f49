package org.gapferry.bundle.line;

import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class IntegerType extends FieldType<Long> {
    private final long min;
    private final long max;

    IntegerType(long min, long max) {
        super("");
        this.min = min;
        this.max = max;
    }

    @Override
    protected Long canonical(CanonicalLine line) {
        long number = line.integer();
        if (number < min || number > max) {
            line.leave();
        }
        return number;
    }

    @Override
    protected Long strict(JsonNode object, String key) throws Malformed {
        long number = Json.integer(object, key, min);
        if (number > max) {
            throw new Malformed("`" + key + "` is out of range: " + number);
        }
        return number;
    }

    @Override
    protected void append(StringBuilder out, Long value) {
        out.append(value.longValue());
    }

    @Override
    protected ObjectNode shape() {
        return shape("integer").put("min", min).put("max", max);
    }
}
