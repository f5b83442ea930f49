package org.gapferry.importer;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Lines;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.gapferry.bundle.volume.PackingReader;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.LocatedBlobs;
import org.gapferry.mirror.store.PackLayout;
import org.gapferry.mirror.store.StoreWriter;
import org.jspecify.annotations.Nullable;

/**
 * What an import must read: the entries of the packing whose blobs the store lacks, and the pack that each volume's
 * share becomes. Made by walking inventory, packing and catalog side by side, since all three are sorted by digest;
 * nothing of them is held.
 */
final class ReceivePlan {
    private static final String FILE = "wanted.jsonl";

    private final Path file;
    private final List<Pack> packs;
    private final long bytes;
    private final long blobs;

    /** The share of one volume. */
    record Pack(int volume, Digest id, long size) {}

    private ReceivePlan(Path file, List<Pack> packs, long bytes, long blobs) {
        this.file = file;
        this.packs = packs;
        this.bytes = bytes;
        this.blobs = blobs;
    }

    /** In the order of the volumes; volumes of which nothing is wanted have none. */
    List<Pack> packs() {
        return packs;
    }

    /** The wanted content in bytes. */
    long bytes() {
        return bytes;
    }

    long blobs() {
        return blobs;
    }

    /**
     * Makes the plan.
     *
     * @param before the generation that is current
     * @throws org.gapferry.bundle.ProblemException MISSING if a blob is neither in the bundle nor in the store
     */
    static ReceivePlan make(AuthenticState state, Generation before, StoreWriter writer) throws IOException {
        Path file = writer.store().layout().quarantine().resolve(FILE);
        List<Pack> packs = new ArrayList<>();
        long bytes = 0;
        long blobs = 0;
        try (InventoryReader inventory = new InventoryReader(state.inventory(), Statement.INVENTORY);
                PackingReader packing = new PackingReader(state.packing());
                LocatedBlobs.Beside held = new LocatedBlobs.Beside(before.blobs());
                OutputStream out = new BufferedOutputStream(writer.newQuarantineFile(FILE), 1 << 16)) {
            PackLayout layout = new PackLayout();
            PackingLine line = packing.next();
            List<Blob> missing = new ArrayList<>();
            long missingCount = 0;
            for (Blob wanted = inventory.nextBlob(); wanted != null; wanted = inventory.nextBlob()) {
                Digest digest = wanted.digest();
                boolean known = held.find(digest, passed -> {}) != null;
                boolean packed = false;
                while (line != null
                        && !(line instanceof Entry ahead && ahead.blob().compareTo(digest) > 0)) {
                    if (line instanceof Entry entry) {
                        packed = true;
                        if (!known) {
                            layout.add(entry);
                            out.write((entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
                            bytes += entry.size();
                            blobs += entry.part() == 1 ? 1 : 0;
                        }
                    } else if (line instanceof Volume volume) {
                        layout = finish(volume, layout, packs);
                    }
                    line = packing.next();
                }
                if (!packed && !known) {
                    missing.add(wanted);
                    missingCount++;
                    if (missing.size() > 3) {
                        missing.remove(3);
                    }
                }
            }
            for (; line != null; line = packing.next()) {
                if (line instanceof Volume volume) {
                    layout = finish(volume, layout, packs);
                }
            }
            if (missingCount > 0) {
                throw BundleProblem.MISSING_BLOB.thrown(
                        Statement.INVENTORY,
                        missingCount + " blobs are neither in the bundle nor in the store; the first is "
                                + missing.get(0).digest(),
                        "import the earlier bundles first, or request a full bundle: gapferry export --full");
            }
        }
        return new ReceivePlan(file, packs, bytes, blobs);
    }

    private static PackLayout finish(Volume volume, PackLayout layout, List<Pack> packs) {
        if (layout.isEmpty()) {
            return layout;
        }
        packs.add(new Pack(volume.number(), layout.id(), layout.size()));
        return new PackLayout();
    }

    /** Walks the wanted entries in the order in which they lie. */
    Entries entries() throws IOException {
        return new Entries(new Lines(Files.newInputStream(file)));
    }

    /** Reads the plan's own file. */
    static final class Entries implements Closeable {
        private final Lines lines;

        private Entries(Lines lines) {
            this.lines = lines;
        }

        @Nullable
        Entry next() throws IOException {
            if (!lines.next()) {
                return null;
            }
            try {
                return (Entry) PackingLine.parse(lines.buffer(), lines.length());
            } catch (Malformed e) {
                throw new IOException("the quarantine was changed", e);
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
