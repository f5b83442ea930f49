package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.volume.VolumeWriter;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.Logs;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Progress;
import org.gapferry.cli.Sizes;
import org.gapferry.cli.Ui;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.client.Trial;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.export.ExportReport;
import org.gapferry.export.ExportRequest;
import org.gapferry.export.Exporter;
import org.gapferry.importer.Importer;
import org.gapferry.manifest.ManifestReader;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreWriter;
import org.gapferry.transport.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapferry demo}. */
@Command(
        name = "demo",
        description =
                "Try everything in a temporary folder, with a trial key: export a package of npm from the registry that npm is configured for, import it, and serve it.")
public final class DemoCommand extends GapferryCommand {
    private static final int MINUTES = 5;

    @Option(names = "--once", description = "Install one package through the mirror with npm, then exit.")
    private boolean once;

    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1:0",
            paramLabel = "HOST:PORT",
            description = "The address to serve at (default: 127.0.0.1 and a free port).")
    @SuppressWarnings("NullAway.Init")
    private String listen;

    public DemoCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        MirrorSettings settings = MirrorSettings.parse(listen, "");
        Ecosystem ecosystem = context.ecosystems()
                .tryable()
                .orElseThrow(() -> new IllegalStateException("no ecosystem has anything to try"));
        Trial trial = ecosystem.clients().setup().trial().orElseThrow();
        Path folder = Files.createTempDirectory("gapferry-demo-");
        Logs.begin(folder.resolve("logs"), "demo", context.clock());
        Ui ui = ui();
        ui.say("1. created a trial key in " + folder);
        try (SigningKey key = SigningKey.generate()) {
            TrustFile trust = TrustFile.parse("trust.json", TrustFile.first(key, key.verificationKey(), true));
            Path bundle = export(folder, key, trust, trial.manifest("demo", ecosystem.section()), ui);
            try (Store store = Store.create(folder.resolve("store"), new LocalDisk(), context.clock())) {
                try (StoreWriter writer = StoreWriter.lock(store)) {
                    writer.acceptTrust(trust, Store.CURRENT);
                    writer.emptyQuarantine(false);
                }
                try (Progress progress = new Progress(ui)) {
                    Importer.Report report = new Importer(
                                    store,
                                    Store.CURRENT,
                                    ReceiverRules.standard(context.clock()),
                                    progress,
                                    context.ecosystems().documentChanges())
                            .importBundle(bundle);
                    ui.say("3. imported into " + folder.resolve("store") + ": verified "
                            + Sizes.text(report.receivedBytes()) + ", then published as generation "
                            + report.generation());
                }
                try (MirrorServer server = MirrorServer.start(store, context.ecosystems(), settings)) {
                    return serve(server, ecosystem, trial, folder, ui);
                }
            }
        }
    }

    private Path export(Path folder, SigningKey key, TrustFile trust, String text, Ui ui) throws IOException {
        Path manifest = Files.writeString(folder.resolve("gapferry.yaml"), text);
        Problems problems = new Problems();
        SyncManifest read = ManifestReader.read(manifest, context.ecosystems().sections(), problems);
        Requirements requirements = Requirements.read(read, context.ecosystems(), problems);
        problems.throwIfAny();
        ExportRequest request = new ExportRequest(
                read,
                requirements,
                context.ecosystems(),
                List.of(key),
                List.of(trust),
                folder.resolve("state"),
                folder.resolve("out"),
                folder.resolve("gapferry.lock.json"),
                new ExportRequest.Delta(),
                Optional.empty(),
                VolumeWriter.DEFAULT_SIZE,
                Network.of(context.variables(), List.of()),
                context.clock(),
                ProcessContext.tool(),
                ExportRequest.Options.NONE);
        ClientEnvironment environment =
                context.environment(Path.of(".").toAbsolutePath().normalize());
        try (Progress progress = new Progress(ui)) {
            ExportReport report = new Exporter(request, progress, context.retries(), environment).export();
            if (report.bundle().isEmpty()) {
                throw new ProblemException(report.heldBack().get(0).problems());
            }
            Path bundle = report.bundle().get().folder();
            ui.say("2. exported " + requirements.all().map(Requirement::text).collect(Collectors.joining(", "))
                    + " with everything it depends on, "
                    + report.statement().counts().artifacts() + " packages, "
                    + Sizes.text(report.statement().counts().bytes()) + ": " + bundle);
            return bundle;
        }
    }

    private int serve(MirrorServer server, Ecosystem ecosystem, Trial trial, Path folder, Ui ui) throws IOException {
        Map<String, String> variables =
                ecosystem.clients().setup().variables(server.base().resolve(ecosystem.root() + "/"));
        ui.say("4. serving at " + server.base());
        if (once) {
            return install(folder, trial, variables, ui);
        }
        ui.say("");
        ui.say("In another shell, point " + trial.client() + " at the mirror and install a package:");
        variables.forEach((name, value) -> ui.data("export " + name + "='" + value + "'"));
        ui.say(String.join(" ", trial.command()));
        ui.say("");
        ui.say("Press Ctrl-C to stop, then remove " + folder);
        ui.document(ui.document().put("url", server.base().toString()).put("folder", folder.toString()));
        Serving.untilTerminated(server);
        return 0;
    }

    private int install(Path folder, Trial trial, Map<String, String> variables, Ui ui) throws IOException {
        Path project = Files.createDirectory(folder.resolve("project"));
        for (Map.Entry<String, String> file : trial.files().entrySet()) {
            Files.writeString(project.resolve(file.getKey()), file.getValue());
        }
        Path log = folder.resolve(trial.client() + ".log");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(trial.command().stream(), trial.unattended().stream())
                        .toList())
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        try {
            Process client = builder.start();
            if (!client.waitFor(MINUTES, TimeUnit.MINUTES)) {
                client.destroy();
            }
            if (client.waitFor() != 0 || !Files.exists(project.resolve(trial.installed()))) {
                throw CliProblem.CLIENT_FAILED.thrown(
                        log.toString(), trial.client() + " could not install " + trial.name() + " from the mirror");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitClass.BUG.code();
        } catch (IOException e) {
            throw CliProblem.CLIENT_FAILED
                    .thrown(
                            trial.client(),
                            "`" + trial.client() + "` is not installed",
                            "install it, or run: gapferry demo")
                    .causedBy(e);
        }
        ui.say("5. " + trial.client() + " installed " + trial.name() + " through the mirror, into " + project);
        ui.document(ui.document().put("installed", trial.name()).put("folder", folder.toString()));
        return 0;
    }
}
