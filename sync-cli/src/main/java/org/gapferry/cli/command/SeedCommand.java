package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.manifest.Target;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreProblem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry pulumi seed}, and the like for each ecosystem whose client has such a folder. */
@Command(
        name = "seed",
        description =
                "Fill a client's own folder with everything that a store has for a target, so that the client downloads nothing.",
        footer = {"", "For an image:", "  gapferry pulumi seed --store STORE --home image/.pulumi --target linux-x64"})
public final class SeedCommand extends GapferryCommand {
    private final Ecosystem ecosystem;

    @Option(names = "--store", required = true, paramLabel = "STORE", description = "The store.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "The client's folder; created if missing.")
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @Option(
            names = "--target",
            paramLabel = "OS-ARCH",
            description = "The target, such as linux-arm64 (default: this machine).")
    private @Nullable String target;

    public SeedCommand(ProcessContext context, Ecosystem ecosystem) {
        super(context);
        this.ecosystem = ecosystem;
    }

    @Override
    public Integer call() {
        Target wanted = target == null ? Target.thisMachine() : TargetOption.parse(target);
        Ui ui = ui();
        List<String> filled;
        try (Store store = Store.open(folder, new LocalDisk(), context.clock());
                Generation generation = store.current(Store.CURRENT)
                        .orElseThrow(() -> StoreProblem.NO_GENERATION.thrown(
                                folder.toString(), "the store is empty; import a bundle first"))) {
            filled = ecosystem
                    .clients()
                    .cache()
                    .fill(
                            generation.catalog(),
                            blob -> generation.catalog().open(blob).stream(),
                            wanted,
                            home,
                            item -> ui.say("unpacking " + item));
        } catch (IOException e) {
            throw CliProblem.FILE_UNWRITABLE
                    .thrown(home.toString(), "cannot fill the folder: " + FileReason.withFile(e))
                    .causedBy(e);
        }
        ObjectNode document = ui.document();
        ArrayNode list = document.putArray("filled");
        for (String item : filled) {
            ui.data(item);
            list.add(item);
        }
        if (filled.isEmpty()) {
            ui.say("nothing to do: the folder has everything for " + wanted);
        }
        ui.document(document);
        return 0;
    }
}
