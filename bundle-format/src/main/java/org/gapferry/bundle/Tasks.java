package org.gapferry.bundle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks side by side, a bounded number at a time, and returns when all of them have ended.
 *
 * <ul>
 *   <li><b>Structured.</b> Every method waits for the tasks that it started: when it returns or throws, none of them
 *       is running.
 *   <li><b>Bounded.</b> At most {@code parallelism} tasks run at a time; the calling thread is one of those that run
 *       them. Where a task goes on after it waited, there may be one more until the next of the others ends.
 *   <li><b>Nested.</b> A task may run further tasks here. It works on them itself, and gives up its place while it
 *       waits for the last ones; so tasks that wait never keep others from running, at whatever depth and
 *       parallelism.
 *   <li><b>Fair.</b> Where several groups of tasks wait for a place, they take turns.
 *   <li><b>Cancelled together.</b> Once a task fails, those after it are interrupted or not started. The failure that
 *       is thrown is that of the first task in the order of the items that fails, however the threads were scheduled.
 * </ul>
 *
 * <p>A thread that is interrupted while it waits cancels its tasks, waits until they have ended, and throws
 * {@link CancellationException} with its interrupt status set.
 */
public final class Tasks implements AutoCloseable {
    private static final ThreadLocal<@Nullable Tasks> CURRENT = new ThreadLocal<>();

    private final int parallelism;
    private final ExecutorService threads;
    private final ReentrantLock lock = new ReentrantLock();
    /** The groups that have tasks which no thread has taken yet. */
    private final Deque<Group> waiting = new ArrayDeque<>();
    /** Threads that run tasks, or are about to. */
    private int active;

    /** @param parallelism how many tasks run at a time, at least one */
    public Tasks(int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism " + parallelism);
        }
        this.parallelism = parallelism;
        AtomicLong number = new AtomicLong();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "task-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Makes a result of an item. */
    @FunctionalInterface
    public interface Work<T, R, X extends Exception> {
        R apply(T item) throws X;
    }

    /** Does something with an item. */
    @FunctionalInterface
    public interface Action<T, X extends Exception> {
        void accept(T item) throws X;
    }

    /** What one task came to. */
    public sealed interface Outcome<R> {
        /** The task's result. */
        record Done<R>(R value) implements Outcome<R> {}

        /** The task's declared problem. */
        record Failed<R>(ProblemException failure) implements Outcome<R> {}
    }

    /** Waits for something that another thread does. */
    @FunctionalInterface
    public interface Wait<R, X extends Exception> {
        R get() throws InterruptedException, X;
    }

    /** The results of all items, in their order; throws what the first failing item threw. */
    public <T, R, X extends Exception> List<R> all(
            Collection<? extends T> items, Work<? super T, ? extends R, ? extends X> work) throws X {
        List<T> copy = List.copyOf(items);
        Group group = new Group(copy.size(), index -> work.apply(copy.get(index)));
        group.<X>run();
        return group.results();
    }

    /** Runs an action for each item; throws what the first failing item threw. */
    public <T, X extends Exception> void each(Collection<? extends T> items, Action<? super T, ? extends X> action)
            throws X {
        this.<T, Boolean, X>all(items, item -> {
            action.accept(item);
            return true;
        });
    }

    /**
     * What each item came to, in their order. A declared problem of one item leaves the others alone; any other
     * exception is a defect or an interruption, and ends all.
     */
    public <T, R, X extends Exception> List<Outcome<R>> outcomes(
            Collection<? extends T> items, Work<? super T, ? extends R, ? extends X> work) throws X {
        return this.<T, Outcome<R>, X>all(items, item -> {
            try {
                return new Outcome.Done<>(work.apply(item));
            } catch (ProblemException e) {
                return new Outcome.Failed<>(e);
            }
        });
    }

    /**
     * Waits for something that another thread does. A task gives up its place meanwhile, so that another can run;
     * elsewhere it just waits. For everything in a task that waits for another task.
     */
    public static <R, X extends Exception> R await(Wait<R, X> wait) throws X {
        Tasks tasks = CURRENT.get();
        try {
            if (tasks == null) {
                return wait.get();
            }
            tasks.leave();
            try {
                return wait.get();
            } finally {
                tasks.enter();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        }
    }

    /** Lets the threads go. No task is running then, since whoever started tasks waits for them. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private void enter() {
        lock.lock();
        try {
            active++;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            active--;
            startThreads();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held: as many threads as there are tasks and places for them. */
    private void startThreads() {
        long tasks = 0;
        for (Group group : waiting) {
            tasks += group.size - group.next;
        }
        for (; tasks > 0 && active < parallelism; tasks--) {
            active++;
            threads.execute(this::work);
        }
    }

    /** What a thread does: one task after another, of each group in turn. */
    private void work() {
        CURRENT.set(this);
        lock.lock();
        try {
            while (active <= parallelism) {
                Group group = waiting.pollFirst();
                if (group == null) {
                    return;
                }
                Running task = group.take();
                if (group.next < group.size) {
                    waiting.addLast(group);
                }
                group.execute(task);
                Thread.interrupted();
            }
        } finally {
            active--;
            startThreads();
            lock.unlock();
            CURRENT.remove();
        }
    }

    /** A task that a thread has taken. */
    private static final class Running {
        private final int index;
        private final Thread thread = Thread.currentThread();
        private boolean cancelled;

        Running(int index) {
            this.index = index;
        }
    }

    /** The tasks of one call. */
    private final class Group {
        private final int size;
        private final Work<Integer, Object, Exception> work;
        private final @Nullable Object[] results;
        private final Condition ended = lock.newCondition();
        private final List<Running> running = new ArrayList<>();
        private int next;
        private int failed = Integer.MAX_VALUE;
        private @Nullable Throwable failure;

        Group(int size, Work<Integer, Object, Exception> work) {
            this.size = size;
            this.work = work;
            this.results = new @Nullable Object[size];
        }

        @SuppressWarnings("unchecked") // the work makes them
        <R> List<R> results() {
            List<R> all = new ArrayList<>(size);
            for (Object result : results) {
                all.add((R) Objects.requireNonNull(result));
            }
            return all;
        }

        @SuppressWarnings("unchecked") // the work throws X, or what is unchecked
        <X extends Exception> void run() throws X {
            boolean interrupted = runAll();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof Error error) {
                throw error;
            } else if (failure instanceof RuntimeException exception) {
                throw exception;
            } else if (failure != null) {
                throw (X) failure;
            } else if (interrupted) {
                throw new CancellationException("interrupted");
            }
        }

        /** True if this thread was interrupted. */
        private boolean runAll() {
            Tasks outer = CURRENT.get();
            lock.lock();
            try {
                if (outer != Tasks.this) {
                    CURRENT.set(Tasks.this);
                    active++;
                }
                if (size > 0) {
                    waiting.addLast(this);
                }
                boolean interrupted = false;
                while (next < size && !interrupted) {
                    Running task = take();
                    if (next == size) {
                        waiting.remove(this);
                    }
                    startThreads();
                    execute(task);
                    interrupted = Thread.interrupted();
                }
                if (interrupted) {
                    cancel(-1);
                }
                return awaitEnd() || interrupted;
            } finally {
                if (outer != Tasks.this) {
                    active--;
                    startThreads();
                    if (outer == null) {
                        CURRENT.remove();
                    } else {
                        CURRENT.set(outer);
                    }
                }
                lock.unlock();
            }
        }

        /** With the lock held. */
        private Running take() {
            Running task = new Running(next++);
            running.add(task);
            return task;
        }

        /** With the lock held, which is given up while the task runs. */
        private void execute(Running task) {
            Throwable thrown = null;
            Object result = null;
            lock.unlock();
            try {
                result = work.apply(task.index);
            } catch (Throwable e) {
                thrown = e;
            } finally {
                lock.lock();
            }
            running.remove(task);
            if (task.cancelled) {
                Thread.interrupted();
            } else if (thrown == null) {
                results[task.index] = result;
            } else if (task.index < failed) {
                failed = task.index;
                failure = thrown;
                cancel(task.index);
            }
            if (running.isEmpty()) {
                ended.signalAll();
            }
        }

        /** With the lock held: ends what comes after an item. */
        private void cancel(int index) {
            next = size;
            waiting.remove(this);
            for (Running task : running) {
                if (task.index > index && !task.cancelled) {
                    task.cancelled = true;
                    task.thread.interrupt();
                }
            }
        }

        /** With the lock held: true if this thread was interrupted meanwhile. */
        private boolean awaitEnd() {
            if (running.isEmpty()) {
                return false;
            }
            boolean interrupted = false;
            active--;
            startThreads();
            while (!running.isEmpty()) {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancel(-1);
                }
            }
            active++;
            return interrupted;
        }
    }
}
