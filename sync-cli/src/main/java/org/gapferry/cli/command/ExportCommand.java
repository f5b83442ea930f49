package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.volume.VolumeWriter;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.InstallingClients;
import org.gapferry.cli.Logs;
import org.gapferry.cli.NetworkOptions;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Progress;
import org.gapferry.cli.SigningKeys;
import org.gapferry.cli.Sizes;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.export.ClientCheck;
import org.gapferry.export.DryRun;
import org.gapferry.export.ExportReport;
import org.gapferry.export.ExportRequest;
import org.gapferry.export.Exporter;
import org.gapferry.export.HeldBack;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.transport.Network;
import org.gapferry.transport.TransportProblem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry export}. */
@Command(
        name = "export",
        description =
                "On the connected side: resolve the manifest and pack what it requires, with all dependencies, into one signed bundle.",
        footer = {
            "",
            "The last line on stdout is the bundle's folder; stdout is empty if nothing is",
            "new. The first bundle holds everything, each later one only what is new.",
            "A manifest in five lines:",
            "  version: 1",
            "  name: platform",
            "  npm:",
            "    - \"express@^4\"",
            "    - project: ./app"
        })
public final class ExportCommand extends GapferryCommand {
    @Option(
            names = "--manifest",
            required = true,
            paramLabel = "FILE",
            description = "The manifest: what to export, and for which targets.")
    @SuppressWarnings("NullAway.Init")
    private Path manifest;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY",
            description = "The exporter's private key, or its public key with --sign-cmd. May be repeated.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> keys;

    @Option(
            names = "--trust",
            required = true,
            paramLabel = "FILE",
            description =
                    "The newest trust file. Also pass any version not yet included in an earlier export. May be repeated.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> trust;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "The state folder: the feed's history and the cache (default: NAME.state beside the manifest).")
    private @Nullable Path state;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder in which the bundle's folder is created.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description =
                    "The lock file to write, or to read with --locked (default: NAME.lock.json beside the manifest).")
    private @Nullable Path lock;

    static final class Packings {
        @Option(names = "--full", description = "Pack the whole state, for a receiver with an empty store.")
        private boolean full;

        @Option(
                names = "--since",
                paramLabel = "BUNDLE|RECEIPT",
                description = "Pack what was added since this earlier bundle, or what the store of this receipt lacks.")
        private @Nullable Path since;
    }

    @ArgGroup
    private @Nullable Packings packings;

    @Option(
            names = "--after",
            paramLabel = "BUNDLE",
            description = "Continue the feed from its newest bundle, on a machine without its state.")
    private @Nullable Path after;

    @Option(
            names = "--volume-size",
            paramLabel = "SIZE",
            description = "The maximum size of a volume, at least 64KiB (default: 4GiB - 64KiB, which fits on FAT32).")
    private @Nullable String volumeSize;

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    @Mixin
    private final NetworkOptions.TimeLimit limit = new NetworkOptions.TimeLimit();

    @Option(
            names = "--strict",
            description = "Fail if a requirement cannot be resolved, instead of exporting without it.")
    private boolean strict;

    @Option(
            names = "--locked",
            description = "Export exactly the versions and bytes of the lock file; resolve nothing.")
    private boolean locked;

    @Option(names = "--offline", description = "Use only the cache, and fail if something is not in it.")
    private boolean offline;

    @Option(
            names = "--with-clients",
            description =
                    "Install every requirement with the real clients of this machine before the bundle is sealed.")
    private boolean withClients;

    @Option(names = "--dry-run", description = "Show what would be exported and downloaded, without writing a bundle.")
    private boolean dryRun;

    @Mixin
    private final SigningKeys signing = new SigningKeys();

    public ExportCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        ReadManifest whole = ReadManifest.of(manifest, context.ecosystems());
        SyncManifest read = whole.manifest();
        Requirements requirements = whole.requirements();
        long size = volumeSize == null ? VolumeWriter.DEFAULT_SIZE : Sizes.parse("--volume-size", volumeSize);
        if (size < VolumeWriter.MIN_SIZE) {
            throw CliProblem.BAD_OPTION.thrown(
                    "--volume-size", "the minimum volume size is 64KiB", "--volume-size 64KiB");
        }
        List<TrustFile> trusted = trust.stream()
                .map(file -> TrustFile.parse(file.toString(), SmallFile.read(file, "a trust file")))
                .toList();
        Path stateFolder = state == null ? beside(".state") : state;
        Logs.begin(stateFolder.resolve("logs"), "export", context.clock());
        Network reaching = network.network(context, limit.until(context));
        List<SigningKey> signers =
                keys.stream().map(key -> signing.of(key, context)).toList();
        try (Progress progress = new Progress(ui())) {
            ExportRequest request = new ExportRequest(
                    read,
                    requirements,
                    context.ecosystems(),
                    signers,
                    trusted,
                    stateFolder,
                    out,
                    lock == null ? beside(".lock.json") : lock,
                    packing(),
                    Optional.ofNullable(after),
                    size,
                    reaching,
                    context.clock(),
                    ProcessContext.tool(),
                    new ExportRequest.Options(strict, locked, offline, dryRun));
            ClientEnvironment environment = context.environment(read.folder());
            ExportReport report = new Exporter(
                            request,
                            progress,
                            context.retries(),
                            environment,
                            withClients
                                    ? new InstallingClients(context.ecosystems(), context.clock())
                                    : ClientCheck.NONE,
                            new LocalDisk())
                    .export();
            progress.close();
            return tell(report, trusted, progress.phaseMillis());
        } finally {
            signers.forEach(SigningKey::close);
        }
    }

    /** {@code gapferry.yaml} has {@code gapferry.lock.json} and {@code gapferry.state} beside it. */
    private Path beside(String suffix) {
        String name = String.valueOf(manifest.getFileName()).replaceFirst("\\.ya?ml$", "");
        return manifest.resolveSibling(name + suffix);
    }

    private ExportRequest.Packing packing() {
        Packings chosen = packings;
        Path since = chosen == null ? null : chosen.since;
        if (since != null) {
            return new ExportRequest.Since(since);
        }
        return chosen != null && chosen.full ? new ExportRequest.Full() : new ExportRequest.Delta();
    }

    private int tell(ExportReport report, List<TrustFile> trusted, ObjectNode phaseMillis) {
        Ui ui = ui();
        for (HeldBack held : report.heldBack()) {
            for (Problem problem : held.problems()) {
                ui.problem(ExitClass.PARTIAL.word(), said(problem));
            }
            ui.warn("held back: " + held.requirement().origin() + " "
                    + held.requirement().text());
        }
        report.findings()
                .forEach(finding -> ui.problem(finding.code().exitClass().word(), said(finding)));
        if (!report.refusedHosts().isEmpty()) {
            ui.warn(report.refusedHosts().size()
                    + " hosts were not contacted; to allow them, add to the manifest: hosts: [\""
                    + String.join("\", \"", report.refusedHosts()) + "\"]");
        }
        report.notes().forEach(note -> ui.say("note: " + note));
        if (trusted.stream().anyMatch(TrustFile::singleKey)) {
            ui.say("note: " + trust.get(0) + ": one key has all roles; use this only for trials");
        }
        ObjectNode document = ui.document();
        document.put("requests", report.requests());
        document.set("phaseMillis", phaseMillis);
        document.put("lock", report.lock().toString());
        ArrayNode heldBack = document.putArray("heldBack");
        for (HeldBack held : report.heldBack()) {
            heldBack.addObject()
                    .put("requirement", held.requirement().text())
                    .put("origin", held.requirement().origin())
                    .set("problems", Ui.problems(held.problems()));
        }
        document.set("findings", Ui.problems(report.findings()));
        ArrayNode refused = document.putArray("refusedHosts");
        report.refusedHosts().forEach(refused::add);
        ArrayNode notes = document.putArray("notes");
        report.notes().forEach(notes::add);
        if (report.dryRun().isPresent()) {
            tell(report.dryRun().get(), ui, document);
        } else if (report.bundle().isEmpty()) {
            ui.say(
                    report.feedIsEmpty()
                            ? "nothing was exported"
                            : "nothing new since seq " + report.number().seq());
        } else {
            Statement statement = report.statement();
            Path folder = report.bundle().get().folder();
            ui.say("state " + statement.number() + ": " + statement.counts().artifacts() + " artifacts, "
                    + Sizes.text(statement.counts().bytes()) + "; packed "
                    + Sizes.text(statement.packed().bytes()) + " in "
                    + statement.packed().volumes() + (statement.packed().volumes() == 1 ? " volume" : " volumes")
                    + "; lock: " + report.lock());
            document.put("bundle", folder.toString());
            document.put("state", statement.state().hex());
            document.putObject("counts")
                    .put("artifacts", statement.counts().artifacts())
                    .put("pointers", statement.counts().pointers())
                    .put("blobs", statement.counts().blobs())
                    .put("bytes", statement.counts().bytes())
                    .put("volumes", statement.packed().volumes());
            ui.data(folder.toString());
        }
        if (!report.feedIsEmpty()) {
            document.put("feed", report.number().feed())
                    .put("epoch", report.number().epoch())
                    .put("seq", report.number().seq());
        }
        ui.document(document);
        if (!report.heldBack().isEmpty()
                || report.findings().stream().anyMatch(finding -> finding.code().exitClass() == ExitClass.PARTIAL)) {
            return ExitClass.PARTIAL.code();
        }
        return report.findings().isEmpty() ? 0 : ExitClass.FINDINGS.code();
    }

    /** How to allow a host is said once, for all of them. */
    private static Problem said(Problem problem) {
        return problem.code() == TransportProblem.HOST_NOT_ALLOWED
                ? new Problem(problem.code(), problem.where(), problem.what(), List.of())
                : problem;
    }

    private static void tell(DryRun plan, Ui ui, ObjectNode document) {
        ui.data("would export " + plan.artifacts() + " artifacts, " + plan.newArtifacts() + " of them new");
        ui.data("in the cache: " + plan.cachedFiles() + " files, " + Sizes.text(plan.cachedBytes()));
        ui.data("to download: " + plan.downloads() + " files, " + Sizes.text(plan.downloadBytes())
                + (plan.unknownSizes() > 0 ? " and " + plan.unknownSizes() + " files of unknown size" : ""));
        document.putObject("dryRun")
                .put("artifacts", plan.artifacts())
                .put("newArtifacts", plan.newArtifacts())
                .put("cachedFiles", plan.cachedFiles())
                .put("cachedBytes", plan.cachedBytes())
                .put("downloads", plan.downloads())
                .put("downloadBytes", plan.downloadBytes())
                .put("unknownSizes", plan.unknownSizes());
    }
}
