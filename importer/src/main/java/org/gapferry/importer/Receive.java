package org.gapferry.importer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.WriteBehind;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.VolumeOnMedium;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.TarLayout;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.PackLayout;
import org.gapferry.mirror.store.StoreWriter;
import org.jspecify.annotations.Nullable;

/**
 * Copies what the store lacks from the volumes into packs in the quarantine: one sequential read of each volume, one
 * sequential write and one force of each pack, every blob hashed on the way. A pack that an interrupted import
 * completed is not read again.
 */
final class Receive {
    /** What a disk should keep free beside the content: for the catalog, the ledger and the copy of the inventory. */
    private static final int DOCUMENT_COPIES = 4;

    private final StoreWriter writer;
    private final ImportListener listener;

    Receive(StoreWriter writer, ImportListener listener) {
        this.writer = writer;
        this.listener = listener;
    }

    /**
     * Receives.
     *
     * @param before the generation that is current
     * @throws org.gapferry.bundle.ProblemException INTEGRITY, MISSING, MEDIUM, DESTINATION
     */
    ReceivedBundle receive(AuthenticState state, Generation before) throws IOException {
        ReceivePlan plan = ReceivePlan.make(state, before, writer);
        long needed = DOCUMENT_COPIES * state.statement().inventory().inflated().size();
        for (ReceivePlan.Pack pack : plan.packs()) {
            needed += writer.holdsPack(pack.id(), pack.size()) ? 0 : pack.size();
        }
        writer.requireSpace(needed);
        listener.phase("receive", plan.bytes());
        MessageDigest digest = Digest.sha256();
        try (ReceivePlan.Entries entries = plan.entries()) {
            Entry next = entries.next();
            for (ReceivePlan.Pack pack : plan.packs()) {
                if (writer.holdsPack(pack.id(), pack.size())) {
                    next = passOver(pack, entries, next, digest);
                } else {
                    next = receive(state, pack, entries, next, digest);
                }
            }
        }
        return new ReceivedBundle(state, plan);
    }

    private @Nullable Entry receive(
            AuthenticState state,
            ReceivePlan.Pack pack,
            ReceivePlan.Entries entries,
            @Nullable Entry first,
            MessageDigest digest)
            throws IOException {
        String partial = pack.id().hex() + ".partial";
        Blob volumeFile = state.volumes().get(pack.volume() - 1);
        Entry entry = first;
        try (VolumeOnMedium volume = new VolumeOnMedium(state.medium(), pack.volume());
                Disk.NewFile file = writer.newPack(partial);
                WriteBehind out = new WriteBehind(file)) {
            long end = 0;
            for (; entry != null && entry.volume() == pack.volume(); entry = entries.next()) {
                volume.copyWithHeader(entry, out, digest);
                listener.bytes(entry.size());
                if (entry.part() == entry.of()) {
                    volume.require(entry.blob(), digest);
                }
                end = entry.offset() + TarLayout.padded(entry.size());
            }
            if (end + TarLayout.END == volumeFile.size()) {
                volume.finish();
            }
            out.write(new byte[TarLayout.END]);
            out.flush();
            file.force();
        }
        writer.completePack(partial, pack.id());
        return entry;
    }

    /**
     * A pack that is already here. Its parts of blobs that go on in another volume are hashed again, from our own copy.
     */
    private @Nullable Entry passOver(
            ReceivePlan.Pack pack, ReceivePlan.Entries entries, @Nullable Entry first, MessageDigest digest)
            throws IOException {
        Path received = writer.store().layout().receivedPack(pack.id());
        Path file = Files.exists(received) ? received : writer.store().layout().pack(pack.id());
        PackLayout layout = new PackLayout();
        Entry entry = first;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (; entry != null && entry.volume() == pack.volume(); entry = entries.next()) {
                long offset = layout.add(entry);
                listener.bytes(entry.size());
                if (entry.of() > 1) {
                    hash(channel, offset, entry.size(), digest);
                    if (entry.part() == entry.of()) {
                        requireOwn(entry, digest);
                    }
                }
            }
        }
        return entry;
    }

    private static void hash(FileChannel channel, long offset, long size, MessageDigest digest) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 17);
        for (long done = 0; done < size; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), size - done));
            int count = channel.read(buffer, offset + done);
            if (count < 0) {
                throw new IOException("a pack in the quarantine is too short");
            }
            digest.update(buffer.flip());
            done += count;
        }
    }

    private static void requireOwn(Entry entry, MessageDigest digest) throws IOException {
        if (!Digest.from(digest).equals(entry.blob())) {
            throw new IOException("a pack in the quarantine was modified; empty the quarantine and import again");
        }
    }
}
