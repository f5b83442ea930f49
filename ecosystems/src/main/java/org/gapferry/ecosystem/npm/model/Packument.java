package org.gapferry.ecosystem.npm.model;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.gapferry.bundle.Json;
import org.gapferry.version.Semver;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;

/**
 * A package's document as an index into its file: what the choice of a version needs is in memory, and each version's
 * manifest is read from the file when it is chosen, byte for byte as the upstream wrote it.
 */
public final class Packument {
    /** Parts of the document that are per version, or are not carried: the readme alone can be most of it. */
    private static final Set<String> NOT_CARRIED =
            Set.of("versions", "time", "dist-tags", "readme", "readmeFilename", "users", "_attachments", "_rev", "_id");

    private final Slices content;
    private final Map<String, VersionPick.Candidate> candidates = new LinkedHashMap<>();
    private final Map<String, long[]> slices = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Map<String, String> time = new LinkedHashMap<>();
    private final StringBuilder document = new StringBuilder();
    private String name = "";

    private Packument(Slices content) {
        this.content = content;
    }

    /** Where manifests are read from. */
    @FunctionalInterface
    private interface Slices {
        byte[] read(long offset, int length) throws IOException;
    }

    /** A file that is no package document. */
    public static final class Malformed extends Exception {
        public Malformed(String message) {
            super(message);
        }
    }

    /** Reads the document in a file, which must not change. */
    public static Packument read(Path file) throws IOException, Malformed {
        return read(Files.readAllBytes(file), (offset, length) -> slice(file, offset, length));
    }

    /** Reads a document that is held in memory. */
    public static Packument of(byte[] bytes) throws Malformed {
        return read(bytes, (offset, length) -> Arrays.copyOfRange(bytes, (int) offset, (int) offset + length));
    }

    private static byte[] slice(Path file, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            in.readFully(bytes);
        }
        return bytes;
    }

    private static Packument read(byte[] bytes, Slices content) throws Malformed {
        Packument packument = new Packument(content);
        try (JsonParser parser = NpmJson.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                packument.member(key, parser, bytes);
            }
        } catch (JacksonException e) {
            throw new Malformed(
                    "is not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        if (packument.name.isEmpty()) {
            throw new Malformed("has no `name`");
        }
        return packument;
    }

    private void member(String key, JsonParser parser, byte[] bytes) {
        boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
        switch (key) {
            case "versions" -> {
                if (isObject) {
                    versions(parser, bytes);
                    return;
                }
            }
            case "dist-tags" -> {
                if (isObject) {
                    texts(parser, tags);
                    return;
                }
            }
            case "time" -> {
                if (isObject) {
                    texts(parser, time);
                    return;
                }
            }
            case "name" -> name = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
            default -> {}
        }
        long start = start(parser, bytes);
        parser.skipChildren();
        parser.finishToken();
        if (!NOT_CARRIED.contains(key)) {
            document.append(document.isEmpty() ? "{" : ",");
            Json.quote(document, key);
            document.append(':')
                    .append(new String(bytes, (int) start, (int) (end(parser) - start), StandardCharsets.UTF_8)
                            .strip());
        }
    }

    private static void texts(JsonParser parser, Map<String, String> into) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                into.put(key, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
    }

    private void versions(JsonParser parser, byte[] bytes) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String version = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                long start = start(parser, bytes);
                VersionPick.Candidate candidate = candidate(version, parser);
                slices.put(version, new long[] {start, end(parser) - start});
                if (Semver.parse(version, true).isPresent()) {
                    candidates.put(version, candidate);
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    private static VersionPick.Candidate candidate(String version, JsonParser parser) {
        boolean deprecated = false;
        String node = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (key.equals("deprecated")) {
                deprecated =
                        value == JsonToken.VALUE_STRING && !parser.getString().isEmpty()
                                || value == JsonToken.VALUE_TRUE;
                parser.skipChildren();
            } else if (key.equals("engines") && value == JsonToken.START_OBJECT) {
                Map<String, String> engines = new LinkedHashMap<>();
                texts(parser, engines);
                node = engines.getOrDefault("node", "");
            } else {
                parser.skipChildren();
            }
        }
        return new VersionPick.Candidate(version, deprecated, node);
    }

    private static long start(JsonParser parser, byte[] bytes) {
        int offset = (int) parser.currentTokenLocation().getByteOffset();
        byte first = bytes[offset];
        return first == ':' || first == ' ' || first == ',' ? offset + 1L : offset;
    }

    private static long end(JsonParser parser) {
        return parser.currentLocation().getByteOffset();
    }

    public String name() {
        return name;
    }

    /** All versions that npm could choose. */
    public Map<String, VersionPick.Candidate> candidates() {
        return candidates;
    }

    public Map<String, String> tags() {
        return tags;
    }

    /** True if the document has any dates: a registry has them of all versions or of none. */
    public boolean hasTimes() {
        return !time.isEmpty();
    }

    /** When a version was published, as the registry wrote it; empty if it does not say. */
    public String published(String version) {
        return time.getOrDefault(version, "");
    }

    /** The manifest of a version as it stands in the document. */
    public byte[] manifest(String version) throws IOException {
        long[] slice = slices.get(version);
        if (slice == null) {
            throw new IllegalArgumentException("no version " + version);
        }
        return content.read(slice[0], (int) slice[1]);
    }

    /** What the document says about the package as a whole, with {@code time.created} and {@code time.modified}. */
    public byte[] document() {
        StringBuilder out = new StringBuilder(document.isEmpty() ? "{" : document);
        out.append(document.isEmpty() ? "" : ",").append("\"time\":{");
        String separator = "";
        for (String key : new String[] {"created", "modified"}) {
            if (time.containsKey(key)) {
                Json.quote(out.append(separator), key);
                Json.quote(out.append(':'), published(key));
                separator = ",";
            }
        }
        return out.append("}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The manifest of a version, parsed. */
    public JsonNode parsedManifest(String version) throws IOException {
        return NpmJson.read(manifest(version));
    }
}
