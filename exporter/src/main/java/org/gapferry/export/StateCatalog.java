package org.gapferry.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.serve.CatalogInMemory;
import org.gapferry.transport.BlobCache;

/**
 * A state that is not shipped yet, as endpoints would see it; documents come from the exporter's cache. What was shipped long ago
 * and is not in the cache any more is not seen: a proof without it holds with it too, since it was proven when it was shipped.
 */
final class StateCatalog extends CatalogInMemory {
    private final BlobCache blobs;

    StateCatalog(Iterable<Artifact> artifacts, Iterable<Pointer> pointers, BlobCache blobs) {
        this.blobs = blobs;
        artifacts.forEach(this::add);
        for (Pointer pointer : pointers) {
            if (!(pointer.target() instanceof Pointer.ToDocument to) || blobs.holds(to.blob())) {
                add(pointer);
            }
        }
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
