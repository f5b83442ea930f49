package org.gapferry.mirror.store;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong with a store. */
public enum StoreProblem implements ProblemCode {
    NO_STORE(ExitClass.USAGE, "the folder is no store"),
    NO_GENERATION(ExitClass.USAGE, "the store has no generation of this number"),
    NO_TRUST(ExitClass.TRUST, "the store has accepted no trust file, so nothing can be imported into it"),
    OTHER_TRUST(ExitClass.TRUST, "the store has accepted another trust file"),
    LOCKED(ExitClass.LOCKED, "another process writes the store"),
    UNWRITABLE(ExitClass.DESTINATION, "the store cannot be written"),
    FULL(ExitClass.DESTINATION, "there is not enough space for what is missing in the store"),
    DAMAGED(ExitClass.DESTINATION, "a file of the store is damaged or missing"),
    CONTRADICTION(ExitClass.CONTRADICTION, "a coordinate comes with other bytes than it came with before"),
    BAD_CERTIFICATE(ExitClass.USAGE, "a certificate or its key cannot be used"),
    BAD_TOKENS(ExitClass.USAGE, "a file of read tokens cannot be used"),
    BAD_ADDRESS(ExitClass.USAGE, "an address to listen on, or a public URL, is not one"),
    ADDRESS_IN_USE(ExitClass.DESTINATION, "the address to listen on is taken or not there");

    private final ExitClass exitClass;
    private final String meaning;

    StoreProblem(ExitClass exitClass, String meaning) {
        this.exitClass = exitClass;
        this.meaning = meaning;
    }

    @Override
    public String id() {
        return ProblemCode.id("store", this);
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
