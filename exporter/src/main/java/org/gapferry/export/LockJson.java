package org.gapferry.export;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.RedactedUrl;
import org.gapferry.transport.UpstreamRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a lock: a member a line, and of its lists an item a line. */
final class LockJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int VERSION = 1;
    private static final String ANY = "*/*";
    /** A lock says which bytes are which version; one that was edited, or merged from two, says something untrue. */
    private static final String CONTENTS = "contents";

    private final Path folder;
    private final DeclaredProblems problems;

    /** @param file the lock, below whose folder projects are named */
    LockJson(Path file, DeclaredProblems problems) {
        this.folder = file.toAbsolutePath().resolveSibling(".").normalize();
        this.problems = problems;
    }

    byte[] write(LockFile lock, String feed) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("lockVersion", VERSION).put("feed", feed);
        root.put("request", lock.request().hex());
        lock.artifacts()
                .forEach(artifact ->
                        artifact(artifact, root.withArray("artifacts").addObject()));
        lock.documents()
                .forEach(document ->
                        document(document, root.withArray("documents").addObject()));
        for (Pointer tag : lock.tags()) {
            root.withArray("tags")
                    .addObject()
                    .put("owner", tag.owner().toString())
                    .put("name", tag.name())
                    .put("version", tag.version().orElseThrow());
        }
        lock.derived()
                .forEach(derived -> derived(derived, root.withArray("derived").addObject()));
        for (LockFile.Held held : lock.heldBack()) {
            ObjectNode item = root.withArray("heldBack").addObject().put("ecosystem", held.ecosystem());
            held.fields().forEach(item.putArray("fields")::add);
            ArrayNode reasons = item.putArray("problems");
            held.problems().forEach(problem -> RememberedProblem.write(problem, reasons.addObject()));
        }
        for (LeftOut leftOut : lock.leftOut()) {
            ObjectNode item = root.withArray("leftOut")
                    .addObject()
                    .put("owner", leftOut.part().owner())
                    .put("name", leftOut.part().name());
            RememberedProblem.write(leftOut.why(), item.putObject("why"));
        }
        lock.findings()
                .forEach(problem -> RememberedProblem.write(
                        problem, root.withArray("findings").addObject()));
        lock.notes()
                .forEach(problem ->
                        RememberedProblem.write(problem, root.withArray("notes").addObject()));
        root.put(CONTENTS, digest(root));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines(root, "", out::writeBytes);
        return out.toByteArray();
    }

    /** Of every member but the one that holds it, however the file is laid out. */
    private static String digest(ObjectNode root) {
        MessageDigest digest = Digest.sha256();
        lines(root, CONTENTS, digest::update);
        return Digest.from(digest).hex();
    }

    /**
     * Gives the text of a lock piece by piece.
     *
     * @param without a member that is passed over; empty for none
     */
    private static void lines(ObjectNode root, String without, Consumer<byte[]> out) {
        String before = "{";
        for (Map.Entry<String, JsonNode> member : root.properties()) {
            if (member.getKey().equals(without)) {
                continue;
            }
            piece(before + MAPPER.writeValueAsString(member.getKey()) + ":", out);
            if (member.getValue() instanceof ArrayNode items) {
                String separator = "[\n";
                for (JsonNode item : items) {
                    piece(separator + MAPPER.writeValueAsString(item), out);
                    separator = ",\n";
                }
                piece(items.isEmpty() ? "[\n\n]" : "\n]", out);
            } else {
                piece(MAPPER.writeValueAsString(member.getValue()), out);
            }
            before = ",\n";
        }
        piece("}\n", out);
    }

    private static void piece(String text, Consumer<byte[]> out) {
        out.accept(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void artifact(ResolvedArtifact artifact, ObjectNode item) {
        item.put("artifact", artifact.coordinates().toString());
        text(item, "published", artifact.metadata().published());
        text(item, "why", artifact.metadata().why());
        text(item, "license", artifact.metadata().license());
        if (!artifact.metadata().flags().isEmpty()) {
            artifact.metadata().flags().forEach(item.putArray("flags")::add);
        }
        if (artifact.inspected()) {
            item.put("inspected", true);
        }
        ArrayNode files = item.putArray("files");
        artifact.files().forEach(file -> file(file, files.addObject()));
    }

    private static void text(ObjectNode item, String key, String text) {
        if (!text.isEmpty()) {
            item.put(key, text);
        }
    }

    private static void file(SourceFile file, ObjectNode item) {
        item.put("name", file.name()).put("url", RedactedUrl.url(file.url()).toString());
        if (file.redacted() || !RedactedUrl.url(file.url()).equals(file.url())) {
            item.put("redacted", true);
        }
        if (!file.request().accept().equals(ANY)) {
            item.put("accept", file.request().accept());
        }
        file.pinned().ifPresent(digest -> item.put("sha256", digest.hex()));
        ArrayNode declared = item.putArray("declared");
        file.declared().forEach(checksum -> declared.add(checksum.toString()));
        if (!file.wanted().isEmpty()) {
            ArrayNode wanted = item.putArray("wanted");
            new TreeSet<>(file.wanted()).forEach(algorithm -> wanted.add(algorithm.word()));
        }
    }

    private static void document(LockFile.Document document, ObjectNode item) {
        item.put("owner", document.owner().toString())
                .put("name", document.name())
                .put("kind", document.kind().word());
        if (document.rank() != 0) {
            item.put("rank", document.rank());
        }
        item.put("sha256", document.blob().digest().hex())
                .put("size", document.blob().size());
        document.text().ifPresent(text -> item.put("text", text));
        document.source().ifPresent(source -> file(source, item.putObject("source")));
    }

    private void derived(LockFile.Implied derived, ObjectNode item) {
        DerivedRequirement requirement = derived.requirement();
        item.put("ecosystem", requirement.ecosystem())
                .put("text", requirement.text())
                .put("reason", requirement.reason())
                .put("origin", derived.origin());
        if (requirement.optional()) {
            item.put("optional", true);
        }
        requirement
                .project()
                .ifPresent(project -> item.put(
                        "project",
                        folder.relativize(project.toAbsolutePath().normalize())
                                .toString()
                                .replace('\\', '/')));
    }

    LockFile read(byte[] bytes) {
        JsonNode root = MAPPER.readTree(bytes);
        if (root.path("lockVersion").asInt(0) != VERSION) {
            throw new IllegalArgumentException("its `lockVersion` is not " + VERSION);
        }
        if (!(root instanceof ObjectNode object) || !digest(object).equals(text(root, CONTENTS))) {
            throw new IllegalArgumentException(
                    "it was changed since it was written: its `" + CONTENTS + "` does not match");
        }
        return new LockFile(
                new Digest(root.path("request").asString("")),
                items(root, "artifacts", LockJson::artifact),
                items(root, "documents", LockJson::document),
                items(
                        root,
                        "tags",
                        item -> Pointer.tag(
                                Coordinates.parse(text(item, "owner")), text(item, "name"), text(item, "version"))),
                items(root, "derived", this::derived),
                items(
                        root,
                        "heldBack",
                        item -> new LockFile.Held(
                                text(item, "ecosystem"),
                                items(item, "fields", field -> field.asString("")),
                                items(item, "problems", this::problem))),
                items(
                        root,
                        "leftOut",
                        item -> new LeftOut(text(item, "owner"), text(item, "name"), problem(item.path("why")))),
                items(root, "findings", this::problem),
                items(root, "notes", this::problem));
    }

    private static <T> List<T> items(JsonNode node, String key, Function<JsonNode, T> reader) {
        List<T> items = new ArrayList<>();
        node.path(key).forEach(item -> items.add(reader.apply(item)));
        return items;
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("");
    }

    private Problem problem(JsonNode node) {
        return RememberedProblem.read(node, problems);
    }

    private static ResolvedArtifact artifact(JsonNode node) {
        return new ResolvedArtifact(
                Coordinates.parse(text(node, "artifact")),
                new ArtifactMetadata(
                        text(node, "published"),
                        text(node, "why"),
                        text(node, "license"),
                        items(node, "flags", flag -> flag.asString(""))),
                items(node, "files", LockJson::file),
                node.path("inspected").asBoolean(false));
    }

    private static SourceFile file(JsonNode node) {
        Set<DigestAlgorithm> wanted =
                new TreeSet<>(items(node, "wanted", word -> DigestAlgorithm.ofWord(word.asString(""))
                        .orElseThrow(() -> new IllegalArgumentException("unknown digest " + word))));
        String sha256 = text(node, "sha256");
        String name = text(node, "name");
        return new SourceFile(
                        name,
                        UpstreamRequest.get(
                                URI.create(text(node, "url")),
                                node.path("accept").asString(ANY),
                                name),
                        items(node, "declared", checksum -> Checksum.parse(checksum.asString(""))))
                .wanting(wanted)
                .redacted(node.path("redacted").asBoolean(false))
                .pinned(sha256.isEmpty() ? Optional.empty() : Optional.of(new Digest(sha256)));
    }

    private static LockFile.Document document(JsonNode node) {
        return new LockFile.Document(
                Coordinates.parse(text(node, "owner")),
                text(node, "name"),
                Arrays.stream(Pointer.Kind.values())
                        .filter(kind -> kind.word().equals(text(node, "kind")))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("unknown kind of document " + node)),
                node.path("rank").asLong(0),
                new Blob(new Digest(text(node, "sha256")), node.path("size").asLong(-1)),
                Optional.ofNullable(node.get("text")).map(text -> text.asString("")),
                Optional.ofNullable(node.get("source")).map(LockJson::file));
    }

    private LockFile.Implied derived(JsonNode node) {
        Optional<Path> project = Optional.ofNullable(node.get("project"))
                .map(path -> folder.resolve(path.asString("")).normalize());
        return new LockFile.Implied(
                new DerivedRequirement(
                        text(node, "ecosystem"),
                        text(node, "text"),
                        text(node, "reason"),
                        node.path("optional").asBoolean(false),
                        project),
                text(node, "origin"));
    }
}
