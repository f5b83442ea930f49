package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.Logs;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Progress;
import org.gapferry.cli.Sizes;
import org.gapferry.cli.Ui;
import org.gapferry.importer.Importer;
import org.gapferry.mirror.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry import}. */
@Command(
        name = "import",
        description = "On the offline side: verify bundles, then publish them in the store.",
        footer = {
            "",
            "A refused bundle changes only the store's log. To finish an interrupted import,",
            "run the same command again.",
            "To create the store:",
            "  gapferry trust accept trust.json --store STORE --fingerprint F"
        })
public final class ImportCommand extends GapferryCommand {
    @Parameters(arity = "1..*", paramLabel = "BUNDLE", description = "The bundles' folders, imported in this order.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> bundles;

    @Option(names = "--store", required = true, paramLabel = "STORE", description = "The store.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(
            names = "--channel",
            defaultValue = Store.CURRENT,
            paramLabel = "NAME",
            description = "The channel that will serve the new generation (default: current).")
    @SuppressWarnings("NullAway.Init")
    private String channel;

    @Mixin
    private final Limits limits = new Limits();

    public ImportCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        Channels.check(channel);
        Logs.begin(Logs.folder(context.variables()), "import", context.clock());
        Ui ui = ui();
        ObjectNode document = ui.document();
        ArrayNode imports = document.putArray("imports");
        boolean findings = false;
        try (Store store = Store.open(folder, new LocalDisk(), context.clock());
                Progress progress = new Progress(ui)) {
            for (Path bundle : bundles) {
                long begin = System.nanoTime();
                Importer.Report report = new Importer(
                                store,
                                channel,
                                limits.rules(context.clock()),
                                progress,
                                context.ecosystems().documentChanges())
                        .importBundle(bundle);
                findings |= ui.notes(report.notes());
                ui.say(
                        report.alreadyThere()
                                ? "state " + report.statement().number() + " is already imported; nothing to do"
                                : "state " + report.statement().number() + " is generation " + report.generation()
                                        + ": "
                                        + report.statement().counts().artifacts() + " artifacts, received "
                                        + Sizes.text(report.receivedBytes()) + "; "
                                        + report.changes().sentence() + ", see "
                                        + folder.resolve("generations/" + report.generation() + "/changes.md"));
                ObjectNode one = imports.addObject();
                one.put("bundle", bundle.toString());
                one.put("feed", report.statement().number().feed());
                one.put("epoch", report.statement().number().epoch());
                one.put("seq", report.statement().number().seq());
                one.put("state", report.statement().state().hex());
                one.put("generation", report.generation());
                one.put("alreadyImported", report.alreadyThere());
                one.put("receivedBlobs", report.receivedBlobs());
                one.put("receivedBytes", report.receivedBytes());
                one.set("changes", Ui.json(report.changes()));
                one.put("millis", (System.nanoTime() - begin) / 1_000_000);
                one.set("phaseMillis", progress.phaseMillis());
                one.set("notes", Ui.json(report.notes()));
                ui.data("generation " + report.generation());
            }
        }
        ui.document(document);
        return findings ? ExitClass.FINDINGS.code() : 0;
    }
}
