package org.gapferry.benchmarks;

import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
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
import org.gapferry.contract.toy.Toy;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.importer.ImportListener;
import org.gapferry.importer.Importer;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreWriter;
import org.gapferry.testkit.Keys;

/** A state of many small artifacts: built with much memory, then imported and served with little. */
final class LargeInventory {
    private LargeInventory() {}

    /** Bytes that do not compress, different in each. */
    private static byte[] content(int number, int size) {
        byte[] content = new byte[size];
        new SplittableRandom(number).nextBytes(content);
        return content;
    }

    /** Ten versions each of so many packages; letters alone, as toys are called. */
    static Coordinates coordinates(int number) {
        StringBuilder name = new StringBuilder();
        for (int rest = number / 10, i = 0; i < 6; i++, rest /= 26) {
            name.append((char) ('a' + rest % 26));
        }
        return new Coordinates("toy", "", name.toString(), "1." + number % 10);
    }

    /** Writes the bundle. */
    static void build(Path folder, int artifacts, int size) throws IOException {
        Map<Digest, Integer> numbers = new HashMap<>(artifacts * 2);
        String[] lines = new String[artifacts * 2];
        for (int i = 0; i < artifacts; i++) {
            Blob blob = Blob.of(content(i, size));
            numbers.put(blob.digest(), i);
            lines[i] = new Artifact(
                            coordinates(i), ArtifactMetadata.NOTHING, List.of(ArtifactFile.of("file.toy", blob)))
                    .line();
            lines[artifacts + i] = new BlobLine(blob).line();
        }
        Arrays.sort(lines);
        Files.createDirectories(folder);
        Path inventory = folder.resolve("inventory.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(inventory)) {
            for (String line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        new BundleWriter(
                        new LocalDisk(),
                        FeedPlace.first(new StateNumber("large", 1, 1)),
                        Clock.systemUTC().instant(),
                        "gapferry benchmark",
                        VolumeWriter.DEFAULT_SIZE)
                .write(
                        Files.createDirectory(folder.resolve("bundle")),
                        () -> Files.newInputStream(inventory),
                        blob -> true,
                        blob -> new ByteArrayInputStream(content(numbers.getOrDefault(blob.digest(), -1), size)),
                        TrustChain.of(Keys.trust()),
                        List.of(Keys.exporter()),
                        blob -> {});
    }

    /** Imports it, serves it, and asks for one file. Returns JSON. */
    static String importAndServe(Path folder, int artifacts, int size) throws IOException, InterruptedException {
        StringBuilder json = new StringBuilder("{\"artifacts\":").append(artifacts);
        json.append(",\"maxHeapMiB\":").append(Runtime.getRuntime().maxMemory() >> 20);
        long[] phaseBegin = {System.nanoTime()};
        String[] phase = {"open"};
        ImportListener listener = new ImportListener() {
            @Override
            public void phase(String name, long totalBytes) {
                phaseEnds();
                phase[0] = name;
            }

            private void phaseEnds() {
                json.append(",\"").append(phase[0]).append("Millis\":").append(millisSince(phaseBegin[0]));
                phaseBegin[0] = System.nanoTime();
            }

            @Override
            public void bytes(long count) {}
        };
        long begin = System.nanoTime();
        try (Store store = Store.create(folder.resolve("store"), new LocalDisk(), Clock.systemUTC())) {
            try (StoreWriter writer = StoreWriter.lock(store)) {
                writer.acceptTrust(Keys.trust(), Store.CURRENT);
                writer.emptyQuarantine(false);
            }
            new Importer(store, Store.CURRENT, ReceiverRules.standard(Clock.systemUTC()), listener)
                    .importBundle(folder.resolve("bundle"));
            listener.phase("serve", -1);
            json.append(",\"importMillis\":").append(millisSince(begin));
            long asked = System.nanoTime();
            try (MirrorServer server = MirrorServer.start(
                    store, new Ecosystems(List.of(Toy.ECOSYSTEM)), MirrorSettings.parse("127.0.0.1:0", ""))) {
                json.append(",\"startMillis\":").append(millisSince(asked));
                asked = System.nanoTime();
                Coordinates middle = coordinates(artifacts / 2);
                HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(server.base() + "toy/" + middle.name() + "/"
                                                + middle.version() + "/file.toy"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
                if (!Arrays.equals(answer.body(), content(artifacts / 2, size))) {
                    throw new IllegalStateException("the mirror answered " + answer.statusCode());
                }
                json.append(",\"firstRequestMillis\":").append(millisSince(asked));
            }
        }
        json.append(",\"peakHeapMiB\":").append(peakHeap() >> 20);
        json.append(",\"peakResidentMiB\":").append(peakResident() >> 10);
        return json.append('}').toString();
    }

    static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(LargeInventory::peak)
                .sum();
    }

    private static long peak(MemoryPoolMXBean pool) {
        return pool.getPeakUsage().getUsed();
    }

    /** In KiB; 0 where the system does not tell. */
    static long peakResident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
