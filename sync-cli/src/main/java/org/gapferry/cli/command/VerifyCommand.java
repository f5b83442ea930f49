package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Fingerprint;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.cli.Progress;
import org.gapferry.cli.Sizes;
import org.gapferry.cli.Surroundings;
import org.gapferry.cli.Ui;
import org.gapferry.cli.Verb;
import org.gapferry.importer.Verifier;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry verify}. */
@Command(
        name = "verify",
        description = "Checks a bundle as an import would, and writes nothing.",
        footer = {
            "",
            "Before the medium leaves the building, on the connected side:",
            "  gapferry verify BUNDLE --trust trust.json --fingerprint F"
        })
public final class VerifyCommand extends Verb {
    static final class WithTrust {
        @Option(
                names = "--trust",
                required = true,
                paramLabel = "FILE",
                description = "A trust file, for machines without a store.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(names = "--fingerprint", required = true, paramLabel = "F", description = "Its fingerprint.")
        @SuppressWarnings("NullAway.Init")
        private String fingerprint;
    }

    static final class Against {
        @Option(
                names = "--store",
                required = true,
                paramLabel = "STORE",
                description = "The store that would import it.")
        private @Nullable Path store;

        @ArgGroup(exclusive = false)
        private @Nullable WithTrust trust;
    }

    @Parameters(paramLabel = "BUNDLE", description = "A folder as `gapferry export` made it.")
    @SuppressWarnings("NullAway.Init")
    private Path bundle;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Against against;

    @Mixin
    private final Limits limits = new Limits();

    public VerifyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException {
        Ui ui = ui();
        Verifier.Report report;
        try (Progress progress = new Progress(ui)) {
            report = verify(new Verifier(limits.rules(surroundings.clock()), progress));
        }
        boolean findings = ui.notes(report.notes());
        Statement statement = report.statement();
        ui.say("the signatures and all " + statement.packed().blobs() + " packed blobs ("
                + Sizes.text(statement.packed().bytes()) + ") are good");
        ui.data("state " + statement.number() + " " + statement.state());
        ObjectNode document = ui.document()
                .put("feed", statement.number().feed())
                .put("epoch", statement.number().epoch())
                .put("seq", statement.number().seq())
                .put("state", statement.state().hex())
                .put("created", statement.created().toString());
        document.set("notes", Ui.json(report.notes()));
        ui.document(document);
        return findings ? ExitClass.FINDINGS.code() : 0;
    }

    private Verifier.Report verify(Verifier verifier) throws IOException {
        WithTrust with = against.trust;
        if (with != null) {
            byte[] bytes = SmallFile.read(with.file, "a trust file");
            Fingerprint.require(with.fingerprint, Digest.of(bytes), with.file.toString());
            return verifier.verify(bundle, TrustChain.of(TrustFile.parse(with.file.toString(), bytes)));
        }
        Path folder = against.store;
        if (folder == null) {
            throw new IllegalStateException();
        }
        try (Store store = Store.open(folder, new LocalDisk(), surroundings.clock())) {
            try (Generation generation = store.current(Store.CURRENT).orElseThrow(() -> Verifier.noTrust(folder))) {
                return verifier.verify(bundle, generation);
            }
        }
    }
}
