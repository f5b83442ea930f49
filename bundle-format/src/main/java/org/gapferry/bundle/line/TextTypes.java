package org.gapferry.bundle.line;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Types whose values are strings. */
final class TextTypes {
    private TextTypes() {}

    static final class Text extends FieldType<String> {
        Text() {
            super("\"");
        }

        @Override
        protected String canonical(CanonicalLine line) {
            return line.text();
        }

        @Override
        protected String strict(JsonNode object, String key) throws Malformed {
            return Json.text(object, key);
        }

        @Override
        protected void append(StringBuilder out, String value) {
            Json.escape(out, value);
            out.append('"');
        }

        @Override
        protected ObjectNode shape() {
            return shape("text");
        }
    }

    static final class Sha256 extends FieldType<Digest> {
        Sha256() {
            super("\"");
        }

        @Override
        protected Digest canonical(CanonicalLine line) {
            return line.digest();
        }

        @Override
        protected Digest strict(JsonNode object, String key) throws Malformed {
            return Json.digest(object, key);
        }

        @Override
        protected void append(StringBuilder out, Digest value) {
            out.append(value.hex()).append('"');
        }

        @Override
        protected ObjectNode shape() {
            return shape("sha256");
        }
    }

    static final class Coordinate extends FieldType<Coordinates> {
        Coordinate() {
            super("\"");
        }

        @Override
        protected @Nullable Coordinates canonical(CanonicalLine line) {
            String text = line.text();
            return line.isCanonical() ? Coordinates.parse(text) : null;
        }

        @Override
        protected Coordinates strict(JsonNode object, String key) throws Malformed {
            return Coordinates.parse(Json.text(object, key));
        }

        @Override
        protected void append(StringBuilder out, Coordinates value) {
            out.append(value).append('"');
        }

        @Override
        protected ObjectNode shape() {
            return shape("coordinate");
        }
    }

    static final class Word<V> extends FieldType<V> {
        private final Map<String, V> meanings;
        private final Map<V, String> words = new HashMap<>();

        Word(Map<String, V> meanings) {
            super("\"");
            this.meanings = Map.copyOf(meanings);
            meanings.forEach((word, meaning) -> words.put(meaning, word));
        }

        @Override
        protected @Nullable V canonical(CanonicalLine line) {
            V meaning = meanings.get(line.text());
            if (meaning == null) {
                line.leave();
            }
            return meaning;
        }

        @Override
        protected V strict(JsonNode object, String key) throws Malformed {
            String word = Json.text(object, key);
            V meaning = meanings.get(word);
            if (meaning == null) {
                throw new Malformed("unknown `" + key + "`: `" + word + "`");
            }
            return meaning;
        }

        @Override
        protected void append(StringBuilder out, V value) {
            out.append(words.get(value)).append('"');
        }

        @Override
        protected ObjectNode shape() {
            ObjectNode shape = shape("word");
            new TreeSet<>(meanings.keySet()).forEach(shape.putArray("words")::add);
            return shape;
        }
    }
}
