package org.gapferry.bundle.write;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.read.Authentication;
import org.gapferry.bundle.read.FeedPlace;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.gapferry.bundle.volume.VolumeWriter;

/** Writes a bundle (F1) from a sorted inventory into an empty folder, and seals it with a signature. */
public final class BundleWriter {
    private final Disk disk;
    private final FeedPlace place;
    private final Instant created;
    private final String tool;
    private final long volumeSize;

    /**
     * @param volumeSize the largest size of a volume in bytes (F6.5)
     */
    public BundleWriter(Disk disk, FeedPlace place, Instant created, String tool, long volumeSize) {
        this.disk = disk;
        this.place = place;
        this.created = created;
        this.tool = tool;
        this.volumeSize = volumeSize;
    }

    /**
     * Writes the bundle; when this returns, all of it is on the disk.
     *
     * @param folder empty
     * @param inventory inflated and sorted
     * @param packed which blobs of the inventory to carry
     * @param trust from version 1 on
     * @param keys those that sign now; others may sign later
     * @param progress told of each blob that was packed
     */
    public SealedBundle write(
            Path folder,
            ByteSource inventory,
            Predicate<Blob> packed,
            BlobSource content,
            TrustChain trust,
            List<SigningKey> keys,
            Consumer<Blob> progress)
            throws IOException {
        disk.createFolder(folder.resolve("trust"));
        disk.createFolder(folder.resolve("volumes"));
        Counter counter = new Counter();
        List<Blob> volumes = new ArrayList<>();
        Statement.Document packingDocument;
        try (GzipFile packing = new GzipFile(disk.create(folder.resolve(Statement.PACKING)));
                VolumeWriter writer = new VolumeWriter(disk, folder, volumeSize, line -> {
                    if (line instanceof Volume volume) {
                        volumes.add(volume.file());
                    } else if (line instanceof Entry entry) {
                        counter.packed(entry);
                    }
                    packing.line(line);
                })) {
            try (InventoryReader reader = new InventoryReader(inventory, Statement.INVENTORY)) {
                for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                    counter.count(line);
                    if (line instanceof BlobLine blob && packed.test(blob.blob())) {
                        try (InputStream in = content.open(blob.blob())) {
                            writer.add(blob.blob(), in);
                        }
                        progress.accept(blob.blob());
                    }
                }
            }
            writer.finish();
            packingDocument = packing.finish();
        }
        Statement.Document inventoryDocument;
        try (GzipFile file = new GzipFile(disk.create(folder.resolve(Statement.INVENTORY)));
                InputStream in = inventory.open()) {
            file.copy(in);
            inventoryDocument = file.finish();
        }
        List<Blob> trustFiles = new ArrayList<>();
        for (TrustFile version : trust.versions()) {
            trustFiles.add(version.blob());
            if (version.version() != trustFiles.size()) {
                throw new IllegalArgumentException("trust begins with version " + version.version());
            }
            disk.write(folder.resolve(Statement.trustName(version.version())), version.bytes());
        }
        disk.forceFolder(folder.resolve("trust"));
        Statement statement = new Statement(
                place.number(),
                place.previous(),
                created,
                inventoryDocument,
                packingDocument,
                trustFiles,
                new Statement.Counts(counter.artifacts, counter.blobs, counter.bytes, counter.pointers),
                new Statement.Packed(volumes.size(), counter.packedBlobs, counter.packedBytes),
                tool);
        disk.write(folder.resolve("SHA256SUMS"), Authentication.sumsFile(statement, volumes));
        disk.write(folder.resolve(Statement.FILE), Envelope.seal(Statement.PAYLOAD_TYPE, statement.payload(), keys));
        disk.forceFolder(folder);
        return new SealedBundle(folder, statement);
    }

    private static final class Counter {
        private long artifacts;
        private long pointers;
        private long blobs;
        private long bytes;
        private long packedBlobs;
        private long packedBytes;

        void count(InventoryLine line) {
            if (line instanceof Artifact) {
                artifacts++;
            } else if (line instanceof BlobLine blob) {
                blobs++;
                bytes += blob.blob().size();
            } else {
                pointers++;
            }
        }

        void packed(Entry entry) {
            packedBlobs += entry.part() == 1 ? 1 : 0;
            packedBytes += entry.size();
        }
    }

    /** A gzip file that knows what went in and what lies on the disk. */
    private static final class GzipFile implements Closeable {
        private final Disk.NewFile out;
        private final Hashing file;
        private final Hashing inflated;

        GzipFile(Disk.NewFile out) throws IOException {
            this.out = out;
            file = new Hashing(new BufferedOutputStream(out, 1 << 16));
            inflated = new Hashing(new GZIPOutputStream(file, 1 << 16));
        }

        void line(PackingLine line) {
            try {
                inflated.write((line.line() + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void copy(InputStream in) throws IOException {
            in.transferTo(inflated);
        }

        Statement.Document finish() throws IOException {
            inflated.flush();
            ((GZIPOutputStream) inflated.to).finish();
            file.flush();
            out.force();
            return new Statement.Document(file.blob(), inflated.blob());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private static final class Hashing extends OutputStream {
        private final OutputStream to;
        private final MessageDigest digest = Digest.sha256();
        private long size;

        Hashing(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            to.write(bytes, offset, length);
            digest.update(bytes, offset, length);
            size += length;
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }

        Blob blob() {
            return new Blob(Digest.from(digest), size);
        }
    }
}
