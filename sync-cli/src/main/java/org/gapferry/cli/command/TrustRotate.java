package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.VerificationKey;
import org.gapferry.cli.Passphrases;
import org.gapferry.cli.Surroundings;
import org.gapferry.cli.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapferry trust rotate}. */
@Command(
        name = "rotate",
        description =
                "Writes the next version of a trust file: other keys, other thresholds. Receivers learn it from the next bundle.",
        footer = {
            "",
            "A new exporter's key:",
            "  gapferry trust rotate trust.json --root root.key --add-exporter new.pub --remove old.pub --out trust-2.json",
            "A new version is signed by the root keys of the version before and by its own. Keep all versions: every bundle carries them."
        })
public final class TrustRotate extends Verb {
    @Parameters(paramLabel = "TRUST", description = "The newest version.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "KEY",
            description = "A private root key, old or new, that signs. May be repeated.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> roots;

    @Option(names = "--add-root", paramLabel = "PUB", description = "A new root key. May be repeated.")
    private List<Path> addRoots = new ArrayList<>();

    @Option(names = "--add-exporter", paramLabel = "PUB", description = "A new exporter's key. May be repeated.")
    private List<Path> addExporters = new ArrayList<>();

    @Option(names = "--add-approver", paramLabel = "PUB", description = "A new approver's key. May be repeated.")
    private List<Path> addApprovers = new ArrayList<>();

    @Option(
            names = "--remove",
            paramLabel = "PUB",
            description =
                    "A key that loses all of its roles. Where it was an exporter's, a new epoch begins. May be repeated.")
    private List<Path> removed = new ArrayList<>();

    @Option(names = "--root-threshold", paramLabel = "N", description = "How many root keys must sign from now on.")
    private int rootThreshold;

    @Option(names = "--exporter-threshold", paramLabel = "N", description = "How many exporters must sign.")
    private int exporterThreshold;

    @Option(names = "--approver-threshold", paramLabel = "N", description = "How many approvers must sign.")
    private int approverThreshold;

    @Option(names = "--new-epoch", description = "Begin the numbers of all feeds again.")
    private boolean newEpoch;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The trust file to write; never replaced.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Mixin
    private final Passphrases passphrases = new Passphrases();

    public TrustRotate(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        TrustFile before = TrustChange.read(file);
        TrustChange change = new TrustChange(before);
        for (Path key : removed) {
            change.remove(KeyFile.readPublic(key), "--remove " + key);
        }
        change.add(Role.ROOT, publicKeys(addRoots));
        change.add(Role.EXPORTER, publicKeys(addExporters));
        change.add(Role.APPROVER, publicKeys(addApprovers));
        change.threshold(Role.ROOT, rootThreshold);
        change.threshold(Role.EXPORTER, exporterThreshold);
        change.threshold(Role.APPROVER, approverThreshold);
        if (newEpoch) {
            change.beginEpoch();
        }
        List<SigningKey> signers = TrustOutput.signers(roots, passphrases, surroundings);
        byte[] bytes = change.seal(signers);
        signers.forEach(SigningKey::close);
        TrustOutput.write(out, bytes);
        if (change.beginsEpoch()) {
            ui().say("a new epoch begins: the next export of each feed is seq 1 of epoch " + (before.epoch() + 1));
        }
        TrustOutput.tell(ui(), out, bytes, List.of(before));
        return 0;
    }

    private static List<VerificationKey> publicKeys(List<Path> files) {
        return files.stream().map(KeyFile::readPublic).toList();
    }
}
