package org.gapferry.cli.command;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Progress;
import org.gapferry.cli.SigningKeys;
import org.gapferry.cli.Terminal;
import org.gapferry.cli.Ui;
import org.gapferry.importer.Countersigner;
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

/** {@code gapferry sign}. */
@Command(
        name = "sign",
        description =
                "Verify a bundle, show what it changes, and add the signature of an approver or of another exporter.",
        footer = {
            "",
            "Changes to a store:",
            "  gapferry sign BUNDLE --key approver.key --store STORE",
            "Changes since an earlier bundle:",
            "  gapferry sign BUNDLE --key approver.key --since BEFORE"
        })
public final class SignCommand extends GapferryCommand {
    static final class Against {
        @Option(
                names = "--store",
                paramLabel = "STORE",
                description =
                        "The store that will import the bundle: its trust file is used, and changes are shown against its contents.")
        private @Nullable Path store;

        @Option(
                names = "--since",
                paramLabel = "BUNDLE",
                description = "An earlier bundle of the feed, to show changes against.")
        private @Nullable Path since;
    }

    @Parameters(paramLabel = "BUNDLE", description = "The bundle's folder.")
    @SuppressWarnings("NullAway.Init")
    private Path bundle;

    @Option(names = "--key", required = true, paramLabel = "KEY", description = "The private key to sign with.")
    @SuppressWarnings("NullAway.Init")
    private Path key;

    @ArgGroup
    private @Nullable Against against;

    @Mixin
    private final SigningKeys signing = new SigningKeys();

    public SignCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        Ui ui = ui();
        BundleOnMedium.open(bundle);
        try (SigningKey signer = signing.of(key, context)) {
            Path folder = against == null ? null : against.store;
            if (folder == null) {
                return sign(signer, ui, verified(ui));
            }
            try (Store store = Store.open(folder, new LocalDisk(), context.clock());
                    Generation generation = store.current(Store.CURRENT).orElseThrow(() -> Verifier.noTrust(folder));
                    Progress progress = new Progress(ui)) {
                Verifier.Report report = verifier(progress).verify(bundle, generation);
                progress.close();
                return sign(signer, ui, report);
            }
        }
    }

    private Verifier verifier(Progress progress) {
        return new Verifier(
                ReceiverRules.standard(context.clock()).beforeApproval(),
                progress,
                context.ecosystems().documentChanges());
    }

    /**
     * Without a store the bundle's own trust file must do: a signature of a key that no receiver knows helps nobody.
     */
    private Verifier.Report verified(Ui ui) throws IOException {
        String first = Statement.trustName(1);
        TrustFile trust = TrustFile.parse(first, BundleOnMedium.open(bundle).readSmall(first, 65_536));
        ui.say("note: " + first + ": using the bundle's own trust file; check its fingerprint: " + trust.fingerprint());
        Path since = against == null ? null : against.since;
        try (Progress progress = new Progress(ui)) {
            return verifier(progress).verify(bundle, TrustChain.of(trust), since == null ? List.of() : List.of(since));
        }
    }

    private int sign(SigningKey signer, Ui ui, Verifier.Report report) throws IOException {
        TrustFile trust = report.trust().newest();
        Role role = Countersigner.role(signer, trust);
        ui.notes(report.notes());
        StringWriter changes = new StringWriter();
        ChangeReport.Summary summary = report.changes().writeMarkdown(changes);
        ui.data(changes.toString().strip());
        ui.data("");
        Optional<Terminal> terminal = context.terminal().get().filter(Terminal::interactive);
        if (terminal.isPresent()) {
            String answer = terminal.get()
                    .line("Sign state " + report.statement().number() + " as " + role.word() + "? [y/N] ")
                    .orElse("");
            if (!answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
                throw CliProblem.BAD_OPTION.thrown(bundle.toString(), "not signed");
            }
        }
        new Countersigner(new LocalDisk()).sign(bundle, signer);
        ui.say("state " + report.statement().number() + " signed as " + role.word());
        ui.data(bundle.toString());
        ObjectNode document = ui.document()
                .put("bundle", bundle.toString())
                .put("role", role.word())
                .put("key", signer.verificationKey().id())
                .put("state", report.statement().state().hex());
        document.set("changes", Ui.json(summary));
        ui.document(document);
        return 0;
    }
}
