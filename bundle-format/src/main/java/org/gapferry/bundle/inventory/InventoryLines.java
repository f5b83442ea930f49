package org.gapferry.bundle.inventory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import tools.jackson.databind.JsonNode;

/** Parses the lines of an inventory (F4). Coordinates and pointer names are accepted in their canonical form alone; unknown keys are ignored (F2.5). */
public final class InventoryLines {
    private InventoryLines() {}

    /**
     * @param line without its newline
     * @throws Malformed with a reason for people
     */
    public static InventoryLine parse(byte[] line, int length) throws Malformed {
        try {
            Optional<InventoryLine> canonical = CanonicalInventory.parse(line, length);
            if (canonical.isPresent()) {
                return canonical.get();
            }
            JsonNode node = Json.object(line, 0, length);
            Iterator<String> names = node.propertyNames().iterator();
            String kind = names.hasNext() ? names.next() : "";
            return switch (kind) {
                case "artifact" -> artifact(node);
                case "blob" -> new BlobLine(blob(node, "blob"));
                case "pointer" -> pointer(node);
                default -> throw new Malformed("a line of the unknown kind `" + kind + "`");
            };
        } catch (IllegalArgumentException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static Artifact artifact(JsonNode node) throws Malformed {
        List<ArtifactFile> files = new ArrayList<>();
        JsonNode array = node.get("files");
        if (array != null) {
            if (!array.isArray()) {
                throw new Malformed("`files` is not an array");
            }
            String previous = "";
            for (JsonNode file : array) {
                String name = Json.text(file, "name");
                if (name.compareTo(previous) <= 0) {
                    throw new Malformed("files are not sorted by name, or one stands twice: `" + name + "`");
                }
                previous = name;
                files.add(new ArtifactFile(
                        name,
                        blob(file, "sha256"),
                        furtherDigests(file),
                        proof(file),
                        digests(file, "replaces"),
                        optionalText(file, "reason")));
            }
        }
        ArtifactMetadata metadata = new ArtifactMetadata(
                optionalText(node, "published"),
                optionalText(node, "why"),
                optionalText(node, "license"),
                texts(node, "flags"));
        return new Artifact(Coordinates.parse(Json.text(node, "artifact")), metadata, files);
    }

    private static List<String> texts(JsonNode node, String key) throws Malformed {
        List<String> texts = new ArrayList<>();
        JsonNode array = node.get(key);
        if (array != null && !array.isArray()) {
            throw new Malformed("`" + key + "` is not an array");
        }
        for (JsonNode item : array == null ? List.<JsonNode>of() : array) {
            if (!item.isString()) {
                throw new Malformed("`" + key + "` holds something that is no string");
            }
            texts.add(item.stringValue());
        }
        return texts;
    }

    private static List<Digest> digests(JsonNode node, String key) throws Malformed {
        List<Digest> digests = new ArrayList<>();
        for (String text : texts(node, key)) {
            if (!Digest.isHex(text)) {
                throw new Malformed("`" + key + "` holds something that is not 64 lower-case hex digits");
            }
            digests.add(new Digest(text));
        }
        return digests;
    }

    private static Map<DigestAlgorithm, String> furtherDigests(JsonNode file) throws Malformed {
        JsonNode object = file.get("digests");
        if (object == null) {
            return Map.of();
        }
        if (!object.isObject()) {
            throw new Malformed("`digests` is not an object");
        }
        Map<DigestAlgorithm, String> digests = new EnumMap<>(DigestAlgorithm.class);
        for (DigestAlgorithm algorithm : DigestAlgorithm.byWord()) {
            if (object.has(algorithm.word())) {
                digests.put(algorithm, Json.text(object, algorithm.word()));
            }
        }
        return digests;
    }

    private static Optional<DigestAlgorithm> proof(JsonNode file) throws Malformed {
        String word = Json.text(file, "proof");
        Optional<DigestAlgorithm> proof = DigestAlgorithm.ofWord(word);
        if (proof.isEmpty() && !word.equals(ArtifactFile.UNPROVEN)) {
            throw new Malformed("unknown `proof`: `" + word + "`");
        }
        return proof;
    }

    private static Pointer pointer(JsonNode node) throws Malformed {
        String key = Json.text(node, "pointer");
        int hash = key.indexOf('#');
        if (hash < 0) {
            throw new Malformed("a pointer without `#`: `" + key + "`");
        }
        String name = Arrays.stream(key.substring(hash + 1).split("/", -1))
                .map(Coordinates::decode)
                .collect(Collectors.joining("/"));
        Pointer.Kind kind = kind(node);
        boolean toVersion = node.has("version");
        if (toVersion == node.has("sha256")) {
            throw new Malformed("a pointer needs either `version` or `sha256`");
        }
        Pointer pointer = new Pointer(
                Coordinates.parse(key.substring(0, hash)),
                name,
                kind,
                toVersion
                        ? new Pointer.ToVersion(Json.text(node, "version"))
                        : new Pointer.ToDocument(blob(node, "sha256")),
                kind == Pointer.Kind.MONOTONIC ? Json.integer(node, "rank", 0) : 0);
        if (kind != Pointer.Kind.MONOTONIC && node.has("rank")) {
            throw new Malformed("a pointer of kind `" + kind.word() + "` has no `rank`");
        }
        if (!Pointer.key(pointer.owner(), name).equals("{\"pointer\":\"" + key + "\"")) {
            throw new Malformed("not in canonical form: `" + key + "`");
        }
        return pointer;
    }

    private static Pointer.Kind kind(JsonNode node) throws Malformed {
        String word = Json.text(node, "kind");
        for (Pointer.Kind kind : Pointer.Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new Malformed("unknown `kind` of a pointer: `" + word + "`");
    }

    private static Blob blob(JsonNode node, String digestKey) throws Malformed {
        return new Blob(Json.digest(node, digestKey), Json.integer(node, "size", 0));
    }

    private static String optionalText(JsonNode node, String key) throws Malformed {
        return node.has(key) ? Json.text(node, key) : "";
    }
}
