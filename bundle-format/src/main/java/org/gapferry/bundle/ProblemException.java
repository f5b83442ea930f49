package org.gapferry.bundle;

import java.util.List;

/** Carries one or more problems to where they are reported. The first decides the exit class. */
public class ProblemException extends RuntimeException {
    private final transient List<Problem> problems;

    public ProblemException(Problem problem) {
        this(List.of(problem));
    }

    /** @param problems at least one */
    public ProblemException(List<Problem> problems) {
        super(problems.get(0).sentence());
        this.problems = List.copyOf(problems);
    }

    public ProblemException causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    public List<Problem> problems() {
        return problems;
    }

    public Problem first() {
        return problems.get(0);
    }

    public ExitClass exitClass() {
        return first().code().exitClass();
    }
}
