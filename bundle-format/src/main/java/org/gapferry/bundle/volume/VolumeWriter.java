package org.gapferry.bundle.volume;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.WriteBehind;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.jspecify.annotations.Nullable;

/**
 * Writes blobs into volumes (F6.5), hashing each while it is copied, and tells the packing line by line. Blobs come in
 * ascending order of their digest.
 */
public final class VolumeWriter implements Closeable {
    /** 4 GiB - 64 KiB: fits on FAT32. */
    public static final long DEFAULT_SIZE = (4L << 30) - (64 << 10);

    public static final long MIN_SIZE = 64 << 10;
    private static final int BUFFER = 1 << 18;

    private final Disk disk;
    private final Path bundle;
    private final long capacity;
    private final Consumer<PackingLine> packing;
    private final byte[] buffer = new byte[BUFFER];
    private int number;
    private long position;
    private Disk.@Nullable NewFile file;
    private @Nullable WriteBehind out;
    private MessageDigest volumeDigest = Digest.sha256();

    /** @param bundle the bundle's folder, in which {@code volumes} exists */
    public VolumeWriter(Disk disk, Path bundle, long capacity, Consumer<PackingLine> packing) {
        if (capacity < MIN_SIZE) {
            throw new IllegalArgumentException("a volume has at least " + MIN_SIZE + " bytes");
        }
        this.disk = disk;
        this.bundle = bundle;
        this.capacity = capacity;
        this.packing = packing;
    }

    /**
     * Copies one blob.
     *
     * @throws org.gapferry.bundle.ProblemException INTEGRITY if the content is not the blob's
     */
    public void add(Blob blob, InputStream content) throws IOException {
        MessageDigest digest = Digest.sha256();
        long room = capacity - TarLayout.END - TarLayout.BLOCK;
        long largest = Math.min(room / TarLayout.BLOCK * TarLayout.BLOCK, TarLayout.MAX_ENTRY);
        int parts = (int) Math.max(1, (blob.size() + largest - 1) / largest);
        long left = blob.size();
        for (int part = 1; part <= parts; part++) {
            long size = Math.min(left, largest);
            if (out == null || position + TarLayout.BLOCK + TarLayout.padded(size) + TarLayout.END > capacity) {
                finishVolume();
                openVolume();
            }
            Entry entry = new Entry(blob.digest(), size, part, parts, number, position + TarLayout.BLOCK);
            write(TarLayout.header(entry.name(), size), TarLayout.BLOCK);
            copy(content, size, digest, blob);
            write(new byte[TarLayout.BLOCK], (int) (TarLayout.padded(size) - size));
            packing.accept(entry);
            left -= size;
        }
        if (content.read() >= 0 || !Digest.from(digest).equals(blob.digest())) {
            throw mismatch(blob);
        }
    }

    private void copy(InputStream content, long size, MessageDigest digest, Blob blob) throws IOException {
        for (long left = size; left > 0; ) {
            int count = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw mismatch(blob);
            }
            digest.update(buffer, 0, count);
            write(buffer, count);
            left -= count;
        }
    }

    private static RuntimeException mismatch(Blob blob) {
        return BundleProblem.DIGEST_MISMATCH.thrown(
                blob.digest().toString(), "the content to be packed is not what its digest says");
    }

    private void write(byte[] bytes, int count) throws IOException {
        WriteBehind to = out;
        if (to == null) {
            throw new IllegalStateException("no volume is open");
        }
        to.write(bytes, 0, count);
        volumeDigest.update(bytes, 0, count);
        position += count;
    }

    private void openVolume() throws IOException {
        number++;
        position = 0;
        volumeDigest = Digest.sha256();
        Disk.NewFile created = disk.createLarge(bundle.resolve(Volume.name(number)));
        file = created;
        out = new WriteBehind(created);
    }

    private void finishVolume() throws IOException {
        Disk.NewFile open = file;
        WriteBehind behind = out;
        if (open == null || behind == null) {
            return;
        }
        write(new byte[TarLayout.END], TarLayout.END);
        behind.flush();
        behind.close();
        open.force();
        open.close();
        file = null;
        out = null;
        packing.accept(new Volume(number, new Blob(Digest.from(volumeDigest), position)));
    }

    /** Ends the last volume. The number of volumes is told by the packing. */
    public void finish() throws IOException {
        finishVolume();
        if (number > 0) {
            disk.forceFolder(bundle.resolve("volumes"));
        }
    }

    @Override
    public void close() throws IOException {
        try (Disk.@Nullable NewFile open = file;
                @Nullable WriteBehind behind = out) {
            file = null;
            out = null;
        }
    }
}
