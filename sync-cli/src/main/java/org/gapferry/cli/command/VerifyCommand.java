package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Fingerprint;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Progress;
import org.gapferry.cli.Sizes;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.importer.BundleCatalog;
import org.gapferry.importer.ImportListener;
import org.gapferry.importer.Verifier;
import org.gapferry.manifest.Target;
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
        description = "Check a bundle as an import would, without writing anything.",
        footer = {
            "",
            "Before the medium leaves the building, on the connected side:",
            "  gapferry verify BUNDLE --trust trust.json --fingerprint F",
            "Whether a bundle or a store has everything that a project needs:",
            "  gapferry verify BUNDLE --trust trust.json --fingerprint F \\",
            "    --project ./infra --target linux-x64",
            "  gapferry verify --project ./infra --store STORE"
        })
public final class VerifyCommand extends GapferryCommand {
    static final class WithTrust {
        @Option(
                names = "--trust",
                required = true,
                paramLabel = "FILE",
                description = "A trust file, where there is no store.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(
                names = "--fingerprint",
                required = true,
                paramLabel = "F",
                description = "The fingerprint of the trust file.")
        @SuppressWarnings("NullAway.Init")
        private String fingerprint;
    }

    static final class Against {
        @Option(
                names = "--store",
                required = true,
                paramLabel = "STORE",
                description = "The store that will import the bundle.")
        private @Nullable Path store;

        @ArgGroup(exclusive = false)
        private @Nullable WithTrust trust;
    }

    @Parameters(arity = "0..1", paramLabel = "BUNDLE", description = "The bundle's folder; optional with --project.")
    private @Nullable Path bundle;

    @Option(
            names = "--project",
            paramLabel = "DIR",
            description =
                    "Check that everything this project needs would be served by the store, after an import of the bundle if one is given. Nothing is imported. Exits with 1 if something is missing, with 3 if a file of the project cannot be read.")
    private @Nullable Path project;

    @Option(
            names = "--target",
            split = ",",
            paramLabel = "OS-ARCH",
            description = "The targets to check with --project, such as linux-x64,windows-x64 (default: this machine).")
    private List<String> targets = List.of();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Against against;

    @Mixin
    private final Limits limits = new Limits();

    public VerifyCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        Ui ui = ui();
        ObjectNode document = ui.document();
        Path folder = project;
        int code = folder != null && bundle == null ? 0 : verifyBundle(bundle(), ui, document);
        if (folder != null) {
            code = Math.max(code, ask(folder, ui, document));
        }
        ui.document(document);
        return code;
    }

    private Path bundle() {
        Path given = bundle;
        if (given == null) {
            throw CliProblem.BAD_OPTION.thrown(
                    "BUNDLE", "nothing to verify: name a bundle or --project", "gapferry verify BUNDLE --store STORE");
        }
        return given;
    }

    private int ask(Path folder, Ui ui, ObjectNode document) throws IOException {
        WithTrust with = against.trust;
        Path given = bundle;
        Verifier verifier = new Verifier(limits.rules(context.clock()), ImportListener.SILENT, DocumentChanges.NONE);
        if (with != null) {
            try (BundleCatalog catalog = verifier.catalog(bundle(), trusted(with))) {
                return check(folder, ui, document, catalog);
            }
        }
        Path held = store();
        try (Store store = Store.open(held, new LocalDisk(), context.clock());
                Generation generation = store.current(Store.CURRENT).orElseThrow(() -> Verifier.noTrust(held))) {
            if (given == null) {
                return check(folder, ui, document, generation.catalog());
            }
            try (BundleCatalog catalog = verifier.catalog(given, generation)) {
                return check(folder, ui, document, catalog);
            }
        }
    }

    private int check(Path folder, Ui ui, ObjectNode document, Catalog catalog) {
        List<Target> wanted = targets.isEmpty()
                ? List.of(Target.thisMachine())
                : targets.stream().map(TargetOption::parse).toList();
        return new ProjectCheck(context.ecosystems(), catalog, ui)
                .check(folder.toAbsolutePath().normalize(), wanted, document);
    }

    private static TrustChain trusted(WithTrust with) {
        byte[] bytes = SmallFile.read(with.file, "a trust file");
        Fingerprint.require(with.fingerprint, Digest.of(bytes), with.file.toString());
        return TrustChain.of(TrustFile.parse(with.file.toString(), bytes));
    }

    private Path store() {
        Path folder = against.store;
        if (folder == null) {
            throw new IllegalStateException();
        }
        return folder;
    }

    private int verifyBundle(Path checked, Ui ui, ObjectNode document) throws IOException {
        Verifier.Report report;
        try (Progress progress = new Progress(ui)) {
            report = verify(
                    ui,
                    document,
                    new Verifier(
                            limits.rules(context.clock()),
                            progress,
                            context.ecosystems().documentChanges()),
                    checked);
            document.set("phaseMillis", progress.phaseMillis());
        }
        boolean findings = ui.notes(report.notes());
        Statement statement = report.statement();
        ui.say("signatures and " + statement.packed().blobs() + " packed blobs ("
                + Sizes.text(statement.packed().bytes()) + ") verified");
        ui.data("state " + statement.number() + " " + statement.state());
        document.put("feed", statement.number().feed())
                .put("epoch", statement.number().epoch())
                .put("seq", statement.number().seq())
                .put("state", statement.state().hex())
                .put("created", statement.created().toString());
        document.set("notes", Ui.json(report.notes()));
        return findings ? ExitClass.FINDINGS.code() : 0;
    }

    private Verifier.Report verify(Ui ui, ObjectNode document, Verifier verifier, Path checked) throws IOException {
        WithTrust with = against.trust;
        if (with != null) {
            return verifier.verify(checked, trusted(with));
        }
        Path folder = store();
        try (Store store = Store.open(folder, new LocalDisk(), context.clock())) {
            try (Generation generation = store.current(Store.CURRENT).orElseThrow(() -> Verifier.noTrust(folder))) {
                Verifier.Report report = verifier.verify(checked, generation);
                ChangeReport.Summary changes = report.changes().summary();
                ui.say("an import would change the store: " + changes.sentence()
                        + "; `gapferry sign` lists the changes");
                document.set("changes", Ui.json(changes));
                return report;
            }
        }
    }
}
