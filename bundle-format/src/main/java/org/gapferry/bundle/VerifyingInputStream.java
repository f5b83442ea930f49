package org.gapferry.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.Supplier;

/**
 * Hashes what is read through it and fails at the end of the stream if the bytes are not those of the expected blob:
 * fewer, other, or more. Never hands out more than the expected size.
 */
public final class VerifyingInputStream extends FilterInputStream {
    private final Blob expected;
    private final MessageDigest digest = Digest.sha256();
    private final Supplier<ProblemException> onSize;
    private final Supplier<ProblemException> onDigest;
    private long read;
    private boolean finished;

    /**
     * @param onSize made when the stream is shorter or longer than expected
     * @param onDigest made when the size is right and the bytes are not
     */
    public VerifyingInputStream(
            InputStream in, Blob expected, Supplier<ProblemException> onSize, Supplier<ProblemException> onDigest) {
        super(in);
        this.expected = expected;
        this.onSize = onSize;
        this.onDigest = onDigest;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        long left = expected.size() - read;
        if (left == 0) {
            finish();
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw onSize.get();
        }
        digest.update(buffer, offset, count);
        read += count;
        return count;
    }

    private void finish() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        if (in.read() >= 0) {
            throw onSize.get();
        }
        if (!Digest.from(digest).equals(expected.digest())) {
            throw onDigest.get();
        }
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(count, 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
