package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.cli.Passphrases;
import org.gapferry.cli.Surroundings;
import org.gapferry.cli.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
public final class TrustRevoke extends Verb {
    @Parameters(paramLabel = "TRUST", description = "The newest version.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "PUB",
            description = "The public key that loses all of its roles. May be repeated.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> revoked;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "KEY",
            description = "A private root key that signs. May be repeated.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> roots;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The trust file to write; never replaced.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Mixin
    private final Passphrases passphrases = new Passphrases();

    public TrustRevoke(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        TrustFile before = TrustChange.read(file);
        TrustChange change = new TrustChange(before);
        for (Path key : revoked) {
            change.remove(KeyFile.readPublic(key), "--key " + key);
        }
        List<SigningKey> signers = TrustOutput.signers(roots, passphrases, surroundings);
        byte[] bytes = change.seal(signers);
        signers.forEach(SigningKey::close);
        TrustOutput.write(out, bytes);
        TrustOutput.tell(ui(), out, bytes, List.of(before));
        return 0;
    }
}
