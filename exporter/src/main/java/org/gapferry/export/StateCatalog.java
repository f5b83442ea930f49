package org.gapferry.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.serve.IndexedCatalog;
import org.gapferry.transport.BlobCache;

/**
 * A state that is not shipped yet, as endpoints would see it; documents come from the exporter's cache. What was
 * shipped long ago and is not in the cache any more is not seen: a check without it holds with it too, since it was
 * checked when it was shipped.
 */
final class StateCatalog extends IndexedCatalog {
    private final BlobCache blobs;

    /** @param inventory a file that stays as it is until this is closed */
    StateCatalog(Path inventory, BlobCache blobs) throws IOException {
        super(inventory, "the next state's inventory", BundleProblem.MALFORMED_INVENTORY);
        this.blobs = blobs;
    }

    @Override
    protected boolean shows(Pointer pointer) {
        return pointer.document().map(blobs::holds).orElse(true);
    }

    @Override
    public byte[] document(Blob blob) {
        try (InputStream in = blobs.open(blob)) {
            byte[] bytes = in.readAllBytes();
            if (!Blob.of(bytes).equals(blob)) {
                blobs.forget(blob);
                throw BundleProblem.DIGEST_MISMATCH.thrown(
                        blob.digest().toString(),
                        "the content in the cache does not match its digest",
                        Exporter.DAMAGED_CACHE);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
