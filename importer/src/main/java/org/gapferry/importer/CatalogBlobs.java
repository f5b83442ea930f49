package org.gapferry.importer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.Lines;
import org.gapferry.mirror.store.Extent;
import org.jspecify.annotations.Nullable;

/** Walks the located blobs of a catalog in ascending order of their digests. */
final class CatalogBlobs implements Closeable {
    private static final byte[] KIND = "{\"blob\":".getBytes(StandardCharsets.US_ASCII);

    private final Lines lines;

    CatalogBlobs(ByteSource catalog) throws IOException {
        lines = new Lines(catalog.open());
    }

    Extent.@Nullable Located next() throws IOException {
        while (lines.next()) {
            if (lines.length() > KIND.length && Arrays.equals(lines.buffer(), 0, KIND.length, KIND, 0, KIND.length)) {
                try {
                    return Extent.Located.parse(lines.buffer(), lines.length());
                } catch (Malformed e) {
                    throw new IOException("the catalog is damaged", e);
                }
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
