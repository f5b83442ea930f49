package org.gapferry.mirror.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.TarLayout;

/**
 * Computes where entries lie in a pack, and the pack's id: the SHA-256 of the list of what lies in it. Both follow from
 * the entries alone, before any content is read.
 */
public final class PackLayout {
    private final MessageDigest list = Digest.sha256();
    private long position;
    private boolean empty = true;

    /** Takes the next entry and returns the offset of its content. */
    public long add(Entry entry) {
        list.update((entry.blob().hex() + " " + entry.size() + " " + entry.part() + " " + entry.of() + "\n")
                .getBytes(StandardCharsets.US_ASCII));
        long offset = position + TarLayout.BLOCK;
        position = offset + TarLayout.padded(entry.size());
        empty = false;
        return offset;
    }

    public boolean isEmpty() {
        return empty;
    }

    /** The size of the pack in bytes. */
    public long size() {
        return position + TarLayout.END;
    }

    /** The id; called once, at the end. */
    public Digest id() {
        return Digest.from(list);
    }
}
