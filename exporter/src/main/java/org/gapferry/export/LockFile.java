package org.gapferry.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.ResolvedDocument;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.manifest.ManifestProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * {@code gapferry.lock.json}: a resolved closure, to be had again byte for byte: its artifacts with their URLs and
 * digests, its documents by digest, its tags, what was held back and left out, and the fingerprint of what it was
 * resolved for. One line an item, so that a difference of two locks reads well.
 *
 * @param request the fingerprint of the manifest and of the projects that it was made for
 * @param artifacts each file declared with the SHA-256 that it had
 */
public record LockFile(
        Digest request,
        List<ResolvedArtifact> artifacts,
        List<Document> documents,
        List<Pointer> tags,
        List<Implied> derived,
        List<Held> heldBack,
        List<LeftOut> leftOut,
        List<Problem> findings,
        List<Problem> notes) {
    /**
     * A document, pinned by the digest of its bytes.
     *
     * @param text its bytes, if they are few and text
     * @param source where its upstream has it, if it is a file of an upstream
     */
    public record Document(
            Coordinates owner,
            String name,
            Pointer.Kind kind,
            long rank,
            Blob blob,
            Optional<String> text,
            Optional<SourceFile> source) {
        String key() {
            return Pointer.key(owner, name);
        }
    }

    /**
     * A requirement that follows from an artifact or from another requirement.
     *
     * @param origin who implies it, and why
     */
    public record Implied(DerivedRequirement requirement, String origin) {}

    /** A requirement that was held back, by its fields. */
    public record Held(String ecosystem, List<String> fields, List<Problem> problems) {
        public Held {
            fields = List.copyOf(fields);
            problems = List.copyOf(problems);
        }
    }

    public LockFile {
        artifacts = List.copyOf(artifacts);
        documents = List.copyOf(documents);
        tags = List.copyOf(tags);
        derived = List.copyOf(derived);
        heldBack = List.copyOf(heldBack);
        leftOut = List.copyOf(leftOut);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * The lock of a closure.
     *
     * @param fetched its artifacts with the digests of their files
     * @param kept its documents with their blobs
     */
    static LockFile of(Digest request, Closed closed, Map<Coordinates, Artifact> fetched, List<KeptDocument> kept) {
        List<Document> documents = new ArrayList<>();
        for (KeptDocument one : kept) {
            ResolvedDocument document = one.document();
            Optional<SourceFile> source = document.content() instanceof ResolvedDocument.Fetched file
                    ? Optional.of(file.file())
                    : Optional.empty();
            documents.add(new Document(
                    document.owner(),
                    document.name(),
                    document.kind(),
                    document.rank(),
                    one.blob(),
                    one.text(),
                    source));
        }
        documents.sort(Comparator.comparing(Document::key));
        return new LockFile(
                request,
                closed.artifacts().stream()
                        .sorted(Comparator.comparing(ResolvedArtifact::coordinates))
                        .map(artifact -> pinned(artifact, fetched.get(artifact.coordinates())))
                        .toList(),
                documents,
                closed.tags().stream()
                        .sorted(Comparator.comparing(Pointer::key))
                        .toList(),
                closed.derived().stream()
                        .map(one -> new Implied(one.requirement(), one.origin()))
                        .toList(),
                closed.heldBack().stream()
                        .map(held ->
                                new Held(held.ecosystem(), held.requirement().fields(), held.problems()))
                        .toList(),
                closed.leftOut(),
                closed.findings(),
                closed.notes());
    }

    private static ResolvedArtifact pinned(ResolvedArtifact artifact, @Nullable Artifact fetched) {
        Map<String, Digest> held = new HashMap<>();
        if (fetched != null) {
            fetched.files().forEach(file -> held.put(file.name(), file.blob().digest()));
        }
        List<SourceFile> files = artifact.files().stream()
                .map(file -> file.pinned(Optional.ofNullable(held.get(file.name()))))
                .toList();
        return new ResolvedArtifact(artifact.coordinates(), artifact.metadata(), files, artifact.inspected());
    }

    /**
     * Reads a lock.
     *
     * @throws org.gapferry.bundle.ProblemException MANIFEST if it is not there or is none
     */
    public static LockFile read(Path file, Ecosystems ecosystems) {
        try {
            return new LockJson(file, new DeclaredProblems(ecosystems)).read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw ManifestProblem.LOCK_UNREADABLE
                    .thrown(
                            file.toString(),
                            "cannot read the lock file: " + FileReason.of(e),
                            "export without --locked to create it")
                    .causedBy(e);
        } catch (RuntimeException e) {
            throw ManifestProblem.LOCK_UNREADABLE
                    .thrown(
                            file.toString(),
                            e instanceof JacksonException json
                                    ? "not a lock file, or damaged"
                                            + (json.getLocation() == null
                                                            || json.getLocation()
                                                                            .getLineNr()
                                                                    < 1
                                                    ? ""
                                                    : " in line "
                                                            + json.getLocation().getLineNr())
                                    : "invalid lock file: "
                                            + String.valueOf(e.getMessage())
                                                    .lines()
                                                    .findFirst()
                                                    .orElse(""),
                            "export without --locked to create it again")
                    .causedBy(e);
        }
    }

    void write(Path file, String feed, Ecosystems ecosystems) throws IOException {
        Path temporary = Path.of(file + ".tmp");
        try {
            Files.write(temporary, new LockJson(file, new DeclaredProblems(ecosystems)).write(this, feed));
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
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
                    "the lock file does not match the requirements, targets or projects of the manifest",
                    "export without --locked to update it");
        }
    }
}
