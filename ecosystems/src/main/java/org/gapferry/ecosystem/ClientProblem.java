package org.gapferry.ecosystem;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What is wrong with how a client is pointed at a mirror. */
public enum ClientProblem implements ProblemCode {
    FAILS(ExitClass.FINDINGS, "the client would fail, or ask somebody else than the mirror"),
    WAITS(ExitClass.FINDINGS, "the client would wait for hosts that do not answer"),
    KNOW(ExitClass.DONE, "what to know of a client's setup");

    private final ExitClass exitClass;
    private final String meaning;

    ClientProblem(ExitClass exitClass, String meaning) {
        this.exitClass = exitClass;
        this.meaning = meaning;
    }

    @Override
    public String id() {
        return ProblemCode.id("client", this);
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
