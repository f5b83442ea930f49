package org.gapferry.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.ResolvedDocument;
import org.gapferry.ecosystem.resolve.ResolvedDocument.Rendered;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.UpstreamRequest;

/**
 * A closure as a lock has it: the same artifacts, documents and tags, whatever upstreams say today. Bytes that are not
 * in the cache are asked for again, and taken only with the digests that the lock pins.
 */
final class Locked {
    private final LockFile lock;
    private final Ecosystems ecosystems;
    private final Map<String, Resolver.Resolution> resolutions;
    private final BlobCache blobs;

    Locked(LockFile lock, Ecosystems ecosystems, Map<String, Resolver.Resolution> resolutions, BlobCache blobs) {
        this.lock = lock;
        this.ecosystems = ecosystems;
        this.resolutions = resolutions;
        this.blobs = blobs;
    }

    /**
     * The closure.
     *
     * @throws org.gapferry.bundle.ProblemException if a document is neither in the cache nor upstream with its digest
     */
    Closed closed(Requirements requirements) {
        List<HeldBack> heldBack = new ArrayList<>();
        Map<String, List<Requirement>> closed = new LinkedHashMap<>();
        requirements.forEach((id, list) -> list.forEach(requirement -> {
            Optional<LockFile.Held> held = lock.heldBack().stream()
                    .filter(one -> one.ecosystem().equals(id) && one.fields().equals(requirement.fields()))
                    .findFirst();
            if (held.isPresent()) {
                heldBack.add(new HeldBack(id, requirement, held.get().problems()));
            } else {
                closed.computeIfAbsent(id, section -> new ArrayList<>()).add(requirement);
            }
        }));
        List<Closed.Derived> derived = new ArrayList<>();
        for (LockFile.Implied implied : lock.derived()) {
            derived.add(new Closed.Derived(implied.requirement(), implied.origin()));
            String id = implied.requirement().ecosystem();
            ecosystems.ofSection(id).ifPresent(ecosystem -> closed.computeIfAbsent(id, section -> new ArrayList<>())
                    .addAll(ecosystem.online().requirements().of(implied.requirement(), implied.origin())));
        }
        return new Closed(
                Requirements.of(closed),
                lock.artifacts().stream().map(this::asked).toList(),
                documents(),
                lock.tags(),
                heldBack,
                derived,
                lock.leftOut(),
                lock.findings(),
                lock.notes());
    }

    private Optional<Resolver.Resolution> resolution(Coordinates coordinates) {
        return ecosystems.ofType(coordinates.type()).map(Ecosystem::section).map(resolutions::get);
    }

    /** Its files are asked for as its ecosystem asks. */
    private ResolvedArtifact asked(ResolvedArtifact artifact) {
        List<SourceFile> files = artifact.files().stream()
                .map(file -> asked(artifact.coordinates(), file))
                .toList();
        return new ResolvedArtifact(artifact.coordinates(), artifact.metadata(), files, artifact.inspected());
    }

    private SourceFile asked(Coordinates owner, SourceFile file) {
        if (file.redacted() && blobs.downloaded(file.url(), file.expected()).isEmpty()) {
            Optional<URI> whole = resolution(owner).flatMap(ecosystem -> ecosystem.location(owner, file));
            if (whole.isPresent()) {
                return file.at(resolution(owner)
                                .orElseThrow()
                                .request(whole.get(), file.request().accept(), file.name()))
                        .redacted(false);
            }
        }
        UpstreamRequest request = file.request();
        return resolution(owner)
                .map(ecosystem -> file.at(ecosystem.request(request.url(), request.accept(), file.name())))
                .orElse(file);
    }

    private List<ResolvedDocument> documents() {
        Map<String, Blob> missing = new LinkedHashMap<>();
        Set<Coordinates> owners = new HashSet<>();
        List<ResolvedDocument> documents = new ArrayList<>();
        for (LockFile.Document document : lock.documents()) {
            document.text().ifPresent(text -> blobs.keep(text.getBytes(StandardCharsets.UTF_8)));
            ResolvedDocument.Content content = new Rendered(() -> bytes(document.blob()));
            if (!blobs.holds(document.blob()) && document.source().isPresent()) {
                content = new ResolvedDocument.Fetched(
                        asked(document.owner(), document.source().get())
                                .pinned(Optional.of(document.blob().digest())));
            } else if (!blobs.holds(document.blob())) {
                missing.put(document.key(), document.blob());
                owners.add(document.owner().unversioned());
            }
            documents.add(
                    new ResolvedDocument(document.owner(), document.name(), document.kind(), document.rank(), content));
        }
        if (!missing.isEmpty()) {
            askAgain(missing, owners);
        }
        return documents;
    }

    private byte[] bytes(Blob blob) {
        try (InputStream in = blobs.open(blob)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks for documents that the cache has lost among those that upstreams have now: the same bytes, or none. */
    private void askAgain(Map<String, Blob> missing, Set<Coordinates> owners) {
        Map<Resolver.Resolution, List<ResolvedArtifact>> versions = new LinkedHashMap<>();
        lock.artifacts().stream()
                .filter(version -> owners.contains(version.coordinates().unversioned()))
                .forEach(version -> resolution(version.coordinates())
                        .ifPresent(resolution -> versions.computeIfAbsent(resolution, fresh -> new ArrayList<>())
                                .add(version)));
        versions.forEach((resolution, wanted) -> {
            for (ResolvedDocument document : resolution.documents(wanted)) {
                Blob pinned = missing.get(document.key());
                if (pinned != null && document.content() instanceof Rendered rendered) {
                    byte[] bytes = rendered.rendering().bytes();
                    if (Blob.of(bytes).equals(pinned)) {
                        blobs.keep(bytes);
                        missing.remove(document.key());
                    }
                }
            }
        });
        if (!missing.isEmpty()) {
            String some = lock.documents().stream()
                    .filter(document -> missing.containsKey(document.key()))
                    .limit(5)
                    .map(document -> document.owner() + "#" + document.name())
                    .collect(Collectors.joining(", "));
            throw ExportProblem.LOCKED_DOCUMENT_LOST.thrown(
                    some,
                    missing.size()
                            + " documents that the lock pins are not in the cache, and upstreams have others now",
                    "restore the folder `cache` of the state, or resolve again: gapferry export without --locked");
        }
    }
}
