package org.gapferry.cli.command;

import java.util.Map;
import org.gapferry.cli.CliProblem;
import org.gapferry.manifest.Target;

/** A target, as an option gives it. */
final class TargetOption {
    private TargetOption() {}

    /**
     * Reads {@code linux-x64} or {@code linux-arm64-musl}.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE
     */
    static Target parse(String text) {
        String[] parts = text.split("-", -1);
        boolean known = parts.length >= 2
                && parts.length <= 3
                && Target.SYSTEMS.contains(parts[0])
                && Target.ARCHITECTURES.contains(parts[1])
                && (parts.length == 2 || parts[0].equals("linux") && Target.LIBCS.contains(parts[2]));
        if (!known) {
            throw CliProblem.BAD_OPTION.thrown(
                    "--target",
                    "invalid target `" + text + "`",
                    "write SYSTEM-ARCHITECTURE; systems: " + String.join(", ", Target.SYSTEMS) + "; architectures: "
                            + String.join(", ", Target.ARCHITECTURES) + ": --target linux-x64");
        }
        String libc = !parts[0].equals("linux") ? "" : parts.length == 3 ? parts[2] : "glibc";
        return new Target(parts[0], parts[1], libc, Map.of());
    }
}
