package org.gapferry.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a document that knows its place. */
public sealed interface Node {
    Place place();

    /** What it is, for messages. */
    String kind();

    /** The member of a mapping with this key; empty if there is none, or this is not a mapping. */
    default Optional<Node> member(String key) {
        return Optional.empty();
    }

    /** The text of the member with this key; empty if there is none, or it is not a text. */
    default String text(String key) {
        return member(key)
                .map(node -> node instanceof Text text ? text.value() : "")
                .orElse("");
    }

    /** True if the member with this key is the boolean, or the text, {@code true}. */
    default boolean isTrue(String key) {
        return text(key).equals("true");
    }

    /** The entries of the member with this key; none if there is none, or it is not a mapping. */
    default List<Entry> entries(String key) {
        return member(key)
                .map(node -> node instanceof Mapping mapping ? mapping.entries() : List.<Entry>of())
                .orElse(List.of());
    }

    /** The values of {@link #entries} by their keys, in their order. */
    default Map<String, Node> members(String key) {
        Map<String, Node> members = new LinkedHashMap<>();
        entries(key).forEach(entry -> members.put(entry.key().value(), entry.value()));
        return members;
    }

    /** Those of {@link #members} that are texts. */
    default Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        members(key).forEach((name, value) -> {
            if (value instanceof Text text) {
                texts.put(name, text.value());
            }
        });
        return texts;
    }

    /** What a scalar is in its document. */
    enum Scalar {
        STRING,
        NUMBER,
        BOOLEAN,
        /** A date, a time, or both, of TOML. */
        TIME,
        NULL
    }

    /** A scalar, as it was written, without its quotes; empty for null. */
    record Text(Place place, String value, Scalar scalar) implements Node {
        public Text(Place place, String value) {
            this(place, value, Scalar.STRING);
        }

        @Override
        public String kind() {
            return "a string";
        }
    }

    record Items(Place place, List<Node> items) implements Node {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    record Mapping(Place place, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "a mapping";
        }

        @Override
        public Optional<Node> member(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().value().equals(key))
                    .map(Entry::value)
                    .findFirst();
        }
    }

    /** A key with its value. */
    record Entry(Text key, Node value) {}
}
