package org.gapferry.bundle;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Values that are computed once for each key, also when several threads ask at the same time: one computes, the others
 * wait for it, and a {@linkplain Tasks task} that waits gives up its place. Unlike a map's {@code computeIfAbsent}, a
 * computation may take long, ask the network, run tasks, and ask for the values of other keys; asking for its own
 * fails.
 *
 * <p>A computation that throws is not remembered: those who wait for it get the same exception, and the next to ask
 * computes anew. Where it failed because its thread was interrupted, those who wait compute for themselves.
 */
public final class Memo<K, V> {
    private final Map<K, Computation<V>> known = new ConcurrentHashMap<>();

    /** Computes the value of a key. */
    @FunctionalInterface
    public interface Work<V> {
        V compute();
    }

    private static final class Computation<V> extends FutureTask<V> {
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean interrupted;

        private Computation(Work<V> work, AtomicBoolean interrupted) {
            super(() -> {
                try {
                    return work.compute();
                } finally {
                    interrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            this.interrupted = interrupted;
        }

        Computation(Work<V> work) {
            this(work, new AtomicBoolean());
        }
    }

    /**
     * The value of a key, computed if nobody has yet.
     *
     * @throws IllegalStateException if the computation asks for its own key
     */
    public V get(K key, Work<V> work) {
        while (true) {
            Computation<V> own = new Computation<>(work);
            Computation<V> first = known.putIfAbsent(key, own);
            Computation<V> asked = first == null ? own : first;
            if (first == null) {
                own.run();
            } else if (!first.isDone() && first.thread == Thread.currentThread()) {
                throw new IllegalStateException("the value of `" + key + "` needs itself");
            }
            try {
                return asked.isDone() ? asked.get() : Tasks.<V, ExecutionException>await(asked::get);
            } catch (InterruptedException e) {
                throw new AssertionError("what is done is not waited for", e);
            } catch (ExecutionException e) {
                known.remove(key, asked);
                if (asked == own || !asked.interrupted.get()) {
                    throw failure(e);
                }
            }
        }
    }

    /** The value of a key, if it has been computed. */
    public Optional<V> known(K key) {
        Computation<V> computation = known.get(key);
        try {
            return computation == null || !computation.isDone() ? Optional.empty() : Optional.of(computation.get());
        } catch (ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError("what is done is not waited for", e);
        }
    }

    /** Forgets the value of a key, if it is still this one: the next to ask computes anew. */
    public void forget(K key, V value) {
        Computation<V> computation = known.get(key);
        if (computation != null && known(key).filter(value::equals).isPresent()) {
            known.remove(key, computation);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
    }
}
