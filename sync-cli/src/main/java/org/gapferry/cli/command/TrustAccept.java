package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.sign.Fingerprint;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapferry trust accept}. */
@Command(
        name = "accept",
        description =
                "On the receiver, once: accept a trust file by its fingerprint, which must come by a separate channel, and create the store. Run it again to accept a later version by hand.")
public final class TrustAccept extends GapferryCommand {
    @Parameters(paramLabel = "TRUST", description = "The trust file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--store", required = true, paramLabel = "STORE", description = "The store; created if missing.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(
            names = "--fingerprint",
            required = true,
            paramLabel = "F",
            description = "The fingerprint that the exporting side gave, or the SHA-256 of the file.")
    @SuppressWarnings("NullAway.Init")
    private String fingerprint;

    public TrustAccept(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        byte[] bytes = SmallFile.read(file, "a trust file");
        Fingerprint.require(fingerprint, Digest.of(bytes), file.toString());
        TrustFile trust = TrustFile.parse(file.toString(), bytes);
        boolean fresh;
        try (Store store = Store.create(folder, new LocalDisk(), context.clock());
                StoreWriter writer = StoreWriter.lock(store)) {
            writer.emptyQuarantine(true);
            fresh = writer.acceptTrust(trust, Store.CURRENT);
            writer.emptyQuarantine(true);
            if (fresh) {
                store.log(
                        "trust-accepted",
                        Map.of(
                                "fingerprint", trust.fingerprint().text(),
                                "version", Integer.toString(trust.version())));
            }
        }
        ui().data(trust.fingerprint().text());
        ui().document(ui().document()
                .put("fingerprint", trust.fingerprint().text())
                .put("version", trust.version())
                .put("accepted", fresh));
        ui().say(
                        fresh
                                ? "the store `" + folder
                                        + "` accepts bundles that the exporters of this trust file signed"
                                : "this trust file is already accepted");
        if (trust.singleKey()) {
            ui().warn("warning: one key has all roles in this trust file; use it only for trials");
        }
        return 0;
    }
}
