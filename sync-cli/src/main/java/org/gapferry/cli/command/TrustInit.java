package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.TrustRules;
import org.gapferry.bundle.sign.VerificationKey;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.SigningKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gapferry trust init}. */
@Command(
        name = "init",
        description = "Write the first trust file, and print its fingerprint as the last line.",
        footer = {
            "",
            "Send the fingerprint to the offline side by a separate channel, such as by",
            "telephone; it is typed into",
            "  gapferry trust accept trust.json --store STORE --fingerprint F",
            "",
            "Two of three root keys, and a person who approves each bundle:",
            "  gapferry trust init --root root1.key --root root2.key --root root3.pub \\",
            "    --root-threshold 2 --exporter exporter.pub --approver approver.pub \\",
            "    --out trust.json"
        })
public final class TrustInit extends GapferryCommand {
    static final class Roles {
        @Option(
                names = "--root",
                required = true,
                paramLabel = "KEY",
                description =
                        "A root key, which signs only trust files: a private key signs, a public key is listed. May be repeated.")
        @SuppressWarnings("NullAway.Init")
        private List<Path> roots;

        @Option(
                names = "--exporter",
                required = true,
                paramLabel = "PUB",
                description = "An exporter's public key. May be repeated.")
        @SuppressWarnings("NullAway.Init")
        private List<Path> exporters;

        @Option(
                names = "--approver",
                paramLabel = "PUB",
                description = "The public key of a person who must also sign each bundle. May be repeated.")
        private List<Path> approvers = new ArrayList<>();

        @Option(
                names = "--root-threshold",
                defaultValue = "1",
                paramLabel = "N",
                description = "How many root keys must sign (default: 1).")
        private int rootThreshold;

        @Option(
                names = "--exporter-threshold",
                defaultValue = "1",
                paramLabel = "N",
                description = "How many exporters must sign (default: 1).")
        private int exporterThreshold;

        @Option(
                names = "--approver-threshold",
                defaultValue = "1",
                paramLabel = "N",
                description = "How many approvers must sign (default: 1).")
        private int approverThreshold;
    }

    static final class Keys {
        @ArgGroup(exclusive = false)
        private @Nullable Roles roles;

        @Option(
                names = "--single-key",
                required = true,
                paramLabel = "KEY",
                description = "One key for all roles, only for trials.")
        private @Nullable Path single;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Keys keys;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The trust file to write; existing files are not overwritten.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Mixin
    private final SigningKeys signing = new SigningKeys();

    public TrustInit(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        TrustOutput.requireNew(out);
        byte[] bytes = keys.single != null ? ofSingleKey(keys.single) : ofRoles(keys.roles);
        TrustOutput.write(out, bytes);
        TrustOutput.tell(ui(), out, bytes, List.of());
        return 0;
    }

    private byte[] ofSingleKey(Path single) {
        try (SigningKey key = signing.of(single, context)) {
            ui().warn(
                            "warning: one key has all roles, and whoever has it can replace all others. Use this only for trials");
            return TrustFile.first(key, key.verificationKey(), true);
        }
    }

    private byte[] ofRoles(@Nullable Roles given) {
        if (given == null) {
            throw new IllegalStateException();
        }
        List<SigningKey> signers = TrustOutput.signers(given.roots, signing, context);
        try {
            List<VerificationKey> roots = TrustOutput.keys(given.roots, signers, signing);
            List<VerificationKey> exporters =
                    given.exporters.stream().map(KeyFile::readPublic).toList();
            if (roots.stream().anyMatch(exporters::contains)) {
                throw CliProblem.BAD_OPTION.thrown(
                        "--exporter",
                        "the root key and the exporter key are the same",
                        "generate a second key, or for a trial: --single-key " + given.roots.get(0));
            }
            Map<Role, TrustRules.Keys> roles = new EnumMap<>(Role.class);
            roles.put(Role.ROOT, new TrustRules.Keys(roots, given.rootThreshold));
            roles.put(Role.EXPORTER, new TrustRules.Keys(exporters, given.exporterThreshold));
            if (!given.approvers.isEmpty()) {
                roles.put(
                        Role.APPROVER,
                        new TrustRules.Keys(
                                given.approvers.stream()
                                        .map(KeyFile::readPublic)
                                        .toList(),
                                given.approverThreshold));
            }
            return TrustRules.first(false, roles).seal(signers);
        } catch (IllegalArgumentException e) {
            throw TrustOutput.broken(e);
        } finally {
            signers.forEach(SigningKey::close);
        }
    }
}
