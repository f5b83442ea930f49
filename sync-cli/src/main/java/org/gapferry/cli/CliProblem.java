package org.gapferry.cli;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong with a command line, or with the program itself. */
public enum CliProblem implements ProblemCode {
    BAD_OPTION(
            ExitClass.USAGE,
            "an option, or a combination of options, is wrong",
            "--volume-size: a volume has at least 64KiB",
            "`--help` of the command lists what is possible"),
    NO_PASSPHRASE(
            ExitClass.USAGE,
            "a passphrase is needed and there is no terminal to ask for it",
            "a passphrase is needed and there is no terminal to ask for it",
            "give it with `--passphrase-file FILE` or in `GAPFERRY_PASSPHRASE`, or make a plain key with `--no-passphrase`"),
    FILE_UNREADABLE(
            ExitClass.USAGE,
            "a file that the command line names cannot be read",
            "trust.json: there is no such file",
            "check the path, and who may read it"),
    SECRET_IS_OPEN(
            ExitClass.USAGE,
            "other users of the machine may read a file that holds secrets",
            "credentials.yaml: other users of this machine may read the credentials",
            "`chmod 600` the file"),
    BAD_CREDENTIALS(
            ExitClass.USAGE,
            "a file of credentials is not one",
            "credentials.yaml:1:17: unknown key `tokn`",
            "write `registry.example.test: {token: \"${REGISTRY_TOKEN}\"}`"),
    FILE_UNWRITABLE(
            ExitClass.DESTINATION,
            "a file that the command line names cannot be written",
            "gapferry.yaml: there is a manifest already, and it is not replaced",
            "name another file, or free space and rights where it is"),
    DISK_FAILED(
            ExitClass.DESTINATION,
            "a disk gave an error that no step expected",
            "a file cannot be read or written: Input/output error",
            "check free space, rights and the disk, then run the same command again"),
    NOT_CARRIED(
            ExitClass.FINDINGS,
            "nothing of the name that was asked for is carried",
            "left-pad: nothing of this name is carried",
            "check the spelling; `gapferry status` shows what a store holds"),
    NO_PROJECT(
            ExitClass.USAGE,
            "a folder holds no project that a manifest could be made of",
            "infra: there is no project in it that one of these knows: npm, pulumi",
            "name the folder that holds the projects, or write the manifest by hand"),
    NO_CLIENT(
            ExitClass.USAGE,
            "a client that is asked for is not on this machine",
            "--with-clients: `npm` is not on this machine",
            "install the client, or leave `--with-clients` away"),
    CLIENT_FAILED(
            ExitClass.FINDINGS,
            "the client that the demo ran failed",
            "npm.log: npm could not install express from the mirror",
            "read the log that is named"),
    DEFECT(
            ExitClass.BUG,
            "something happened that should not be possible",
            "a defect of Gapferry: IllegalStateException",
            "report it with the log file that is named");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    CliProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration(exitClass, meaning, example, remedy);
    }

    @Override
    public String id() {
        return ProblemCode.id("cli", this);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
