package org.gapferry.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.gapferry.bundle.ProblemException;
import org.jspecify.annotations.Nullable;

/** A channel that ends a reader which reads more than it should, and remembers whether a failure was its own. */
final class BoundedChannel implements SeekableByteChannel {
    private final SeekableByteChannel channel;
    private long allowed = Long.MAX_VALUE;
    private @Nullable ArchiveException beyond;
    private boolean exceeded;
    private boolean failed;

    BoundedChannel(SeekableByteChannel channel) {
        this.channel = channel;
    }

    /** From now on so many bytes can be read, and then the reader ends with an exception. */
    void allow(long bytes, ArchiveException exception) {
        allowed = bytes;
        beyond = exception;
    }

    void allowAll() {
        allowed = Long.MAX_VALUE;
        beyond = null;
    }

    /** The exception with which reading ended, which readers hide in one of their own. */
    Optional<ArchiveException> exceeded() {
        return exceeded ? Optional.ofNullable(beyond) : Optional.empty();
    }

    /** True if reading itself failed, which is not the archive's fault. */
    boolean failed() {
        return failed;
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > allowed && beyond != null) {
            exceeded = true;
            throw beyond;
        }
        try {
            int count = channel.read(bytes);
            allowed -= Math.max(0, count);
            return count;
        } catch (IOException | ProblemException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public int write(ByteBuffer bytes) {
        throw new UnsupportedOperationException("an archive is only read");
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new UnsupportedOperationException("an archive is only read");
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
