package org.gapferry.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads documents of one owner into nodes that know their place. Whatever is in a document, what comes out is a node,
 * or a problem of the owner's code. A document has at most {@link #MAX_DEPTH} levels and {@link #MAX_NODES} values,
 * those counted again that an alias repeats; owners of larger ones may allow more.
 */
public final class DocumentReader {
    /** Of lists and mappings in each other. */
    public static final int MAX_DEPTH = 100;
    /** Values of one document, unless its owner allows more. */
    public static final int MAX_NODES = 1_000_000;

    private static final int DEFAULT_SIZE = 4 << 20;
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .build();
    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
    private static final JsonFactory JSON_WITH_COMMENTS = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();
    private static final YAMLFactory YAML =
            YAMLFactory.builder().streamReadConstraints(CONSTRAINTS).build();

    private final String name;
    private final ProblemCode malformed;
    private final int size;
    private final int nodes;
    private final Consumer<Duplicate> duplicates;

    private record Duplicate(Place place, String what) {}

    private DocumentReader(String name, ProblemCode malformed, int size, int nodes, Consumer<Duplicate> duplicates) {
        this.name = name;
        this.malformed = malformed;
        this.size = size;
        this.nodes = nodes;
        this.duplicates = duplicates;
    }

    /**
     * A reader of one document of at most 4 MiB, in which a key must not be repeated.
     *
     * @param name how places name it
     * @param malformed the problem of a document that cannot be read
     */
    public static DocumentReader of(String name, ProblemCode malformed) {
        return new DocumentReader(name, malformed, DEFAULT_SIZE, MAX_NODES, duplicate -> {
            throw malformed.thrown(duplicate.place().toString(), duplicate.what());
        });
    }

    /** With another limit of characters. */
    public DocumentReader withSize(int characters) {
        return new DocumentReader(name, malformed, characters, nodes, duplicates);
    }

    /** With another limit of values. */
    public DocumentReader withNodes(int values) {
        return new DocumentReader(name, malformed, size, values, duplicates);
    }

    /** A repeated key is one problem among others; its first value counts. */
    public DocumentReader withDuplicates(ProblemCode code, Problems problems) {
        return new DocumentReader(
                name, malformed, size, nodes, duplicate -> problems.add(code, duplicate.place(), duplicate.what()));
    }

    /**
     * One document of YAML; an empty mapping if there is none.
     *
     * @throws ProblemException of the owner's code
     */
    public Node yaml(String text) {
        return single(YAML, "YAML", text);
    }

    /**
     * The documents of a stream of YAML, which may be none.
     *
     * @throws ProblemException of the owner's code
     */
    public List<Node> yamlStream(byte[] bytes) {
        return read(YAML, "YAML", decoded(bytes));
    }

    /** As {@link #yaml(String)}, of UTF-8. */
    public Node yaml(byte[] bytes) {
        return yaml(decoded(bytes));
    }

    /**
     * One document of JSON.
     *
     * @throws ProblemException of the owner's code
     */
    public Node json(String text) {
        return single(JSON, "JSON", text);
    }

    /**
     * One document of JSON with comments, and with commas behind last members, in UTF-8.
     *
     * @throws ProblemException of the owner's code
     */
    public Node jsonWithComments(byte[] bytes) {
        return single(JSON_WITH_COMMENTS, "JSON", decoded(bytes));
    }

    /** As {@link #json(String)}, of UTF-8. */
    public Node json(byte[] bytes) {
        return json(decoded(bytes));
    }

    /**
     * One document of TOML 1.0.
     *
     * @throws ProblemException of the owner's code
     */
    public Node toml(String text) {
        if (text.length() > size) {
            throw tooLarge();
        }
        return TomlReader.read(
                name, withoutMark(text), (place, what) -> malformed.thrown(place.toString(), "not TOML: " + what));
    }

    /** As {@link #toml(String)}, of UTF-8. */
    public Node toml(byte[] bytes) {
        return toml(decoded(bytes));
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private String decoded(byte[] bytes) {
        if (bytes.length > size) {
            throw tooLarge();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed.thrown(name, "the document is not UTF-8").causedBy(e);
        }
    }

    private ProblemException tooLarge() {
        return malformed.thrown(name, "the document exceeds the limit of " + size + " characters");
    }

    private Node single(TokenStreamFactory factory, String format, String text) {
        List<Node> documents = read(factory, format, text);
        if (documents.size() > 1) {
            throw malformed.thrown(documents.get(1).place().toString(), "more than one document in the file");
        } else if (documents.isEmpty() && format.equals("YAML")) {
            return new Node.Mapping(new Place(name, 1, 1), List.of());
        } else if (documents.isEmpty()) {
            throw malformed.thrown(name, "not JSON: the document is empty");
        }
        return documents.get(0);
    }

    private List<Node> read(TokenStreamFactory factory, String format, String text) {
        if (text.length() > size) {
            throw tooLarge();
        }
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), withoutMark(text))) {
            List<Node> documents = new ArrayList<>();
            NodeBuilder builder = new NodeBuilder(
                    name, parser, nodes, (place, what) -> duplicates.accept(new Duplicate(place, what)), malformed);
            while (parser.nextToken() != null) {
                documents.add(builder.node());
            }
            return documents;
        } catch (StreamConstraintsException e) {
            throw malformed
                    .thrown(where(e), "the document exceeds the limit of " + MAX_DEPTH + " levels")
                    .causedBy(e);
        } catch (JacksonException e) {
            throw malformed
                    .thrown(where(e), "not " + format + ": " + message(e))
                    .causedBy(e);
        } catch (IndexOutOfBoundsException e) { // the YAML library, at some pairs of surrogates
            throw malformed.thrown(name, "not " + format).causedBy(e);
        }
    }

    private String where(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? name
                : new Place(name, at.getLineNr(), Math.max(1, at.getColumnNr())).toString();
    }

    private static String message(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.lines().findFirst().orElse("")
                + message.lines()
                        .filter(line -> line.startsWith("expected") || line.startsWith("found"))
                        .findFirst()
                        .map(line -> " (" + line + ")")
                        .orElse("");
    }
}
