package org.gapferry.mirror.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.serve.IndexedCatalog;

/** A generation's catalog: sorted lines of artifacts, located blobs and pointers, searched in the file. */
public final class StoredCatalog extends IndexedCatalog {
    private final Packs packs;

    StoredCatalog(Path file, Packs packs) throws IOException {
        super(file, "catalog", StoreProblem.DAMAGED);
        this.packs = packs;
    }

    /** Where a blob lies; empty if it is not held. */
    public Optional<Extent.Located> locate(Digest digest) {
        try {
            Optional<byte[]> line = lines().first(Extent.Located.prefix(digest));
            return line.isEmpty() ? Optional.empty() : Optional.of(Extent.Located.parse(line.get(), line.get().length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Malformed e) {
            throw damaged(e);
        }
    }

    /** Opens a blob that the catalog names. */
    public PackedBlob open(Blob blob) {
        return new PackedBlob(
                locate(blob.digest())
                        .orElseThrow(
                                () -> StoreProblem.DAMAGED.thrown("catalog", blob.digest() + " is not in any pack")),
                packs);
    }

    @Override
    public byte[] document(Blob blob) {
        if (blob.size() > Pointer.MAX_DOCUMENT) {
            throw StoreProblem.DAMAGED.thrown("catalog", blob.digest() + " is larger than a document may be");
        }
        try {
            return open(blob).bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
