package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.export.LockFile;
import org.gapferry.importer.Verifier;
import org.gapferry.mirror.store.FeedState;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry why}. */
@Command(
        name = "why",
        description = "Show why a version is included: the path from it to a line of the manifest.",
        footer = {
            "",
            "From a lock file:  gapferry why qs --lock gapferry.lock.json",
            "From a store:      gapferry why pkg:npm/qs@6.13.0 --store STORE"
        })
public final class WhyCommand extends GapferryCommand {
    static final class Source {
        @Option(names = "--lock", required = true, paramLabel = "FILE", description = "A lock file.")
        private @Nullable Path lock;

        @Option(names = "--store", required = true, paramLabel = "STORE", description = "A store.")
        private @Nullable Path store;
    }

    @Parameters(
            paramLabel = "COORDINATE",
            description = "A coordinate, with or without version, such as pkg:npm/qs@6.13.0, or a package name.")
    @SuppressWarnings("NullAway.Init")
    private String wanted;

    @ArgGroup
    private @Nullable Source source;

    public WhyCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        Path store = source == null ? null : source.store;
        Path lock = source == null ? null : source.lock;
        if (store != null) {
            readStore(store, reasons);
        } else {
            LockFile.read(lock == null ? Path.of("gapferry.lock.json") : lock, context.ecosystems())
                    .artifacts()
                    .forEach(artifact -> reasons.put(
                            artifact.coordinates().toString(),
                            artifact.metadata().why()));
        }
        List<String> found =
                reasons.keySet().stream().filter(this::isWanted).sorted().toList();
        if (found.isEmpty()) {
            throw CliProblem.NOT_CARRIED.thrown(
                    wanted,
                    "no package of that name",
                    "a coordinate looks like this: "
                            + reasons.keySet().stream().findFirst().orElse("pkg:npm/qs@6.13.0"));
        }
        Ui ui = ui();
        ObjectNode document = ui.document();
        ArrayNode artifacts = document.putArray("artifacts");
        for (String coordinate : found) {
            List<String> way = way(coordinate, reasons);
            ui.data(coordinate);
            way.forEach(step -> ui.data("  " + step));
            ArrayNode steps = artifacts.addObject().put("artifact", coordinate).putArray("why");
            way.forEach(steps::add);
        }
        ui.document(document);
        return 0;
    }

    private boolean isWanted(String text) {
        Coordinates coordinates = Coordinates.parse(text);
        String name = (coordinates.namespace().isEmpty() ? "" : coordinates.namespace() + "/") + coordinates.name();
        return wanted.equals(text)
                || wanted.equals(coordinates.unversioned().toString())
                || wanted.equals(name)
                || wanted.equals(name + "@" + coordinates.version());
    }

    /** From a version to what asks for it, until something that is no artifact: a line of a manifest. */
    private static List<String> way(String coordinate, Map<String, String> reasons) {
        List<String> way = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String at = coordinate;
        while (seen.add(at)) {
            String reason = reasons.getOrDefault(at, "");
            if (reason.isEmpty()) {
                break;
            }
            way.add(reason);
            int blank = reason.indexOf(' ');
            at = blank < 0 ? reason : reason.substring(0, blank);
        }
        return way;
    }

    private void readStore(Path folder, Map<String, String> reasons) throws IOException {
        try (Store store = Store.open(folder, new LocalDisk(), context.clock());
                Generation generation = store.current(Store.CURRENT).orElseThrow(() -> Verifier.noTrust(folder))) {
            for (FeedState feed : generation.feeds()) {
                for (ByteSource inventory : generation.inventory(feed.number().feed())) {
                    try (InventoryReader reader = new InventoryReader(inventory, "the inventory")) {
                        for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                            if (line instanceof Artifact artifact) {
                                reasons.putIfAbsent(
                                        artifact.coordinates().toString(),
                                        artifact.metadata().why());
                            }
                        }
                    }
                }
            }
        }
    }
}
