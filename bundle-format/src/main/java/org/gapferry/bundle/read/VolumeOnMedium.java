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

/** Reads a volume from front to back, once, comparing what surrounds the content (F6.3) and copying the content of chosen entries. */
public final class VolumeOnMedium implements Closeable {
    private static final int BUFFER = 1 << 18;

    private final BundleOnMedium medium;
    private final String name;
    private final byte[] buffer = new byte[BUFFER];
    private InputStream in;
    private long position;

    public VolumeOnMedium(BundleOnMedium medium, int number) {
        this.medium = medium;
        this.name = Volume.name(number);
        this.in = medium.open(name);
    }

    /** The name in the bundle, for messages. */
    public String name() {
        return name;
    }

    /**
     * Copies the content of an entry, header and padding compared. Entries are asked for in their order; what lies between is skipped unread.
     *
     * @param digest fed with the content
     * @throws ProblemException INTEGRITY, MEDIUM
     */
    public void copy(Entry entry, OutputStream to, MessageDigest digest) throws IOException {
        long start = entry.offset() - TarLayout.BLOCK;
        if (start != position) {
            in.close();
            in = medium.open(name, start);
            position = start;
        }
        expect(TarLayout.header(entry.name(), entry.size()), "the header of " + entry.blob());
        for (long left = entry.size(); left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw ends();
            }
            digest.update(buffer, 0, count);
            to.write(buffer, 0, count);
            left -= count;
        }
        position += entry.size();
        expect(new byte[(int) (TarLayout.padded(entry.size()) - entry.size())], "the padding after " + entry.blob());
    }

    /** Compares the end of the volume, after its last entry was copied. */
    public void finish() throws IOException {
        expect(new byte[TarLayout.END], "the end");
        if (in.read() >= 0) {
            throw BundleProblem.SIZE_MISMATCH.thrown(name, "is longer than was signed", "copy it again");
        }
    }

    private void expect(byte[] expected, String what) throws IOException {
        byte[] read = in.readNBytes(expected.length);
        if (read.length < expected.length) {
            throw ends();
        }
        if (!Arrays.equals(read, expected)) {
            throw BundleProblem.VOLUME_DIFFERS.thrown(
                    name, what + " is not what the packing implies", "copy this volume again");
        }
        position += expected.length;
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
