package org.gapferry.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gapferry.bundle.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads YAML (and so JSON) into nodes that know their place. */
public final class YamlReader {
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(50)
                    .maxDocumentLength(4L << 20)
                    .build())
            .build();

    private final String file;
    private final Problems problems;

    private YamlReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Reads one document.
     *
     * @param file how places name it
     * @param problems takes keys that stand twice; the first one counts
     * @throws ProblemException if it is not YAML
     */
    public static Node read(String file, String yaml, Problems problems) {
        YamlReader reader = new YamlReader(file, problems);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), yaml)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new Node.Mapping(new Place(file, 1, 1), List.of());
            }
            Node root = reader.node(parser);
            if (parser.nextToken() != null) {
                problems.add(
                        ManifestProblem.NOT_YAML,
                        reader.place(parser.currentTokenLocation()),
                        "more than one document in the file");
            }
            return root;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw ManifestProblem.NOT_YAML
                    .thrown(
                            at == null ? file : reader.place(at).toString(),
                            "not YAML: "
                                    + e.getOriginalMessage().lines().findFirst().orElse("")
                                    + e.getOriginalMessage()
                                            .lines()
                                            .filter(line -> line.startsWith("expected") || line.startsWith("found"))
                                            .findFirst()
                                            .map(line -> " (" + line + ")")
                                            .orElse(""))
                    .causedBy(e);
        }
    }

    private Node node(JsonParser parser) {
        Place place = place(parser.currentTokenLocation());
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser));
            }
            return new Node.Items(place, items);
        }
        if (token == JsonToken.START_OBJECT) {
            List<Node.Entry> entries = new ArrayList<>();
            Set<String> keys = new HashSet<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Node.Text key =
                        new Node.Text(place(parser.currentTokenLocation()), String.valueOf(parser.currentName()));
                parser.nextToken();
                Node value = node(parser);
                if (keys.add(key.value())) {
                    entries.add(new Node.Entry(key, value));
                } else {
                    problems.add(ManifestProblem.DUPLICATE_KEY, key.place(), "duplicate key `" + key.value() + "`");
                }
            }
            return new Node.Mapping(place, entries);
        }
        return new Node.Text(place, token == JsonToken.VALUE_NULL ? "" : parser.getString());
    }

    private Place place(TokenStreamLocation at) {
        return new Place(file, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }
}
