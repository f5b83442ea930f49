package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.TrustRules;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.importer.Verifier;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry trust show}. */
@Command(name = "show", description = "Show the versions, roles, keys and thresholds of a trust file or a store.")
public final class TrustShow extends GapferryCommand {
    static final class Source {
        @Parameters(arity = "0..1", paramLabel = "TRUST", description = "A trust file.")
        private @Nullable Path file;

        @Option(names = "--store", required = true, paramLabel = "STORE", description = "A store.")
        private @Nullable Path store;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Source source;

    public TrustShow(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        Ui ui = ui();
        ObjectNode document = ui.document();
        ArrayNode versions = document.putArray("versions");
        for (TrustFile trust : read()) {
            TrustOutput.describe(versions.addObject(), trust);
            ui.data("version " + trust.version() + ", epoch " + trust.epoch() + ", fingerprint " + trust.fingerprint()
                    + (trust.singleKey() ? ", ONE KEY FOR ALL ROLES" : ""));
            for (Role role : Role.values()) {
                TrustRules.Keys keys = trust.keys(role);
                if (keys.threshold() > 0) {
                    ui.data("  " + role.word() + ": " + keys.threshold() + " of "
                            + keys.keys().size());
                    keys.keys().forEach(key -> ui.data("    " + key.id()));
                }
            }
            int missing = trust.rootSignaturesMissingIn(trust);
            if (missing > 0) {
                ui.warn("the trust file needs " + missing + " more signatures by root keys");
            }
        }
        ui.document(document);
        return 0;
    }

    private List<TrustFile> read() throws IOException {
        Path file = source.file;
        Path folder = source.store;
        if (folder == null) {
            Path given = Objects.requireNonNull(file);
            return List.of(TrustFile.parseUnsigned(given.toString(), SmallFile.read(given, "a trust file")));
        }
        try (Store store = Store.open(folder, new LocalDisk(), context.clock());
                Generation generation = store.current(Store.CURRENT).orElseThrow(() -> Verifier.noTrust(folder))) {
            return generation.trust().versions();
        }
    }
}
