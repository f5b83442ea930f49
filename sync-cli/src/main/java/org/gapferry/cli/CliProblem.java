package org.gapferry.cli;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong with a command line, or with the program itself. */
public enum CliProblem implements ProblemCode {
    BAD_OPTION(
            ExitClass.USAGE,
            "an option, or a combination of options, is invalid",
            "--volume-size: the minimum volume size is 64KiB",
            "see `--help` of the command"),
    NO_PASSPHRASE(
            ExitClass.USAGE,
            "a passphrase is required, but there is no terminal to ask for it",
            "a passphrase is required, but there is no terminal to ask for it",
            "pass it with `--passphrase-file FILE` or in `GAPFERRY_PASSPHRASE`, or generate an unencrypted key with `--no-passphrase`"),
    FILE_UNREADABLE(
            ExitClass.USAGE,
            "cannot read a file given on the command line",
            "trust.json: no such file",
            "check the path and the permissions of the file"),
    SECRET_IS_OPEN(
            ExitClass.USAGE,
            "other users of the machine can read a file with secrets",
            "credentials.yaml: other users of this machine can read the credentials",
            "`chmod 600` the file"),
    BAD_CREDENTIALS(
            ExitClass.USAGE,
            "invalid credentials file",
            "credentials.yaml:1:17: unknown key `tokn`",
            "write `registry.example.test: {token: \"${REGISTRY_TOKEN}\"}`"),
    FILE_UNWRITABLE(
            ExitClass.DESTINATION,
            "cannot write a file given on the command line",
            "gapferry.yaml: the manifest exists and is not overwritten",
            "choose another file, or check free space and permissions"),
    DISK_FAILED(
            ExitClass.DESTINATION,
            "unexpected error while reading or writing a file",
            "cannot read or write a file: Input/output error",
            "check free space, permissions and the disk, then run the same command again"),
    NOT_CARRIED(
            ExitClass.FINDINGS,
            "no package matches the given name",
            "left-pad: no package of that name",
            "check the spelling; the page at the root of a mirror has a search"),
    NO_PROJECT(
            ExitClass.USAGE,
            "the folder has no project of a supported ecosystem",
            "infra: found no project of a supported ecosystem: npm, pulumi",
            "name the folder with the projects, or write the manifest by hand"),
    NO_CLIENT(
            ExitClass.USAGE,
            "a required client is not installed",
            "npm install express: `npm` is required by `--with-clients` but is not installed",
            "install the client, or omit `--with-clients`"),
    CLIENT_FAILED(
            ExitClass.FINDINGS,
            "the client failed in the demo",
            "npm.log: npm could not install express from the mirror",
            "see the log file in the message"),
    DEFECT(
            ExitClass.BUG,
            "internal error",
            "internal error: IllegalStateException",
            "report it with the log file in the message");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    CliProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration("cli", exitClass, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
