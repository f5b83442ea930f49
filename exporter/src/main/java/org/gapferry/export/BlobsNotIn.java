package org.gapferry.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryReader;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that a base state lacks. Asked in ascending order of digests, it walks the base's inventory beside and
 * holds nothing of it.
 */
final class BlobsNotIn implements Predicate<Blob>, Closeable {
    private final InventoryReader base;
    private @Nullable Blob current;

    BlobsNotIn(ByteSource inventory) throws IOException {
        base = new InventoryReader(inventory, "the base's inventory");
        current = base.nextBlob();
    }

    @Override
    public boolean test(Blob blob) {
        try {
            while (current != null && current.digest().compareTo(blob.digest()) < 0) {
                current = base.nextBlob();
            }
            return current == null || !current.equals(blob);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        base.close();
    }
}
