package org.gapferry.cli;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong with a command line, or with the program itself. */
public enum CliProblem implements ProblemCode {
    BAD_OPTION(ExitClass.USAGE, "an option, or a combination of options, is wrong"),
    NO_PASSPHRASE(ExitClass.USAGE, "a passphrase is needed and there is no terminal to ask for it"),
    FILE_UNREADABLE(ExitClass.USAGE, "a file that the command line names cannot be read"),
    SECRET_IS_OPEN(ExitClass.USAGE, "other users of the machine may read a file that holds secrets"),
    BAD_CREDENTIALS(ExitClass.USAGE, "a file of credentials is not one"),
    FILE_UNWRITABLE(ExitClass.DESTINATION, "a file that the command line names cannot be written"),
    DISK_FAILED(ExitClass.DESTINATION, "a disk gave an error that no step expected"),
    NOT_CARRIED(ExitClass.FINDINGS, "nothing of the name that was asked for is carried"),
    NO_PROJECT(ExitClass.USAGE, "a folder holds no project that a manifest could be made of"),
    NO_CLIENT(ExitClass.USAGE, "a client that is asked for is not on this machine"),
    CLIENT_FAILED(ExitClass.FINDINGS, "the client that the demo ran failed"),
    DEFECT(ExitClass.BUG, "something happened that should not be possible");

    private final ExitClass exitClass;
    private final String meaning;

    CliProblem(ExitClass exitClass, String meaning) {
        this.exitClass = exitClass;
        this.meaning = meaning;
    }

    @Override
    public String id() {
        return ProblemCode.id("cli", this);
    }

    @Override
    public ExitClass exitClass() {
        return exitClass;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
