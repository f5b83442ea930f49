package org.gapferry.ecosystem.client;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What is wrong with how a client is pointed at a mirror. */
public enum ClientProblem implements ProblemCode {
    FAILS(
            ExitClass.FINDINGS,
            "the client would fail, or ask somebody else than the mirror",
            "GODEBUG: an override list that makes the CLI end with a panic",
            "set what `gapferry client-config` prints"),
    WAITS(
            ExitClass.FINDINGS,
            "the client would wait for hosts that do not answer",
            "PULUMI_API: without it the CLI waits seven seconds for a host that does not answer",
            "set what `gapferry client-config` prints"),
    KNOW(
            ExitClass.DONE,
            "what to know of a client's setup",
            "npm_config_audit: audits are asked of the mirror, which answers none",
            "nothing, or turn off what the message names");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    ClientProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration(exitClass, meaning, example, remedy);
    }

    @Override
    public String id() {
        return ProblemCode.id("client", this);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
