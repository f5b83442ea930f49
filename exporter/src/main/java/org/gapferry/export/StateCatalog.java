package org.gapferry.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Catalog;
import org.gapferry.transport.BlobCache;

/**
 * A state that is not shipped yet, as endpoints would see it; documents come from the exporter's cache. What was shipped long ago
 * and is not in the cache any more is not seen: a proof without it holds with it too, since it was proven when it was shipped.
 */
final class StateCatalog implements Catalog {
    private final Map<Coordinates, List<Artifact>> versions = new HashMap<>();
    private final Map<Coordinates, Artifact> artifacts = new HashMap<>();
    private final Map<Coordinates, List<Pointer>> pointers = new HashMap<>();
    private final Map<Coordinates, List<Pointer>> pointersOfVersions = new HashMap<>();
    private final BlobCache blobs;

    StateCatalog(Iterable<Artifact> artifacts, Iterable<Pointer> pointers, BlobCache blobs) {
        this.blobs = blobs;
        for (Artifact artifact : artifacts) {
            this.artifacts.put(artifact.coordinates(), artifact);
            versions.computeIfAbsent(artifact.coordinates().unversioned(), c -> new ArrayList<>())
                    .add(artifact);
        }
        for (Pointer pointer : pointers) {
            if (pointer.target() instanceof Pointer.ToDocument to && !blobs.holds(to.blob())) {
                continue;
            }
            this.pointers
                    .computeIfAbsent(pointer.owner(), c -> new ArrayList<>())
                    .add(pointer);
            if (!pointer.owner().version().isEmpty()) {
                pointersOfVersions
                        .computeIfAbsent(pointer.owner().unversioned(), c -> new ArrayList<>())
                        .add(pointer);
            }
        }
    }

    @Override
    public Optional<Artifact> artifact(Coordinates coordinates) {
        return Optional.ofNullable(artifacts.get(coordinates));
    }

    @Override
    public List<Coordinates> packages(String type) {
        return versions.keySet().stream()
                .filter(coordinates -> coordinates.type().equals(type))
                .sorted()
                .toList();
    }

    @Override
    public List<Artifact> versions(Coordinates unversioned) {
        return versions.getOrDefault(unversioned, List.of());
    }

    @Override
    public List<Pointer> pointers(Coordinates owner) {
        return pointers.getOrDefault(owner, List.of());
    }

    @Override
    public List<Pointer> pointersOfVersions(Coordinates unversioned) {
        return pointersOfVersions.getOrDefault(unversioned, List.of());
    }

    @Override
    public byte[] document(Blob blob) {
        try (InputStream in = blobs.open(blob)) {
            byte[] bytes = in.readAllBytes();
            if (!Blob.of(bytes).equals(blob)) {
                blobs.forget(blob);
                throw BundleProblem.DIGEST_MISMATCH.thrown(
                        blob.digest().toString(),
                        "the content in the cache is not what its digest says",
                        Exporter.DAMAGED_CACHE);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
