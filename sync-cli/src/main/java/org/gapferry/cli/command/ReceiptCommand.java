package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.importer.Verifier;
import org.gapferry.mirror.store.FeedState;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry receipt}. */
@Command(
        name = "receipt",
        description =
                "Write a receipt: a list of the contents of a store, from which the exporter can pack exactly what the store lacks. Receipts are optional.",
        footer = {"", "On the connected side:  gapferry export ... --since receipt.json"})
public final class ReceiptCommand extends GapferryCommand {
    @Option(names = "--store", required = true, paramLabel = "STORE", description = "The store.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "The file to write (default: stdout).")
    private @Nullable Path out;

    public ReceiptCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        ObjectNode receipt = JsonNodeFactory.instance.objectNode().put("schema", "gapferry/receipt/1");
        try (Store store = Store.open(folder, new LocalDisk(), context.clock());
                Generation generation = store.current(Store.CURRENT).orElseThrow(() -> Verifier.noTrust(folder))) {
            receipt.put("generation", generation.number());
            ArrayNode feeds = receipt.putArray("feeds");
            for (FeedState feed : generation.feeds()) {
                feed.held().ifPresent(held -> feeds.addObject()
                        .put("feed", held.number().feed())
                        .put("epoch", held.number().epoch())
                        .put("seq", held.number().seq())
                        .put("state", held.state().hex()));
            }
        }
        String text = JsonMapper.builder().build().writeValueAsString(receipt);
        Ui ui = ui();
        Path file = out;
        if (file == null) {
            context.out().println(text);
            return 0;
        }
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw CliProblem.FILE_UNWRITABLE
                    .thrown(file.toString(), "cannot write the receipt: " + FileReason.of(e))
                    .causedBy(e);
        }
        ui.data(file.toString());
        ui.document(receipt);
        return 0;
    }
}
