package org.gapferry.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A piece of work in a thread of its own, beside what its owner does. Closing waits until it has ended, so nothing goes
 * on behind a failure.
 */
public final class BackgroundWork<T> implements Closeable {
    private final FutureTask<T> task;

    /** Work that reads and writes files. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    private BackgroundWork(String name, Work<T> work) {
        task = new FutureTask<>(work::run);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** @param name the thread's */
    public static <T> BackgroundWork<T> begin(String name, Work<T> work) {
        return new BackgroundWork<>(name, work);
    }

    /** Waits for the result, or throws what the work threw. */
    public T result() throws IOException {
        return result(task);
    }

    /** What a future yields, or what it threw. */
    public static <T> T result(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            result();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // told to whoever asked for the result
        }
    }
}
