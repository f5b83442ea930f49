package org.gapferry.export;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.resolve.Lock;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.transport.RedactedUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code gapferry.lock.json}: the resolved closure with exact versions, URLs, digests, and why each artifact is there. One line an artifact
 * and a tag, sorted, so that a difference of two locks reads well.
 */
public final class LockFile {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int VERSION = 1;

    private final Digest request;
    private final Lock lock;

    private LockFile(Digest request, Lock lock) {
        this.request = request;
        this.lock = lock;
    }

    public Lock lock() {
        return lock;
    }

    /** What a manifest asks for, its targets and the contents of the projects that it names, as one digest. */
    static Digest request(SyncManifest manifest, Map<String, List<Requirement>> requirements) throws IOException {
        MessageDigest digest = Digest.sha256();
        StringBuilder text = new StringBuilder(manifest.feed());
        manifest.targets()
                .forEach(target ->
                        text.append('\n').append(target).append(' ').append(new TreeMap<>(target.runtimes())));
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, List<Requirement>> ecosystem : requirements.entrySet()) {
            for (Requirement requirement : ecosystem.getValue()) {
                digest.update(("\n" + ecosystem.getKey() + " " + requirement.text()).getBytes(StandardCharsets.UTF_8));
                for (Path document : requirement.documents()) {
                    digest.update(Digest.of(Files.readAllBytes(document)).hex().getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
        return Digest.from(digest);
    }

    /** Writes a lock. */
    static void write(
            Path file, SyncManifest manifest, Digest request, Resolve.Closed closed, Map<Coordinates, Artifact> fetched)
            throws IOException {
        StringBuilder out = new StringBuilder("{\"lockVersion\":" + VERSION + ",\"feed\":\"" + manifest.feed());
        out.append("\",\"request\":\"").append(request.hex()).append("\",\"artifacts\":[");
        String separator = "\n";
        for (ResolvedArtifact artifact : closed.artifacts().stream()
                .sorted(Comparator.comparing(ResolvedArtifact::coordinates))
                .toList()) {
            artifact(out.append(separator), artifact, fetched.get(artifact.coordinates()));
            separator = ",\n";
        }
        out.append("\n],\"tags\":[");
        separator = "\n";
        for (Pointer tag : closed.pointers().stream()
                .filter(pointer -> pointer.kind() == Pointer.Kind.TAG)
                .sorted(Comparator.comparing(Pointer::key))
                .toList()) {
            Json.quote(out.append(separator).append("{\"owner\":"), tag.owner().toString());
            Json.quote(out.append(",\"name\":"), tag.name());
            Json.quote(out.append(",\"version\":"), tag.version().orElseThrow());
            out.append('}');
            separator = ",\n";
        }
        out.append("\n],\"leftOut\":[");
        separator = "\n";
        for (Problem note : closed.notes()) {
            Json.quote(out.append(separator).append("{\"id\":"), note.code().id());
            Json.quote(out.append(",\"where\":"), note.where());
            Json.quote(out.append(",\"what\":"), note.what());
            out.append('}');
            separator = ",\n";
        }
        out.append("\n]}\n");
        Path temporary = Path.of(file + ".tmp");
        Files.writeString(temporary, out, StandardCharsets.UTF_8);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void artifact(
            StringBuilder out, ResolvedArtifact artifact, @org.jspecify.annotations.Nullable Artifact held) {
        out.append("{\"artifact\":\"").append(artifact.coordinates()).append('"');
        text(out, "published", artifact.metadata().published());
        text(out, "why", artifact.metadata().why());
        text(out, "license", artifact.metadata().license());
        if (!artifact.metadata().flags().isEmpty()) {
            out.append(",\"flags\":[\"")
                    .append(String.join("\",\"", artifact.metadata().flags()))
                    .append("\"]");
        }
        out.append(artifact.inspected() ? ",\"inspected\":true" : "").append(",\"files\":[");
        String comma = "";
        for (SourceFile source : artifact.files()) {
            file(out.append(comma), source, held);
            comma = ",";
        }
        out.append("]}");
    }

    private static void text(StringBuilder out, String key, String text) {
        if (!text.isEmpty()) {
            Json.quote(out.append(",\"").append(key).append("\":"), text);
        }
    }

    private static void file(StringBuilder out, SourceFile source, @org.jspecify.annotations.Nullable Artifact held) {
        Json.quote(out.append("{\"name\":"), source.name());
        Json.quote(out.append(",\"url\":"), RedactedUrl.of(source.url()));
        if (held != null) {
            for (ArtifactFile fetched : held.files()) {
                if (fetched.name().equals(source.name())) {
                    out.append(",\"sha256\":\"").append(fetched.blob().digest().hex());
                    out.append("\",\"size\":").append(fetched.blob().size());
                }
            }
        }
        out.append(",\"declared\":[");
        String comma = "";
        for (Checksum checksum : source.declared()) {
            out.append(comma).append('"').append(checksum).append('"');
            comma = ",";
        }
        out.append(']');
        if (!source.wanted().isEmpty()) {
            comma = ",\"wanted\":[";
            for (DigestAlgorithm algorithm : new TreeSet<>(source.wanted())) {
                out.append(comma).append('"').append(algorithm.word()).append('"');
                comma = ",";
            }
            out.append(']');
        }
        out.append('}');
    }

    /**
     * Reads a lock.
     *
     * @throws org.gapferry.bundle.ProblemException MANIFEST if it is not there or is none
     */
    public static LockFile read(Path file) {
        try {
            JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
            if (root.path("lockVersion").asInt(0) != VERSION) {
                throw new IllegalArgumentException("its `lockVersion` is not " + VERSION);
            }
            List<ResolvedArtifact> artifacts = new ArrayList<>();
            root.path("artifacts").forEach(node -> artifacts.add(artifact(node)));
            List<Pointer> tags = new ArrayList<>();
            root.path("tags")
                    .forEach(node -> tags.add(Pointer.tag(
                            Coordinates.parse(node.path("owner").asString("")),
                            node.path("name").asString(""),
                            node.path("version").asString(""))));
            List<Problem> leftOut = new ArrayList<>();
            root.path("leftOut")
                    .forEach(node -> leftOut.add(code(node.path("id").asString(""))
                            .at(
                                    node.path("where").asString(""),
                                    node.path("what").asString(""))));
            return new LockFile(new Digest(root.path("request").asString("")), new Lock(artifacts, tags, leftOut));
        } catch (IOException | RuntimeException e) {
            throw ManifestProblem.LOCK_UNREADABLE
                    .thrown(
                            file.toString(),
                            Files.exists(file)
                                    ? "the lock file cannot be read: "
                                            + String.valueOf(e.getMessage())
                                                    .lines()
                                                    .findFirst()
                                                    .orElse("")
                                    : "there is no such lock file",
                            "gapferry export without --locked writes it")
                    .causedBy(e);
        }
    }

    /** A note is what it was when the lock was written; one of an older lock was left out. */
    private static EcosystemProblem code(String id) {
        return Arrays.stream(EcosystemProblem.values())
                .filter(problem -> problem.id().equals(id))
                .findFirst()
                .orElse(EcosystemProblem.NO_VERSION_FITS);
    }

    private static ResolvedArtifact artifact(JsonNode node) {
        List<String> flags = new ArrayList<>();
        node.path("flags").forEach(flag -> flags.add(flag.asString("")));
        List<SourceFile> files = new ArrayList<>();
        for (JsonNode file : node.path("files")) {
            List<Checksum> declared = new ArrayList<>();
            file.path("declared").forEach(checksum -> declared.add(Checksum.parse(checksum.asString(""))));
            Set<DigestAlgorithm> wanted = new TreeSet<>();
            file.path("wanted")
                    .forEach(word -> wanted.add(DigestAlgorithm.ofWord(word.asString(""))
                            .orElseThrow(() -> new IllegalArgumentException("unknown digest " + word))));
            String sha256 = file.path("sha256").asString("");
            if (!sha256.isEmpty()
                    && declared.stream().noneMatch(known -> known.algorithm() == DigestAlgorithm.SHA256)) {
                declared.add(Checksum.of(new Digest(sha256)));
            }
            files.add(new SourceFile(
                            file.path("name").asString(""),
                            URI.create(file.path("url").asString("")),
                            declared)
                    .wanting(wanted));
        }
        return new ResolvedArtifact(
                Coordinates.parse(node.path("artifact").asString("")),
                new ArtifactMetadata(
                        node.path("published").asString(""),
                        node.path("why").asString(""),
                        node.path("license").asString(""),
                        flags),
                files,
                node.path("inspected").asBoolean(false));
    }

    /**
     * Fails if this lock was made for something else than is asked for now.
     *
     * @throws org.gapferry.bundle.ProblemException MANIFEST
     */
    void requireFor(Digest wanted, Path file) {
        if (!request.equals(wanted)) {
            throw ManifestProblem.LOCK_OUTDATED.thrown(
                    file.toString(),
                    "the lock file was made for other requirements, targets or projects than the manifest has now",
                    "gapferry export without --locked writes it again");
        }
    }
}
