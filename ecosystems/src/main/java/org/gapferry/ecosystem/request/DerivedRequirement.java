package org.gapferry.ecosystem.request;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A requirement that follows from an artifact, or from another requirement.
 *
 * @param ecosystem whose requirement it is, which may be another one than the artifact's
 * @param text in the form of one line of that ecosystem's section; no path of a machine, since inventories say it
 * @param reason for people: why the artifact needs it
 * @param optional true if the artifact is of use without it: where nobody may be asked for it, that is said, and
 *     nothing is held back
 * @param project the folder, if it is a project that is required
 */
public record DerivedRequirement(
        String ecosystem, String text, String reason, boolean optional, Optional<Path> project) {
    /** What makes two derived requirements one, whoever they are derived from. */
    public record Subject(String ecosystem, String text, Optional<Path> project) {}

    public Subject subject() {
        return new Subject(ecosystem, text, project);
    }

    /** A requirement without which the artifact is of no use. */
    public DerivedRequirement(String ecosystem, String text, String reason) {
        this(ecosystem, text, reason, false);
    }

    /** A requirement for something else than a project. */
    public DerivedRequirement(String ecosystem, String text, String reason, boolean optional) {
        this(ecosystem, text, reason, optional, Optional.empty());
    }

    /** A requirement for the part that an ecosystem has of a project. */
    public static DerivedRequirement ofProject(String ecosystem, String text, String reason, Path folder) {
        return new DerivedRequirement(ecosystem, text, reason, false, Optional.of(folder));
    }
}
