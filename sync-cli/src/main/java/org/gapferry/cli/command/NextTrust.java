package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.SigningKeys;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A verb that writes the next version of a trust file. */
abstract class NextTrust extends GapferryCommand {
    @Parameters(paramLabel = "TRUST", description = "The newest version of the trust file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "KEY",
            description = "A private root key to sign with, of the previous or the new version. May be repeated.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> roots;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The trust file to write; existing files are not overwritten.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Mixin
    private final SigningKeys signing = new SigningKeys();

    NextTrust(ProcessContext context) {
        super(context);
    }

    /** Says what the next version has that this one has not. */
    abstract void change(TrustChange change);

    @Override
    public final Integer call() {
        TrustFile before = TrustChange.read(file);
        TrustChange change = new TrustChange(before);
        change(change);
        List<SigningKey> signers = TrustOutput.signers(roots, signing, context);
        byte[] bytes;
        try {
            bytes = change.seal(signers);
        } finally {
            signers.forEach(SigningKey::close);
        }
        TrustOutput.write(out, bytes);
        if (change.beginsEpoch()) {
            ui().say("new epoch: the next export of each feed is number 1 of epoch " + (before.epoch() + 1));
        }
        TrustOutput.tell(ui(), out, bytes, List.of(before));
        return 0;
    }
}
