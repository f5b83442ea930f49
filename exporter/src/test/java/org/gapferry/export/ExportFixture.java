package org.gapferry.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.volume.VolumeWriter;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.manifest.ManifestReader;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.testkit.Keys;
import org.gapferry.transport.Network;
import org.gapferry.transport.RetryPolicy;

/**
 * A connected side in a folder: {@code gapferry.yaml}, {@code lock}, and in a folder of choice the state {@code st} and
 * the bundles {@code out}.
 */
public final class ExportFixture {
    private final Path folder;
    private final FakeNpmRegistry registry;
    private final Ecosystems ecosystems;
    private final Map<String, String> variables;

    public ExportFixture(Path folder, FakeNpmRegistry registry, Ecosystems ecosystems) {
        this(folder, registry, ecosystems, Map.of());
    }

    /** @param variables of the environment */
    public ExportFixture(Path folder, FakeNpmRegistry registry, Ecosystems ecosystems, Map<String, String> variables) {
        this.variables = variables;
        this.folder = folder;
        this.registry = registry;
        this.ecosystems = ecosystems;
    }

    /** A manifest and its requirements, by the id of their ecosystem. */
    public record Wanted(SyncManifest manifest, Requirements requirements) {}

    /**
     * Writes the manifest and reads it.
     *
     * @param more lines beside {@code npm}, each with its end
     */
    public Wanted wanted(String npm, String more) throws IOException {
        return wanted(npm, "", more);
    }

    /** @param upstreams further ones, in the form of members of a mapping */
    public Wanted wanted(String npm, String upstreams, String more) throws IOException {
        return manifest((npm.isEmpty() ? "" : "npm: [" + npm + "]\n")
                + "upstreams: {npm: \"" + registry.url() + "\"" + (upstreams.isEmpty() ? "" : ", " + upstreams)
                + "}\n" + more);
    }

    /** A manifest with the given lines after its name. */
    public Wanted manifest(String lines) throws IOException {
        Path file = Files.writeString(folder.resolve("gapferry.yaml"), "version: 1\nname: test\n" + lines);
        Problems problems = new Problems();
        SyncManifest manifest = ManifestReader.read(file, ecosystems.sections(), problems);
        Requirements requirements = Requirements.read(manifest, ecosystems, problems);
        problems.throwIfAny();
        return new Wanted(manifest, requirements);
    }

    public ExportReport export(Wanted wanted) throws IOException {
        return export(wanted, folder, new LocalDisk());
    }

    public ExportReport export(Wanted wanted, ExportRequest.Options options) throws IOException {
        return export(wanted, folder, new LocalDisk(), options);
    }

    /** Exports with the state and the bundles in the folder {@code side}. */
    public ExportReport export(Wanted wanted, Path side, Disk disk) throws IOException {
        return export(wanted, side, disk, ExportRequest.Options.NONE);
    }

    public ExportReport export(Wanted wanted, Path side, Disk disk, ExportRequest.Options options) throws IOException {
        ExportRequest request = new ExportRequest(
                wanted.manifest(),
                wanted.requirements(),
                ecosystems,
                List.of(Keys.exporter()),
                List.of(Keys.trust()),
                side.resolve("st"),
                side.resolve("out"),
                folder.resolve("lock"),
                new ExportRequest.Delta(),
                Optional.empty(),
                VolumeWriter.DEFAULT_SIZE,
                Network.PLAIN,
                Clock.systemUTC(),
                "test",
                options);
        return new Exporter(
                        request,
                        ExportListener.SILENT,
                        RetryPolicy.standard(Clock.systemUTC()),
                        new ClientEnvironment(variables, folder, folder, command -> Optional.empty()),
                        ClientCheck.NONE,
                        disk)
                .export();
    }
}
