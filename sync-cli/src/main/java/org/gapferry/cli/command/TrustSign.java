package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.SigningKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapferry trust sign}. */
@Command(
        name = "sign",
        description = "Add a root key's signature to a trust file that needs several. The fingerprint changes.")
public final class TrustSign extends GapferryCommand {
    @Parameters(paramLabel = "TRUST", description = "The trust file to sign.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--key", required = true, paramLabel = "KEY", description = "A private root key.")
    @SuppressWarnings("NullAway.Init")
    private Path key;

    @Option(
            names = "--previous",
            paramLabel = "TRUST",
            description = "The previous version, whose root keys must sign too.")
    private @Nullable Path previous;

    @Mixin
    private final SigningKeys signing = new SigningKeys();

    public TrustSign(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        TrustFile trust = TrustFile.parseUnsigned(file.toString(), SmallFile.read(file, "a trust file"));
        Path before = previous;
        List<TrustFile> earlier = before == null ? List.of() : List.of(TrustChange.read(before));
        byte[] bytes;
        try (SigningKey signer = signing.of(key, context)) {
            boolean root = trust.keys(Role.ROOT).keys().contains(signer.verificationKey())
                    || earlier.stream()
                            .anyMatch(version -> version.keys(Role.ROOT).keys().contains(signer.verificationKey()));
            if (!root) {
                throw BundleProblem.KEY_NOT_TRUSTED.thrown(
                        "--key",
                        "the key " + signer.verificationKey().id().substring(0, 16)
                                + " is not a root key of this version"
                                + (earlier.isEmpty() ? "" : " or of the previous one"),
                        earlier.isEmpty()
                                ? "for a root key of the previous version, pass that version: --previous trust.json"
                                : "gapferry trust show " + file);
            }
            bytes = trust.countersigned(signer);
        }
        LocalDisk disk = new LocalDisk();
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        disk.delete(next);
        disk.write(next, bytes);
        disk.rename(next, file);
        TrustOutput.tell(ui(), file, bytes, earlier);
        return 0;
    }
}
