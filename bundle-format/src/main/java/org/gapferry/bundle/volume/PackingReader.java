package org.gapferry.bundle.volume;

import java.io.Closeable;
import java.io.IOException;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.Lines;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.jspecify.annotations.Nullable;

/**
 * Reads an inflated packing line by line and checks that it is consistent in itself (F5): order, offsets, parts, sizes
 * of volumes.
 */
public final class PackingReader implements Closeable {
    private static final String NAME = "packing.jsonl.gz";

    private final Lines lines;
    private int volume = 1;
    private long offset;
    private boolean volumeEmpty = true;
    private @Nullable Entry previous;

    public PackingReader(ByteSource source) throws IOException {
        this.lines = new Lines(source.open());
    }

    /** The next line, or null at the end. */
    public @Nullable PackingLine next() throws IOException {
        try {
            if (!lines.next()) {
                if (!volumeEmpty) {
                    throw new Malformed("the last volume has no line");
                }
                checkParts(null);
                return null;
            }
            PackingLine line = PackingLine.parse(lines.buffer(), lines.length());
            if (line instanceof Entry entry) {
                check(entry);
            } else if (line instanceof Volume end) {
                check(end);
            }
            return line;
        } catch (Malformed e) {
            throw (e.limit() ? BundleProblem.TOO_LARGE : BundleProblem.MALFORMED_PACKING)
                    .thrown(NAME + ":" + lines.number(), String.valueOf(e.getMessage()))
                    .causedBy(e);
        } catch (Lines.BadLine e) {
            throw (e.tooLong() ? BundleProblem.TOO_LARGE : BundleProblem.MALFORMED_PACKING)
                    .thrown(NAME + ":" + lines.number(), String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    private void check(Entry entry) throws Malformed {
        checkParts(entry);
        if (entry.volume() != volume) {
            throw new Malformed("an entry of volume " + entry.volume() + " is listed under volume " + volume);
        }
        if (entry.size() > TarLayout.MAX_ENTRY) {
            throw new Malformed("an entry is larger than " + TarLayout.MAX_ENTRY + " bytes");
        }
        if (entry.offset() != offset + TarLayout.BLOCK) {
            throw new Malformed("offset " + entry.offset() + " should be " + (offset + TarLayout.BLOCK));
        }
        offset = entry.offset() + TarLayout.padded(entry.size());
        volumeEmpty = false;
        previous = entry;
    }

    private void checkParts(@Nullable Entry entry) throws Malformed {
        Entry before = previous;
        if (before != null && before.part() < before.of()) {
            if (entry == null
                    || !entry.blob().equals(before.blob())
                    || entry.of() != before.of()
                    || entry.part() != before.part() + 1) {
                throw new Malformed("part " + (before.part() + 1) + " of " + before.of() + " does not follow");
            }
        } else if (entry != null) {
            if (entry.part() != 1) {
                throw new Malformed("part " + entry.part() + " without the one before");
            }
            if (before != null && entry.blob().compareTo(before.blob()) <= 0) {
                throw new Malformed("blobs are not sorted, or not unique");
            }
        }
    }

    private void check(Volume end) throws Malformed {
        if (end.number() != volume || volumeEmpty) {
            throw new Malformed("volume " + end.number() + " ends where volume " + volume + " should");
        }
        if (end.file().size() != offset + TarLayout.END) {
            throw new Malformed("volume " + volume + " should have " + (offset + TarLayout.END) + " bytes");
        }
        volume++;
        offset = 0;
        volumeEmpty = true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
