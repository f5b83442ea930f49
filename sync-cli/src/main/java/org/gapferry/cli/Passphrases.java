package org.gapferry.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a passphrase comes from: a file, the environment, or the terminal; never the command line. */
public final class Passphrases {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "A file whose first line is the passphrase of the key (or the variable GAPFERRY_PASSPHRASE).")
    private @Nullable Path file;

    /** The passphrase of a key that is there; empty if there is none to be had. */
    public char[] forExisting(ProcessContext context, String what) {
        char[] given = given(context);
        if (given.length > 0) {
            return given;
        }
        return context.terminal()
                .get()
                .map(terminal -> terminal.secret("Passphrase of " + what + ": "))
                .orElse(new char[0]);
    }

    /**
     * The passphrase of a new key, asked for twice at a terminal.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE if there is none to be had
     */
    public char[] forNew(ProcessContext context) {
        char[] given = given(context);
        if (given.length > 0) {
            return given;
        }
        Optional<Terminal> terminal = context.terminal().get();
        if (terminal.isPresent()) {
            char[] first = terminal.get().secret("Passphrase for the new key: ");
            if (first.length == 0) {
                throw CliProblem.NO_PASSPHRASE.thrown("", "the passphrase is empty");
            }
            if (!Arrays.equals(first, terminal.get().secret("Again: "))) {
                throw CliProblem.NO_PASSPHRASE.thrown("", "the passphrases differ");
            }
            return first;
        }
        throw CliProblem.NO_PASSPHRASE.thrown(
                "",
                "a passphrase is required, but there is no terminal to ask for it",
                "pass it with --passphrase-file FILE or in GAPFERRY_PASSPHRASE, or generate an unencrypted key with --no-passphrase");
    }

    private char[] given(ProcessContext context) {
        Path from = file;
        if (from != null) {
            SecretFile.isOpen(from, "the passphrase").ifPresent(open -> {
                context.err().println("warning: " + open.sentence());
                open.hints().forEach(hint -> context.err().println("hint: " + hint));
            });
            return SecretFile.read(from, "the passphrase")
                    .lines()
                    .findFirst()
                    .orElse("")
                    .toCharArray();
        }
        return context.variables().getOrDefault("GAPFERRY_PASSPHRASE", "").toCharArray();
    }
}
