package org.gapferry.bundle.read;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.gapferry.bundle.volume.TarLayout;

/**
 * Reads a volume from front to back, each byte at most once, comparing what surrounds the content (F6.3) and copying
 * chosen entries. Up to 256 KiB are read ahead, or as many bytes as its user says.
 */
public final class VolumeOnMedium implements Closeable {
    private static final int BUFFER = 1 << 18;
    private static final byte[] ZEROS = new byte[TarLayout.END];

    private final BundleOnMedium medium;
    private final String name;
    private final byte[] buffer;
    private int from;
    private int to;
    private InputStream in;
    private long position;

    public VolumeOnMedium(BundleOnMedium medium, int number) {
        this(medium, number, BUFFER);
    }

    /** @param readAhead the most bytes that are read at a time, for who wants few entries of many */
    public VolumeOnMedium(BundleOnMedium medium, int number, int readAhead) {
        this.buffer = new byte[readAhead];
        this.medium = medium;
        this.name = Volume.name(number);
        this.in = medium.open(name);
    }

    /** The name in the bundle, for messages. */
    public String name() {
        return name;
    }

    /**
     * Copies the content of an entry, header and padding compared. Entries are asked for in their order; what lies
     * between is skipped unread.
     *
     * @param digest fed with the content
     * @throws ProblemException INTEGRITY, MEDIUM
     */
    public void copy(Entry entry, OutputStream out, MessageDigest digest) throws IOException {
        copy(entry, out, digest, OutputStream.nullOutputStream());
    }

    /**
     * Like {@link #copy}, with the header and the padding, so that the copies are a volume again once its end is
     * written.
     */
    public void copyWithHeader(Entry entry, OutputStream out, MessageDigest digest) throws IOException {
        copy(entry, out, digest, out);
    }

    private void copy(Entry entry, OutputStream out, MessageDigest digest, OutputStream frame) throws IOException {
        seek(entry.offset() - TarLayout.BLOCK);
        byte[] header = TarLayout.header(entry.name(), entry.size());
        expect(header, header.length, "header", entry);
        frame.write(header);
        for (long left = entry.size(); left > 0; ) {
            if (from == to && !fill()) {
                throw ends();
            }
            int count = (int) Math.min(to - from, left);
            digest.update(buffer, from, count);
            out.write(buffer, from, count);
            from += count;
            position += count;
            left -= count;
        }
        int padding = (int) (TarLayout.padded(entry.size()) - entry.size());
        expect(ZEROS, padding, "padding", entry);
        frame.write(ZEROS, 0, padding);
    }

    /** Compares the end of the volume, after its last entry was copied. */
    public void finish() throws IOException {
        if (!isNext(ZEROS, TarLayout.END)) {
            throw differs("the end");
        }
        if (from < to || fill()) {
            throw BundleProblem.SIZE_MISMATCH.thrown(name, "is longer than was signed", "copy it again");
        }
    }

    private void seek(long start) throws IOException {
        long ahead = start - position;
        if (ahead >= 0 && ahead <= to - from) {
            from += (int) ahead;
        } else {
            in.close();
            in = medium.open(name, start);
            from = to;
        }
        position = start;
    }

    private void expect(byte[] expected, int length, String what, Entry around) throws IOException {
        if (!isNext(expected, length)) {
            throw differs("the " + what + " of " + around.blob());
        }
    }

    private boolean isNext(byte[] expected, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (from == to && !fill()) {
                throw ends();
            }
            int count = Math.min(to - from, length - done);
            if (!Arrays.equals(buffer, from, from + count, expected, done, done + count)) {
                return false;
            }
            from += count;
            position += count;
            done += count;
        }
        return true;
    }

    /** False at the end of the file. */
    private boolean fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        from = 0;
        to = Math.max(0, count);
        return count > 0;
    }

    private ProblemException differs(String what) {
        return BundleProblem.VOLUME_DIFFERS.thrown(
                name, what + " is not what the packing implies", "copy this volume again");
    }

    private ProblemException ends() {
        return BundleProblem.SIZE_MISMATCH.thrown(name, "ends too early", "copy it again");
    }

    /**
     * Checks a finished computation against the blob that it should be.
     *
     * @throws ProblemException INTEGRITY, naming this volume and the blob
     */
    public void require(Digest blob, MessageDigest digest) {
        Digest actual = Digest.from(digest);
        if (!actual.equals(blob)) {
            throw BundleProblem.DIGEST_MISMATCH.thrown(
                    name,
                    "blob " + blob + " reads as " + actual,
                    "this volume is damaged: copy it again; nothing was imported");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
