package org.gapferry.cli;

import java.io.Console;
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
            description = "A file whose first line is the passphrase of the key. Or: GAPFERRY_PASSPHRASE.")
    private @Nullable Path file;

    /** The passphrase of a key that is there; empty if there is none to be had. */
    public char[] forExisting(Surroundings surroundings, String what) {
        char[] given = given(surroundings);
        if (given.length > 0) {
            return given;
        }
        char[] typed = Terminal.console()
                .map(console -> console.readPassword("Passphrase of %s: ", what))
                .orElse(null);
        return typed == null ? new char[0] : typed;
    }

    /**
     * The passphrase of a new key, asked for twice at a terminal.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE if there is none to be had
     */
    public char[] forNew(Surroundings surroundings) {
        char[] given = given(surroundings);
        if (given.length > 0) {
            return given;
        }
        Optional<Console> terminal = Terminal.console();
        if (terminal.isPresent()) {
            char[] first = terminal.get().readPassword("Passphrase for the new key: ");
            char[] second = terminal.get().readPassword("Again: ");
            if (first != null && second != null && first.length > 0 && Arrays.equals(first, second)) {
                return first;
            }
            throw CliProblem.NO_PASSPHRASE.thrown("", "the passphrases are empty or differ");
        }
        throw CliProblem.NO_PASSPHRASE.thrown(
                "",
                "a passphrase is needed and there is no terminal to ask for it",
                "give it with --passphrase-file FILE or in GAPFERRY_PASSPHRASE, or make a plain key with --no-passphrase");
    }

    private char[] given(Surroundings surroundings) {
        Path from = file;
        if (from != null) {
            SecretFile.isOpen(from, "the passphrase").ifPresent(open -> {
                surroundings.err().println("warning: " + open.sentence());
                open.hints().forEach(hint -> surroundings.err().println("hint: " + hint));
            });
            return SecretFile.read(from, "the passphrase")
                    .lines()
                    .findFirst()
                    .orElse("")
                    .toCharArray();
        }
        return surroundings.variables().getOrDefault("GAPFERRY_PASSPHRASE", "").toCharArray();
    }
}
