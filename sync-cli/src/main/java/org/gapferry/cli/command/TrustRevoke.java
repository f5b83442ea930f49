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
                "Remove a lost or stolen key: write the next version of a trust file without it. Receivers get the new version with the next bundle, or at once by hand.",
        footer = {
            "",
            "By hand, on each receiver, with the printed fingerprint:",
            "  gapferry trust accept trust-2.json --store STORE --fingerprint F"
        })
public final class TrustRevoke extends NextTrust {
    @Option(
            names = "--key",
            required = true,
            paramLabel = "PUB",
            description = "The public key to remove from all roles. May be repeated.")
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
