package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.cli.ProcessContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapferry trust revoke}. */
@Command(
        name = "revoke",
        description =
                "Writes the next version of a trust file without a key that was lost or stolen. Receivers learn it from the next bundle, or at once by hand.",
        footer = {
            "",
            "By hand, on each receiver, with the fingerprint that is printed:",
            "  gapferry trust accept trust-2.json --store STORE --fingerprint F"
        })
public final class TrustRevoke extends NextTrust {
    @Option(
            names = "--key",
            required = true,
            paramLabel = "PUB",
            description = "The public key that loses all of its roles. May be repeated.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> revoked;

    public TrustRevoke(ProcessContext context) {
        super(context);
    }

    @Override
    void change(TrustChange change) {
        for (Path key : revoked) {
            change.remove(KeyFile.readPublic(key), "--key " + key);
        }
    }
}
