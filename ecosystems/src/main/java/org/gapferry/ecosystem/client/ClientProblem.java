package org.gapferry.ecosystem.client;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What is wrong with how a client is pointed at a mirror. */
public enum ClientProblem implements ProblemCode {
    FAILS(
            ExitClass.FINDINGS,
            "the client would fail, or contact another host than the mirror",
            "GODEBUG: this override list makes the CLI panic",
            "set the variables that `gapferry client-config` prints"),
    WAITS(
            ExitClass.FINDINGS,
            "the client would wait for hosts that do not answer",
            "PULUMI_API: not set, so the CLI waits seven seconds for a host that does not answer",
            "set the variables that `gapferry client-config` prints"),
    ANSWERS_TOO_MUCH(
            ExitClass.MANIFEST,
            "a client that was asked for its configuration printed more than is read",
            "npm config get registry: the client printed more than 65536 bytes, and the rest was cut",
            "name the upstream in the manifest, so that the client is not asked"),
    KNOW(
            ExitClass.DONE,
            "a note about the configuration of a client",
            "npm_config_audit: npm sends audit requests to the mirror, which does not answer them",
            "none needed; the setting in the message can be turned off");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    ClientProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration("client", exitClass, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
