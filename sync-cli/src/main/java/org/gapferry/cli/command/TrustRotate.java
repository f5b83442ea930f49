package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.VerificationKey;
import org.gapferry.cli.ProcessContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
public final class TrustRotate extends NextTrust {
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

    public TrustRotate(ProcessContext context) {
        super(context);
    }

    @Override
    void change(TrustChange change) {
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
    }

    private static List<VerificationKey> publicKeys(List<Path> files) {
        return files.stream().map(KeyFile::readPublic).toList();
    }
}
