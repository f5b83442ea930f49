package org.gapferry.manifest;

import java.util.List;

/** A value of a document that knows its place. */
public sealed interface Node {
    Place place();

    /** What it is, for messages. */
    String kind();

    /** A scalar, as it was written, without its quotes. */
    record Text(Place place, String value) implements Node {
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
    }

    /** A key with its value. */
    record Entry(Text key, Node value) {}
}
