package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.Lines;
import org.jspecify.annotations.Nullable;

/**
 * Walks everything that lies in a store's packs, in ascending order of digests: what a generation's catalog names, and
 * what is spare.
 */
public final class LocatedBlobs implements Closeable {
    private final Walk catalog;
    private final Walk spare;

    LocatedBlobs(ByteSource catalog, ByteSource spare) throws IOException {
        this.catalog = new Walk(catalog);
        this.spare = new Walk(spare);
    }

    /** The next blob and where it lies, or null at the end. */
    public Extent.@Nullable Located next() throws IOException {
        Extent.Located a = catalog.head;
        Extent.Located b = spare.head;
        if (a != null && b != null && a.blob().digest().equals(b.blob().digest())) {
            spare.advance();
            b = spare.head;
        }
        boolean first =
                b == null || a != null && a.blob().digest().compareTo(b.blob().digest()) < 0;
        (first ? catalog : spare).advance();
        return first ? a : b;
    }

    @Override
    public void close() throws IOException {
        catalog.lines.close();
        spare.lines.close();
    }

    /** Walks beside something that is sorted in the same way. */
    public static final class Beside implements Closeable {
        private final LocatedBlobs blobs;
        private Extent.@Nullable Located current;

        public Beside(LocatedBlobs blobs) throws IOException {
            this.blobs = blobs;
            this.current = blobs.next();
        }

        /**
         * Where a blob lies, or null if it is not there. Asked in ascending order; {@code passed} is told of those in
         * between.
         */
        public Extent.@Nullable Located find(Digest digest, Passed passed) throws IOException {
            for (Extent.Located head = current; head != null; head = current) {
                int order = head.blob().digest().compareTo(digest);
                if (order > 0) {
                    return null;
                }
                current = blobs.next();
                if (order == 0) {
                    return head;
                }
                passed.by(head);
            }
            return null;
        }

        /** Tells of everything that was not asked for yet. */
        public void finish(Passed passed) throws IOException {
            for (Extent.Located head = current; head != null; head = current) {
                passed.by(head);
                current = blobs.next();
            }
        }

        @Override
        public void close() throws IOException {
            blobs.close();
        }
    }

    /** Told of blobs that were not asked for. */
    @FunctionalInterface
    public interface Passed {
        void by(Extent.Located blob) throws IOException;
    }

    private static final class Walk {
        private static final byte[] KIND = "{\"blob\":".getBytes(StandardCharsets.US_ASCII);

        private final Lines lines;
        private Extent.@Nullable Located head;

        Walk(ByteSource source) throws IOException {
            lines = new Lines(source.open());
            advance();
        }

        private void advance() throws IOException {
            head = null;
            while (head == null && lines.next()) {
                boolean blob = lines.length() > KIND.length
                        && Arrays.equals(lines.buffer(), 0, KIND.length, KIND, 0, KIND.length);
                if (blob) {
                    try {
                        head = Extent.Located.parse(lines.buffer(), lines.length());
                    } catch (Malformed e) {
                        throw new IOException("the catalog is damaged", e);
                    }
                }
            }
        }
    }
}
