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
                "Change keys or thresholds: write the next version of a trust file. Receivers get it with the next bundle.",
        footer = {
            "",
            "Replace the exporter's key:",
            "  gapferry trust rotate trust.json --root root.key --add-exporter new.pub \\",
            "    --remove old.pub --out trust-2.json",
            "The root keys of the previous version and of the new one sign it. Keep all",
            "versions: every bundle includes them."
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
                    "A key to remove from all roles. Removing an exporter's key starts a new epoch. May be repeated.")
    private List<Path> removed = new ArrayList<>();

    @Option(names = "--root-threshold", paramLabel = "N", description = "How many root keys must sign from now on.")
    private int rootThreshold;

    @Option(names = "--exporter-threshold", paramLabel = "N", description = "How many exporters must sign.")
    private int exporterThreshold;

    @Option(names = "--approver-threshold", paramLabel = "N", description = "How many approvers must sign.")
    private int approverThreshold;

    @Option(names = "--new-epoch", description = "Start a new epoch: the numbers of all feeds start again at 1.")
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
