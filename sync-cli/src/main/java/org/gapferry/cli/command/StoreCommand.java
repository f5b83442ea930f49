package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreProblem;
import org.gapferry.mirror.store.StoreWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Care of a store. */
@Command(
        name = "store",
        description = "Store maintenance.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class StoreCommand {
    /** {@code gapferry store rollback}. */
    @Command(
            name = "rollback",
            description =
                    "Serve the contents of an earlier generation again, as a new generation. Replayed and contradicting bundles are still refused.",
            footer = {"", "To return to the newest state:  gapferry import BUNDLE --store STORE"})
    public static final class Rollback extends GapferryCommand {
        @Option(names = "--store", required = true, paramLabel = "STORE", description = "The store.")
        @SuppressWarnings("NullAway.Init")
        private Path folder;

        @Option(
                names = "--to",
                defaultValue = "0",
                paramLabel = "N",
                description = "The generation to serve again (default: the previous one).")
        private long to;

        @Option(
                names = "--channel",
                defaultValue = Store.CURRENT,
                paramLabel = "NAME",
                description = "The channel to switch (default: current).")
        @SuppressWarnings("NullAway.Init")
        private String channel;

        public Rollback(ProcessContext context) {
            super(context);
        }

        @Override
        public Integer call() throws IOException {
            Channels.check(channel);
            try (Store store = Store.open(folder, new LocalDisk(), context.clock());
                    StoreWriter writer = StoreWriter.lock(store)) {
                writer.emptyQuarantine(true);
                long target = to > 0 ? to : before(store);
                long generation = writer.rollBack(target, channel);
                writer.emptyQuarantine(true);
                store.log(
                        "rolled-back",
                        Map.of("contents", Long.toString(target), "generation", Long.toString(generation)));
                ui().say("generation " + generation + " serves the contents of generation " + target);
                ui().data("generation " + generation);
                ui().document(ui().document().put("generation", generation).put("contents", target));
            }
            return 0;
        }

        private long before(Store store) throws IOException {
            try (Generation current = store.current(channel)
                    .orElseThrow(() -> StoreProblem.NO_GENERATION.thrown(
                            folder.toString(), "the channel `" + channel + "` does not exist"))) {
                long contents = current.contentsOf();
                return store.generations().stream()
                        .filter(number -> number < contents)
                        .reduce((first, last) -> last)
                        .orElseThrow(() -> StoreProblem.NO_GENERATION.thrown(
                                folder.toString(), "no generation before " + contents));
            }
        }
    }
}
