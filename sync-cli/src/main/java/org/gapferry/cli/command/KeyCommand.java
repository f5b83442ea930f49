package org.gapferry.cli.command;

import java.nio.file.Path;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.Passphrases;
import org.gapferry.cli.ProcessContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keys. */
@Command(
        name = "key",
        description = "Generate keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class KeyCommand {
    /** {@code gapferry key generate}. */
    @Command(
            name = "generate",
            description = "Generate an Ed25519 key: the private NAME.key and the public NAME.pub.",
            footer = {
                "",
                "Generate the root key on an offline machine and keep it there; keep the",
                "exporter's key where exports run:",
                "  gapferry key generate --out keys/root",
                "  gapferry key generate --out keys/exporter"
            })
    public static final class Generate extends GapferryCommand {
        @Option(
                names = "--out",
                required = true,
                paramLabel = "NAME",
                description =
                        "The path without extension. Parent folders are created; existing files are not overwritten.")
        @SuppressWarnings("NullAway.Init")
        private Path out;

        @Option(names = "--no-passphrase", description = "Do not encrypt the key, for machines that sign unattended.")
        private boolean noPassphrase;

        @Mixin
        private final Passphrases passphrases = new Passphrases();

        public Generate(ProcessContext context) {
            super(context);
        }

        @Override
        public Integer call() {
            KeyFile.requireNew(out);
            try (SigningKey key = SigningKey.generate()) {
                KeyFile.write(out, key, noPassphrase ? new char[0] : passphrases.forNew(context));
                ui().data(out + ".key");
                ui().data(out + ".pub");
                ui().document(ui().document()
                        .put("key", out + ".key")
                        .put("public", out + ".pub")
                        .put("id", key.verificationKey().id()));
                ui().say("key " + key.verificationKey().id() + (noPassphrase ? ", not encrypted" : ""));
            }
            return 0;
        }
    }
}
