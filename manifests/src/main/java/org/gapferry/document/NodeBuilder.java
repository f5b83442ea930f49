package org.gapferry.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.ProblemException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Makes nodes of tokens. The parser bounds the depth; this bounds the number of nodes, also of what aliases repeat. */
final class NodeBuilder {
    private final String file;
    private final JsonParser parser;
    private final int most;
    private final BiConsumer<Place, String> duplicates;
    private final ProblemCode malformed;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int nodes;
    private int depth;
    private int deepest;

    /** What an anchor names: how many nodes, in how many levels. */
    private record Anchored(Node node, int size, int height) {}

    /** @param most how many nodes */
    NodeBuilder(String file, JsonParser parser, int most, BiConsumer<Place, String> duplicates, ProblemCode malformed) {
        this.file = file;
        this.parser = parser;
        this.most = most;
        this.duplicates = duplicates;
        this.malformed = malformed;
    }

    /** The value at the current token. */
    Node node() {
        if (!(parser instanceof YAMLParser yaml)) {
            return plain();
        } else if (yaml.isCurrentAlias()) {
            return repeated();
        }
        Object anchor = yaml.getObjectId();
        if (anchor == null) {
            return plain();
        }
        int before = nodes;
        int deepestBefore = deepest;
        deepest = depth;
        Node node = plain();
        anchors.put(anchor.toString(), new Anchored(node, nodes - before, deepest - depth));
        deepest = Math.max(deepest, deepestBefore);
        return node;
    }

    private Node repeated() {
        Anchored anchored = anchors.get(parser.getString());
        if (anchored == null) {
            throw malformed("the alias `" + parser.getString() + "` has no anchor before it");
        }
        count(anchored.size());
        reach(depth + anchored.height());
        return anchored.node();
    }

    /** An alias may lead deeper than the parser sees. */
    private void reach(int level) {
        deepest = Math.max(deepest, level);
        if (level > DocumentReader.MAX_DEPTH) {
            throw malformed("the document exceeds the limit of " + DocumentReader.MAX_DEPTH + " levels");
        }
    }

    private Node plain() {
        count(1);
        Place place = place();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT) {
            reach(++depth);
            Node node = token == JsonToken.START_ARRAY ? items(place) : mapping(place);
            depth--;
            return node;
        }
        return switch (token) {
            case VALUE_NULL -> new Node.Text(place, "", Node.Scalar.NULL);
            case VALUE_TRUE, VALUE_FALSE -> new Node.Text(place, parser.getString(), Node.Scalar.BOOLEAN);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Node.Text(place, parser.getString(), Node.Scalar.NUMBER);
            case VALUE_STRING -> new Node.Text(place, parser.getString());
            default -> throw malformed("a value is missing");
        };
    }

    private Node items(Place place) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new Node.Items(place, items);
    }

    private Node mapping(Place place) {
        List<Node.Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Node.Text key = new Node.Text(place(), String.valueOf(parser.currentName()));
            parser.nextToken();
            Node value = node();
            if (keys.add(key.value())) {
                entries.add(new Node.Entry(key, value));
            } else {
                duplicates.accept(key.place(), "duplicate key `" + key.value() + "`");
            }
        }
        return new Node.Mapping(place, entries);
    }

    private void count(int more) {
        nodes += more;
        if (nodes > most) {
            throw malformed("the document exceeds the limit of " + most + " values");
        }
    }

    private ProblemException malformed(String what) {
        return malformed.thrown(place().toString(), what);
    }

    /** Where the current token begins. */
    Place place() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return new Place(file, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }
}
