package org.gapferry.bundle.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gapferry.bundle.BackgroundWork;
import org.jspecify.annotations.Nullable;

/**
 * Writes in a thread of its own, in order, so that who reads and hashes does not wait for the disk. At most 1 MiB is
 * under way. What fits into one buffer is written by the caller. A failure is thrown by a later call, at the latest by
 * {@link #flush}, and nothing is written after it. To be used by one thread; closing it leaves the file open.
 */
public final class WriteBehind extends OutputStream {
    private static final int BUFFER = 1 << 18;
    private static final int BUFFERS = 4;

    private final OutputStream to;
    private final Deque<Future<byte[]>> underWay = new ArrayDeque<>();
    private byte[] buffer = new byte[BUFFER];
    private int filled;
    private @Nullable ExecutorService writer;
    private volatile boolean failed;

    public WriteBehind(OutputStream to) {
        this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (filled == buffer.length) {
                handOver();
            }
            int count = Math.min(length - done, buffer.length - filled);
            System.arraycopy(bytes, offset + done, buffer, filled, count);
            filled += count;
            done += count;
        }
    }

    private void handOver() throws IOException {
        ExecutorService by = writer;
        if (by == null) {
            by = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "write-behind");
                thread.setDaemon(true);
                return thread;
            });
            writer = by;
        }
        byte[] full = buffer;
        int count = filled;
        underWay.add(by.submit(() -> {
            write(full, count);
            return full;
        }));
        buffer = underWay.size() < BUFFERS ? new byte[BUFFER] : oldest();
        filled = 0;
    }

    private void write(byte[] bytes, int count) throws IOException {
        if (failed) {
            throw new IOException("an earlier write failed");
        }
        failed = true;
        to.write(bytes, 0, count);
        failed = false;
    }

    /** Waits for what was handed over first. */
    private byte[] oldest() throws IOException {
        return BackgroundWork.result(underWay.remove());
    }

    /** Returns when everything was written. */
    @Override
    public void flush() throws IOException {
        while (!underWay.isEmpty()) {
            oldest();
        }
        write(buffer, filled);
        filled = 0;
        to.flush();
    }

    /** Ends the thread, once it wrote what was handed over; what was not flushed may be lost. */
    @Override
    public void close() throws IOException {
        ExecutorService by = writer;
        if (by != null) {
            failed = true;
            by.shutdown();
            while (!underWay.isEmpty()) {
                try {
                    oldest();
                } catch (InterruptedIOException e) {
                    throw e;
                } catch (IOException e) {
                    // who did not flush does not want to know
                }
            }
        }
    }
}
