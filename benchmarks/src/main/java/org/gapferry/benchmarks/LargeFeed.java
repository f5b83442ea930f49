package org.gapferry.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.read.FeedPlace;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.volume.VolumeWriter;
import org.gapferry.bundle.write.BundleWriter;
import org.gapferry.contract.toy.Toy;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.export.ExportListener;
import org.gapferry.export.ExportReport;
import org.gapferry.export.ExportRequest;
import org.gapferry.export.Exporter;
import org.gapferry.manifest.ManifestReader;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.testkit.Keys;
import org.gapferry.transport.Network;
import org.gapferry.transport.RetryPolicy;

/**
 * A feed that shipped many artifacts, each with a document, of which today's closure is a few: built with much memory,
 * continued with little.
 */
final class LargeFeed {
    private static final int TODAY = 20;
    private static final String BUNDLE = "bundle";

    private LargeFeed() {}

    private static Blob blob(String text) {
        return Blob.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a bundle that names everything and carries nothing. */
    static void build(Path folder, int artifacts) throws IOException {
        String[] lines = new String[artifacts * 4];
        for (int i = 0; i < artifacts; i++) {
            Coordinates version = LargeInventory.coordinates(i);
            Blob content = blob("content " + i);
            Blob document = blob("document " + i);
            lines[4 * i] = new Artifact(
                            version, ArtifactMetadata.NOTHING, List.of(ArtifactFile.of("file.toy", content)))
                    .line();
            lines[4 * i + 1] = new BlobLine(content).line();
            lines[4 * i + 2] = new BlobLine(document).line();
            lines[4 * i + 3] = Pointer.document(version, "manifest", document).line();
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
                        Files.createDirectory(folder.resolve(BUNDLE)),
                        () -> Files.newInputStream(inventory),
                        blob -> false,
                        blob -> {
                            throw new IllegalStateException("nothing is packed");
                        },
                        TrustChain.of(Keys.trust()),
                        List.of(Keys.exporter()),
                        blob -> {});
        Files.delete(inventory);
    }

    /** Continues the feed with new artifacts, and asks again when nothing is new. Returns JSON. */
    static String measure(Path folder, int artifacts) throws IOException {
        HttpServer upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        upstream.createContext("/", exchange -> {
            byte[] toy = "9.9.9\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, toy.length);
            exchange.getResponseBody().write(toy);
            exchange.close();
        });
        upstream.start();
        try {
            String url = "http://127.0.0.1:" + upstream.getAddress().getPort() + "/";
            StringBuilder json = new StringBuilder("{\"artifacts\":").append(artifacts);
            json.append(",\"maxHeapMiB\":").append(Runtime.getRuntime().maxMemory() >> 20);
            long begin = System.nanoTime();
            ExportReport fresh = export(folder, url, List.of(folder.resolve(BUNDLE)), json, "new");
            json.append(",\"newMillis\":").append(LargeInventory.millisSince(begin));
            if (fresh.statement().counts().artifacts() != artifacts + TODAY) {
                throw new IllegalStateException("not all artifacts were carried on");
            }
            begin = System.nanoTime();
            ExportReport nothing = export(folder, url, List.of(), json, "nothingNew");
            json.append(",\"nothingNewMillis\":").append(LargeInventory.millisSince(begin));
            if (nothing.bundle().isPresent()) {
                throw new IllegalStateException("a bundle where nothing is new");
            }
            json.append(",\"peakHeapMiB\":").append(LargeInventory.peakHeap() >> 20);
            json.append(",\"peakResidentMiB\":").append(LargeInventory.peakResident() >> 10);
            return json.append('}').toString();
        } finally {
            upstream.stop(0);
        }
    }

    private static ExportReport export(Path folder, String url, List<Path> after, StringBuilder json, String name)
            throws IOException {
        Ecosystems ecosystems = new Ecosystems(List.of(Toy.ECOSYSTEM));
        List<String> toys = IntStream.range(0, TODAY)
                .mapToObj(i -> "today" + (char) ('a' + i))
                .toList();
        Path manifest = Files.writeString(
                folder.resolve("gapferry.yaml"),
                "version: 1\nname: large\ntoy: " + toys + "\nupstreams: {toy: \"" + url + "\"}\n");
        Problems problems = new Problems();
        SyncManifest read = ManifestReader.read(manifest, ecosystems.sections(), problems);
        Requirements all = Requirements.read(read, ecosystems, problems);
        problems.throwIfAny();
        ExportRequest request = new ExportRequest(
                read,
                all,
                ecosystems,
                List.of(Keys.exporter()),
                List.of(Keys.trust()),
                folder.resolve("state"),
                folder.resolve("out"),
                folder.resolve("lock.json"),
                new ExportRequest.Delta(),
                after.stream().findFirst(),
                VolumeWriter.DEFAULT_SIZE,
                Network.PLAIN,
                Clock.systemUTC(),
                "benchmark",
                ExportRequest.Options.NONE);
        return new Exporter(
                        request,
                        new Phases(json, name),
                        RetryPolicy.standard(Clock.systemUTC()),
                        new ClientEnvironment(Map.of(), folder, folder, command -> Optional.empty()))
                .export();
    }

    /** Writes down when each phase begins. */
    private static final class Phases implements ExportListener {
        private final StringBuilder json;
        private final String name;
        private final long begin = System.nanoTime();

        Phases(StringBuilder json, String name) {
            this.json = json;
            this.name = name;
        }

        @Override
        public void phase(String phase, long total) {
            json.append(",\"")
                    .append(name)
                    .append(' ')
                    .append(phase)
                    .append("AtMillis\":")
                    .append(LargeInventory.millisSince(begin));
        }

        @Override
        public void item(String what) {
            // counted by phases only
        }

        @Override
        public void bytes(long count) {
            // counted by phases only
        }
    }
}
