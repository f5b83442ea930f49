package org.gapferry.ecosystem.pulumi.model;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong with plugins of Pulumi, beside what can go wrong in any ecosystem. */
public enum PulumiProblem implements ProblemCode {
    NO_PLUGIN(
            ExitClass.FINDINGS,
            "the plugin of an SDK does not exist, or not for the targets",
            "pkg:npm/%40pulumi/x@1.2.3: there is no plugin 1.2.3; the nearest is 1.2.2",
            "use a version of the SDK that has a plugin"),
    PLATFORM_UNAVAILABLE(
            ExitClass.DONE,
            "not released for one of the targets",
            "pkg:pulumi/resource/x@1.0.0: not released for windows-arm64",
            "remove the target, or use a version that supports it"),
    CONFLICTING_SOURCES(
            ExitClass.PARTIAL,
            "the same plugin version was requested from two servers, and clients can install only one",
            "pkg:pulumi/resource/x@1.0.0: requested from two servers",
            "use the same `server` for all requirements of the plugin");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    PulumiProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration("pulumi", exitClass, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
