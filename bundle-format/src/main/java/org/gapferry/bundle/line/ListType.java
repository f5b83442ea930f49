package org.gapferry.bundle.line;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Json.Malformed;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

final class ListType<V> extends FieldType<List<V>> {
    private static final byte[] END = CanonicalLine.ascii("]");
    private static final String ITEM = "item";

    private final FieldType<V> type;
    private final String key;
    private final Function<V, String> by;
    private final byte[] next;

    /**
     * @param key the text that items are sorted by; empty for none
     * @param by gets it
     */
    ListType(FieldType<V> type, String key, Function<V, String> by) {
        super("[" + type.opening());
        this.type = type;
        this.key = key;
        this.by = by;
        this.next = CanonicalLine.ascii("," + type.opening());
    }

    @Override
    protected @Nullable List<V> canonical(CanonicalLine line) {
        List<V> items = new ArrayList<>(1);
        String previous = "";
        do {
            V item = type.canonical(line);
            if (item == null || !line.isCanonical()) {
                return null;
            }
            if (!key.isEmpty()) {
                String text = by.apply(item);
                if (text.compareTo(previous) <= 0) {
                    line.leave();
                    return null;
                }
                previous = text;
            }
            items.add(item);
        } while (line.takes(next));
        line.take(END);
        return items;
    }

    @Override
    protected List<V> strict(JsonNode object, String name) throws Malformed {
        JsonNode array = object.get(name);
        if (array == null || !array.isArray()) {
            throw new Malformed("`" + name + "` is not an array");
        }
        List<V> items = new ArrayList<>();
        String previous = "";
        for (JsonNode node : array) {
            ObjectNode holder = JsonNodeFactory.instance.objectNode();
            holder.set(ITEM, node);
            V item;
            try {
                item = type.strict(holder, ITEM);
            } catch (Malformed e) {
                throw e.limit() ? e : new Malformed("an item of `" + name + "`: " + e.getMessage());
            }
            if (!key.isEmpty() && by.apply(item).compareTo(previous) <= 0) {
                throw new Malformed(
                        "`" + name + "` is not sorted by `" + key + "`, or has a duplicate: `" + by.apply(item) + "`");
            }
            previous = by.apply(item);
            items.add(item);
        }
        return items;
    }

    @Override
    protected void append(StringBuilder out, List<V> value) {
        for (int i = 0; i < value.size(); i++) {
            if (i > 0) {
                out.append(',').append(type.opening());
            }
            type.append(out, value.get(i));
        }
        out.append(']');
    }

    @Override
    protected ObjectNode shape() {
        ObjectNode shape = shape("list");
        shape.set("of", type.shape());
        return key.isEmpty() ? shape : shape.put("sortedBy", key);
    }
}
