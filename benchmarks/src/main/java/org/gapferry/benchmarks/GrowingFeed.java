package org.gapferry.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.volume.VolumeWriter;
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
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.testkit.Keys;
import org.gapferry.testkit.Tarball;
import org.gapferry.transport.Network;
import org.gapferry.transport.RetryPolicy;

/**
 * A feed of many packages: what an export asks for where nothing is new, and what a delta weighs against the least that
 * it must hold.
 */
final class GrowingFeed {
    private static final int TARBALL = 20_000;

    private GrowingFeed() {}

    /** Returns JSON. */
    static String measure(Path folder, int packages) throws IOException {
        try (FakeNpmRegistry registry = new FakeNpmRegistry()) {
            StringBuilder requirements = new StringBuilder();
            for (int i = 0; i < packages; i++) {
                publish(registry, "package-" + i, "1.0.0");
                requirements.append(i == 0 ? "" : ", ").append("package-").append(i);
            }
            ExportReport first = export(folder, registry, requirements.toString());
            registry.forgetRequests();
            ExportReport nothing = export(folder, registry, requirements.toString());
            long bodies = registry.requests().size();
            int fresh = packages / 10;
            for (int i = 0; i < fresh; i++) {
                publish(registry, "package-" + i, "1.1.0");
            }
            ExportReport delta = export(folder, registry, requirements.toString());
            Statement statement = delta.statement();
            long ideal =
                    statement.packed().bytes() + statement.inventory().file().size();
            long bytes = size(delta.bundle().orElseThrow().folder());
            return "{\"packages\":" + packages + ",\"firstRequests\":" + first.requests() + ",\"noChangeRequests\":"
                    + nothing.requests() + ",\"noChangeRequestsSeen\":" + bodies + ",\"noChangeBundles\":"
                    + nothing.bundle().stream().count() + ",\"newVersions\":" + fresh + ",\"deltaBytes\":" + bytes
                    + ",\"idealBytes\":" + ideal + ",\"deltaToIdeal\":"
                    + String.format(Locale.ROOT, "%.4f", (double) bytes / ideal) + "}";
        }
    }

    private static void publish(FakeNpmRegistry registry, String name, String version) {
        StringBuilder content = new StringBuilder();
        Random random = new Random((name + version).hashCode());
        while (content.length() < TARBALL) {
            content.append((char) (' ' + random.nextInt(90)));
        }
        registry.version(name, version)
                .holding(new Tarball().with("index.js", content.toString()))
                .publish();
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long size = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
            return size;
        }
    }

    private static ExportReport export(Path folder, FakeNpmRegistry registry, String requirements) throws IOException {
        Path manifest = Files.writeString(
                folder.resolve("gapferry.yaml"),
                "version: 1\nname: feed\nnpm: [" + requirements + "]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        Problems problems = new Problems();
        SyncManifest read = ManifestReader.read(manifest, Ecosystems.ALL.sections(), problems);
        Requirements all = Requirements.read(read, Ecosystems.ALL, problems);
        problems.throwIfAny();
        ExportRequest request = new ExportRequest(
                read,
                all,
                Ecosystems.ALL,
                List.of(Keys.exporter()),
                List.of(Keys.trust()),
                folder.resolve("state"),
                folder.resolve("out"),
                folder.resolve("lock.json"),
                new ExportRequest.Delta(),
                Optional.empty(),
                VolumeWriter.DEFAULT_SIZE,
                Network.PLAIN,
                Clock.systemUTC(),
                "benchmark",
                ExportRequest.Options.NONE);
        return new Exporter(
                        request,
                        ExportListener.SILENT,
                        RetryPolicy.standard(Clock.systemUTC()),
                        new ClientEnvironment(Map.of(), folder, folder, command -> Optional.empty()))
                .export();
    }
}
