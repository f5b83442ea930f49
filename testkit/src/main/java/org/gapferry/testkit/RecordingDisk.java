package org.gapferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gapferry.bundle.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A disk that remembers everything that was done to it below a folder, and afterwards can show every state that a loss
 * of power may have left: what was forced is there, and of the rest any part: writes and changes of names that are
 * missing, that overtook others, or that were torn. The folder's contents at the beginning are on the disk.
 */
public final class RecordingDisk extends ForwardingDisk {
    private static final int SECTOR = 512;

    private final Path root;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<Path, Integer> nodes = new HashMap<>();
    private final Map<Integer, byte[]> initial = new TreeMap<>();
    private final Set<Integer> folders = new HashSet<>();
    private int lastNode;

    private sealed interface Operation permits Names, Write, Force, ForceFolder {}

    /** Entries of folders that change at once; a node of 0 removes one. */
    private record Names(Map<Entry, Integer> changes) implements Operation {}

    private record Entry(int folder, String name) {}

    /** Two writes are never the same, even of the same bytes. */
    private static final class Write implements Operation {
        private final int node;
        private final long offset;
        private final byte[] bytes;

        Write(int node, long offset, byte[] bytes) {
            this.node = node;
            this.offset = offset;
            this.bytes = bytes;
        }

        int node() {
            return node;
        }

        long offset() {
            return offset;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private record Force(int node) implements Operation {}

    private record ForceFolder(int folder) implements Operation {}

    /** What a crash left: content by path; folders end with a slash. */
    public record CrashState(String name, Map<String, byte[]> files) {
        /** Two states with the same signature are the same. */
        public String signature() {
            StringBuilder all = new StringBuilder();
            files.forEach((path, content) -> all.append(path)
                    .append(' ')
                    .append(Digest.of(content).hex())
                    .append('\n'));
            return all.toString();
        }

        /** Lays the state out in a folder. */
        public void write(Path folder) {
            try {
                Files.createDirectories(folder);
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    Path path = folder.resolve(file.getKey());
                    if (file.getKey().endsWith("/")) {
                        Files.createDirectories(path);
                    } else {
                        Files.createDirectories(path.getParent());
                        Files.write(path, file.getValue());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @param root what lies in it now is on the disk; everything else is passed on and not remembered */
    public RecordingDisk(Path root) {
        this.root = root;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path path : files.sorted().toList()) {
                int node = ++lastNode;
                nodes.put(path, node);
                if (Files.isDirectory(path)) {
                    folders.add(node);
                } else {
                    initial.put(node, Files.readAllBytes(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        initialEntries = entriesOf(nodes);
    }

    private final Map<Entry, Integer> initialEntries;

    private Map<Entry, Integer> entriesOf(Map<Path, Integer> all) {
        Map<Entry, Integer> entries = new HashMap<>();
        all.forEach((path, node) -> {
            if (!path.equals(root)) {
                entries.put(new Entry(node(path.getParent()), name(path)), node);
            }
        });
        return entries;
    }

    private int node(@Nullable Path path) {
        Integer node = nodes.get(path);
        if (node == null) {
            throw new IllegalStateException("not on this disk: " + path);
        }
        return node;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private boolean isMine(Path path) {
        return path.startsWith(root);
    }

    /** How many operations there were. */
    public int size() {
        return operations.size();
    }

    @Override
    public synchronized void createFolder(Path folder) throws IOException {
        disk.createFolder(folder);
        if (isMine(folder)) {
            List<Path> missing = new ArrayList<>();
            for (Path at = folder; at != null && !nodes.containsKey(at); at = at.getParent()) {
                missing.add(0, at);
            }
            missing.forEach(path -> folders.add(enter(path)));
        }
    }

    private int enter(Path path) {
        int node = ++lastNode;
        operations.add(new Names(Map.of(new Entry(node(path.getParent()), name(path)), node)));
        nodes.put(path, node);
        return node;
    }

    @Override
    public synchronized NewFile create(Path file) throws IOException {
        NewFile created = disk.create(file);
        return isMine(file) ? recorded(created, enter(file), 0) : created;
    }

    @Override
    public synchronized NewFile append(Path file) throws IOException {
        long size = Files.exists(file) ? Files.size(file) : 0;
        NewFile opened = disk.append(file);
        if (!isMine(file)) {
            return opened;
        }
        return recorded(opened, nodes.containsKey(file) ? node(file) : enter(file), size);
    }

    private NewFile recorded(NewFile file, int node, long start) {
        return new NewFile() {
            private long offset = start;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                file.write(bytes, from, length);
                synchronized (RecordingDisk.this) {
                    operations.add(new Write(node, offset, Arrays.copyOfRange(bytes, from, from + length)));
                }
                offset += length;
            }

            @Override
            public void force() throws IOException {
                file.force();
                synchronized (RecordingDisk.this) {
                    operations.add(new Force(node));
                }
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
        if (isMine(from)) {
            operations.add(new Names(Map.of(
                    new Entry(node(from.getParent()), name(from)),
                    0,
                    new Entry(node(to.getParent()), name(to)),
                    node(from))));
            Map<Path, Integer> moved = new HashMap<>();
            nodes.keySet().removeIf(path -> path.startsWith(to));
            for (Path path : List.copyOf(nodes.keySet())) {
                if (path.startsWith(from)) {
                    Path below = from.relativize(path);
                    moved.put(below.toString().isEmpty() ? to : to.resolve(below), nodes.remove(path));
                }
            }
            nodes.putAll(moved);
        }
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
        if (isMine(folder.normalize())) {
            operations.add(new ForceFolder(node(folder.normalize())));
        }
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        disk.delete(path);
        if (isMine(path)) {
            List<Path> gone = nodes.keySet().stream()
                    .filter(known -> known.startsWith(path))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path one : gone) {
                operations.add(new Names(Map.of(new Entry(node(one.getParent()), name(one)), 0)));
            }
            gone.forEach(nodes::remove);
        }
    }

    /**
     * Tells of every different state that a crash after {@code done} operations may leave: nothing that was not forced;
     * all of it; each single operation alone, and all but it; the last write torn; and some at random.
     */
    public void crashStates(int done, int atRandom, Random random, Consumer<CrashState> each) {
        List<Operation> happened = operations.subList(0, done);
        List<Operation> pending = pending(happened);
        Set<Set<Operation>> kept = new LinkedHashSet<>();
        kept.add(Set.of());
        kept.add(Set.copyOf(pending));
        for (Operation one : pending) {
            kept.add(Set.of(one));
            Set<Operation> others = new HashSet<>(pending);
            others.remove(one);
            kept.add(others);
        }
        for (int i = 0; i < atRandom && pending.size() > 2; i++) {
            Set<Operation> some = new HashSet<>();
            pending.forEach(one -> {
                if (random.nextBoolean()) {
                    some.add(one);
                }
            });
            kept.add(some);
        }
        int number = 0;
        for (Set<Operation> survivors : kept) {
            each.accept(state(done + "/" + number++, happened, pending, survivors, Map.of()));
        }
        for (int i = pending.size() - 1; i >= 0; i--) {
            if (pending.get(i) instanceof Write last) {
                for (int length : new int[] {Math.min(SECTOR, last.bytes().length - 1), last.bytes().length / 2}) {
                    each.accept(state(
                            done + "/torn at " + length, happened, pending, Set.copyOf(pending), Map.of(last, length)));
                }
                break;
            }
        }
    }

    /** What is done with what a crash left. */
    @FunctionalInterface
    public interface Recovery {
        /** @param finished true if everything had been done before the crash, so that nothing of it may be lost */
        void recover(CrashState state, boolean finished);
    }

    /**
     * Recovers every different state that a crash at any moment may leave, on all processors side by side.
     *
     * @return how many states there were
     */
    public int recoverAll(int atRandom, Random random, Recovery recovery) {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(threads), (task, full) -> task.run());
        Set<String> seen = new HashSet<>();
        List<Future<?>> recoveries = new ArrayList<>();
        try {
            for (int done = 0; done <= size(); done++) {
                boolean finished = done == size();
                crashStates(done, atRandom, random, state -> {
                    if (seen.add(state.signature()) || finished) {
                        FutureTask<?> task = new FutureTask<>(() -> recovery.recover(state, finished), true);
                        recoveries.add(task);
                        pool.execute(task);
                    }
                });
            }
            for (Future<?> one : recoveries) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            pool.shutdownNow();
        }
        return seen.size();
    }

    /** What no force made durable. */
    private static List<Operation> pending(List<Operation> happened) {
        List<Operation> pending = new ArrayList<>();
        for (Operation operation : happened) {
            if (operation instanceof Force force) {
                pending.removeIf(before -> before instanceof Write write && write.node() == force.node());
            } else if (operation instanceof ForceFolder force) {
                pending.removeIf(before -> before instanceof Names names
                        && names.changes().keySet().stream().anyMatch(entry -> entry.folder() == force.folder()));
            } else {
                pending.add(operation);
            }
        }
        return pending;
    }

    private CrashState state(
            String name,
            List<Operation> happened,
            List<Operation> pending,
            Set<Operation> survivors,
            Map<Write, Integer> torn) {
        Set<Operation> lost = new HashSet<>(pending);
        lost.removeAll(survivors);
        Map<Entry, Integer> entries = new HashMap<>(initialEntries);
        Map<Integer, byte[]> content = new HashMap<>(initial);
        for (Operation operation : happened) {
            if (lost.contains(operation)) {
                continue;
            }
            if (operation instanceof Names names) {
                names.changes().forEach((entry, node) -> {
                    if (node == 0) {
                        entries.remove(entry);
                    } else {
                        entries.put(entry, node);
                    }
                });
            } else if (operation instanceof Write write) {
                int length = torn.getOrDefault(write, write.bytes().length);
                byte[] before = content.getOrDefault(write.node(), new byte[0]);
                byte[] after = Arrays.copyOf(before, Math.toIntExact(Math.max(before.length, write.offset() + length)));
                System.arraycopy(write.bytes(), 0, after, Math.toIntExact(write.offset()), length);
                content.put(write.node(), after);
            }
        }
        Map<String, byte[]> files = new TreeMap<>();
        Map<Integer, List<Entry>> byFolder = new HashMap<>();
        entries.keySet().forEach(entry -> byFolder.computeIfAbsent(entry.folder(), f -> new ArrayList<>())
                .add(entry));
        lay(1, "", byFolder, entries, content, files);
        return new CrashState(name, files);
    }

    private void lay(
            int folder,
            String prefix,
            Map<Integer, List<Entry>> byFolder,
            Map<Entry, Integer> entries,
            Map<Integer, byte[]> content,
            Map<String, byte[]> files) {
        for (Entry entry : byFolder.getOrDefault(folder, List.of())) {
            int node = Objects.requireNonNull(entries.get(entry));
            if (folders.contains(node)) {
                files.put(prefix + entry.name() + "/", new byte[0]);
                lay(node, prefix + entry.name() + "/", byFolder, entries, content, files);
            } else {
                files.put(prefix + entry.name(), content.getOrDefault(node, new byte[0]));
            }
        }
    }
}
