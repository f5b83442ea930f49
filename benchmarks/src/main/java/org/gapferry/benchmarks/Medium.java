package org.gapferry.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.read.FeedPlace;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.volume.VolumeWriter;
import org.gapferry.bundle.write.BundleWriter;
import org.gapferry.importer.ImportListener;
import org.gapferry.importer.Importer;
import org.gapferry.importer.Verifier;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreWriter;
import org.gapferry.testkit.Keys;

/**
 * Verify and import of a bundle, each beside a bare loop that does the same to the same volumes: the median of
 * interleaved rounds.
 */
final class Medium {
    private static final int ROUNDS = 7;
    private static final int BUFFER = 1 << 18;
    private final Path folder;
    private final boolean zeros;
    private final LocalDisk disk = new LocalDisk();
    private final Map<String, List<Double>> phases = new LinkedHashMap<>();

    private Medium(Path folder, boolean zeros) {
        this.folder = folder;
        this.zeros = zeros;
    }

    /** Notes how long each phase of an import takes. */
    private final class Stopwatch implements ImportListener {
        private String phase = "";
        private long begin;

        @Override
        public void phase(String name, long totalBytes) {
            if (!phase.isEmpty()) {
                phases.computeIfAbsent(phase, any -> new ArrayList<>()).add(secondsSince(begin));
            }
            phase = name;
            begin = System.nanoTime();
        }

        @Override
        public void bytes(long count) {}
    }

    /** Bytes that do not repeat from one blob to another: random ones, or a number and zeros. */
    private static final class Content extends InputStream {
        private final byte[] block = new byte[1 << 16];
        private final boolean zeros;
        private long left;

        Content(int number, long size, boolean zeros) {
            if (zeros) {
                ByteBuffer.wrap(block).putInt(number + 1);
            } else {
                new Random(number).nextBytes(block);
            }
            this.zeros = zeros;
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? block[0] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(Math.min(length, block.length), left);
            System.arraycopy(block, 0, bytes, offset, count);
            if (zeros) {
                Arrays.fill(block, 0, Integer.BYTES, (byte) 0);
            }
            left -= count;
            return count;
        }
    }

    private Blob blob(int number, long size) throws IOException {
        MessageDigest digest = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new Content(number, size, zeros)) {
            for (int count = in.read(buffer, 0, buffer.length); count >= 0; count = in.read(buffer, 0, buffer.length)) {
                digest.update(buffer, 0, count);
            }
        }
        return new Blob(Digest.from(digest), size);
    }

    /** Measures, and returns JSON. */
    static String measure(Path folder, int blobs, long size, long volume) throws IOException, InterruptedException {
        return new Medium(folder, false).measure(blobs, size, volume);
    }

    /**
     * Builds a bundle of so many GiB of zeros, which take no space, in volumes of as much as the default. Returns
     * nothing.
     */
    static String buildSparse(Path folder, int gibibytes) throws IOException {
        new Medium(folder, true).build(gibibytes, 1L << 30, VolumeWriter.DEFAULT_SIZE, new SparseDisk());
        return "";
    }

    /** Verifies it once. Returns JSON. */
    static String verifySparse(Path folder, int gibibytes) throws IOException {
        double seconds = new Medium(folder, true).verify(folder.resolve("bundle"));
        return String.format(
                Locale.ROOT,
                "{\"gibibytes\":%d,\"maxHeapMiB\":%d,\"verifySeconds\":%.1f,\"peakResidentMiB\":%d}",
                gibibytes,
                Runtime.getRuntime().maxMemory() >> 20,
                seconds,
                LargeInventory.peakResident() >> 10);
    }

    private String measure(int blobs, long size, long volume) throws IOException, InterruptedException {
        Path bundle = build(blobs, size, volume, disk);
        digest(bundle);
        double[][] seconds = new double[4][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) { // the first one warms up
            double[] took = {digest(bundle), verify(bundle), copy(bundle), imported(bundle)};
            for (int i = 0; round >= 0 && i < took.length; i++) {
                seconds[i][round] = took[i];
            }
        }
        return String.format(
                Locale.ROOT,
                "{\"blobs\":%d,\"blobBytes\":%d,\"digestSeconds\":%.2f,\"verifySeconds\":%.2f,\"verifyToDigest\":%.2f,\"copySeconds\":%.2f,\"importSeconds\":%.2f,\"importToCopy\":%.2f,\"importPhases\":{%s}}",
                blobs,
                size,
                median(seconds[0]),
                median(seconds[1]),
                ratio(seconds[0], seconds[1]),
                median(seconds[2]),
                median(seconds[3]),
                ratio(seconds[2], seconds[3]),
                phases.entrySet().stream()
                        .map(phase ->
                                String.format(Locale.ROOT, "\"%s\":%.2f", phase.getKey(), median(phase.getValue())))
                        .collect(Collectors.joining(",")));
    }

    private static double median(double[] values) {
        return median(Arrays.stream(values).boxed().toList());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** The speed of ours in that of the bare loop. */
    private static double ratio(double[] bare, double[] ours) {
        double[] ratios = new double[bare.length];
        for (int i = 0; i < bare.length; i++) {
            ratios[i] = bare[i] / ours[i];
        }
        return median(ratios);
    }

    private Path build(int blobs, long size, long volume, Disk to) throws IOException {
        Map<Digest, Integer> numbers = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < blobs; i++) {
            Blob blob = blob(i, size);
            numbers.put(blob.digest(), i);
            lines.add(new Artifact(
                            new Coordinates("toy", "", "t" + i, "1.0"),
                            ArtifactMetadata.NOTHING,
                            List.of(ArtifactFile.of("file.toy", blob)))
                    .line());
            lines.add(new BlobLine(blob).line());
        }
        lines.sort(null);
        Path inventory = Files.write(Files.createDirectories(folder).resolve("inventory.jsonl"), lines);
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        new BundleWriter(
                        to,
                        FeedPlace.first(new StateNumber("medium", 1, 1)),
                        Clock.systemUTC().instant(),
                        "gapferry benchmark",
                        volume)
                .write(
                        bundle,
                        () -> Files.newInputStream(inventory),
                        blob -> true,
                        blob -> new Content(numbers.getOrDefault(blob.digest(), -1), blob.size(), zeros),
                        TrustChain.of(Keys.trust()),
                        List.of(Keys.exporter()),
                        blob -> {});
        return bundle;
    }

    private static List<Path> volumes(Path bundle) throws IOException {
        try (Stream<Path> files = Files.list(bundle.resolve("volumes"))) {
            return files.sorted().toList();
        }
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static double digest(Path bundle) throws IOException {
        long begin = System.nanoTime();
        byte[] buffer = new byte[BUFFER];
        for (Path volume : volumes(bundle)) {
            MessageDigest digest = Digest.sha256();
            try (InputStream in = Files.newInputStream(volume)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
            digest.digest();
        }
        return secondsSince(begin);
    }

    private double verify(Path bundle) throws IOException {
        long begin = System.nanoTime();
        new Verifier(ReceiverRules.standard(Clock.systemUTC()), ImportListener.SILENT)
                .verify(bundle, TrustChain.of(Keys.trust()));
        return secondsSince(begin);
    }

    /** One thread reads and hashes, one writes and forces. */
    private double copy(Path bundle) throws IOException, InterruptedException {
        Path copies = Files.createDirectory(folder.resolve("copies"));
        long begin = System.nanoTime();
        for (Path volume : volumes(bundle)) {
            BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(4);
            BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(5);
            for (int i = 0; i < 4; i++) {
                free.add(ByteBuffer.allocateDirect(BUFFER));
            }
            Thread writer = new Thread(() -> write(copies.resolve(volume.getFileName()), full, free));
            writer.start();
            MessageDigest digest = Digest.sha256();
            try (FileChannel in = FileChannel.open(volume, StandardOpenOption.READ)) {
                while (true) {
                    ByteBuffer buffer = free.take().clear();
                    int count = in.read(buffer);
                    buffer.flip();
                    digest.update(buffer.duplicate());
                    full.put(buffer);
                    if (count < 0) {
                        break;
                    }
                }
            }
            writer.join();
            digest.digest();
        }
        double seconds = secondsSince(begin);
        disk.delete(copies);
        return seconds;
    }

    private static void write(Path file, BlockingQueue<ByteBuffer> full, BlockingQueue<ByteBuffer> free) {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer buffer = full.take(); buffer.hasRemaining(); buffer = full.take()) {
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                free.put(buffer);
            }
            out.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double imported(Path bundle) throws IOException {
        Path path = folder.resolve("store");
        double seconds;
        try (Store store = Store.create(path, disk, Clock.systemUTC())) {
            try (StoreWriter writer = StoreWriter.lock(store)) {
                writer.acceptTrust(Keys.trust(), Store.CURRENT);
                writer.emptyQuarantine(false);
            }
            long begin = System.nanoTime();
            Stopwatch stopwatch = new Stopwatch();
            new Importer(store, Store.CURRENT, ReceiverRules.standard(Clock.systemUTC()), stopwatch)
                    .importBundle(bundle);
            stopwatch.phase("", -1);
            seconds = secondsSince(begin);
        }
        disk.delete(path);
        return seconds;
    }
}
