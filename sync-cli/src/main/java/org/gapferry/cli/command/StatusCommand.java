package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.VerificationKey;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.mirror.store.FeedState;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry status}. */
@Command(name = "status", description = "Show a store's feeds, generation and trusted keys.")
public final class StatusCommand extends GapferryCommand {
    @Option(names = "--store", required = true, paramLabel = "STORE", description = "The store.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    public StatusCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        Ui ui = ui();
        ObjectNode document = ui.document().put("store", folder.toString());
        try (Store store = Store.open(folder, new LocalDisk(), context.clock())) {
            Optional<Generation> current = store.current(Store.CURRENT);
            if (current.isEmpty()) {
                ui.data("no trust file accepted yet");
                document.putNull("generation");
            } else {
                try (Generation generation = current.get()) {
                    tell(ui, generation, document);
                }
            }
            ArrayNode generations = document.putArray("generations");
            store.generations().forEach(generations::add);
        }
        ui.document(document);
        return 0;
    }

    private void tell(Ui ui, Generation generation, ObjectNode document) throws IOException {
        document.put("generation", generation.number());
        TrustFile trust = generation.trust().newest();
        document.put("fingerprint", trust.fingerprint().text());
        document.put("trustVersion", trust.version());
        document.put("singleKey", trust.singleKey());
        ui.data("generation   " + generation.number());
        ui.data("trust        version " + trust.version() + ", fingerprint " + trust.fingerprint());
        if (trust.singleKey()) {
            ui.data("             WARNING: one key has all roles; use this only for trials");
        }
        ArrayNode keys = document.putArray("exporterKeys");
        for (VerificationKey key : trust.keys(Role.EXPORTER).keys()) {
            keys.add(key.id());
            ui.data("exporter     key " + key.id());
        }
        ArrayNode feeds = document.putArray("feeds");
        for (FeedState feed : generation.feeds()) {
            long days =
                    Duration.between(feed.created(), context.clock().instant()).toDays();
            ui.data("feed         " + feed.number() + ", sealed " + feed.created() + " (" + days + " days ago), "
                    + feed.state());
            if (!feed.isCurrent()) {
                ui.data("             rolled back: serves "
                        + feed.held().map(held -> "state " + held.number()).orElse("nothing of this feed"));
            }
            feeds.addObject()
                    .put("served", feed.held().map(held -> held.number().seq()).orElse(0L))
                    .put("feed", feed.number().feed())
                    .put("epoch", feed.number().epoch())
                    .put("seq", feed.number().seq())
                    .put("state", feed.state().hex())
                    .put("created", feed.created().toString());
        }
        if (generation.feeds().isEmpty()) {
            ui.data("feed         none imported yet");
        }
    }
}
