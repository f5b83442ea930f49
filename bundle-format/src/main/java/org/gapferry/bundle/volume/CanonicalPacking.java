package org.gapferry.bundle.volume;

import static org.gapferry.bundle.CanonicalLine.ascii;

import java.util.Optional;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.volume.PackingLine.Entry;

/** Entries of whole blobs as they are nearly always written. Whatever differs by one byte is left to the general reader. */
final class CanonicalPacking {
    private static final byte[] BLOB = ascii("{\"blob\":\"");
    private static final byte[] SIZE = ascii(",\"size\":");
    private static final byte[] VOLUME = ascii(",\"volume\":");
    private static final byte[] OFFSET = ascii(",\"offset\":");
    private static final byte[] END = ascii("}");

    private CanonicalPacking() {}

    static Optional<PackingLine> parse(byte[] bytes, int length) {
        CanonicalLine line = new CanonicalLine(bytes, length);
        line.take(BLOB);
        Digest blob = line.digest();
        line.take(SIZE);
        long size = line.integer();
        line.take(VOLUME);
        long volume = line.integer();
        line.take(OFFSET);
        long offset = line.integer();
        line.take(END);
        return line.isWhole() && volume >= 1 && volume <= PackingLine.MAX_NUMBER
                ? Optional.of(new Entry(blob, size, 1, 1, (int) volume, offset))
                : Optional.empty();
    }
}
