package org.gapferry.ecosystem;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A wish that follows from an artifact, or from another wish.
 *
 * @param ecosystem whose wish it is, which may be another one than the artifact's
 * @param text in the form of one line of that ecosystem's section; no path of a machine, since inventories say it
 * @param reason for people: why the artifact needs it
 * @param dispensable true if the artifact is of use without it: where nobody may be asked for it, that is said, and nothing is held back
 * @param project the folder, if it is a project that is wished for
 */
public record ImpliedWish(String ecosystem, String text, String reason, boolean dispensable, Optional<Path> project) {
    /** A wish without which the artifact is of no use. */
    public ImpliedWish(String ecosystem, String text, String reason) {
        this(ecosystem, text, reason, false);
    }

    /** A wish for something else than a project. */
    public ImpliedWish(String ecosystem, String text, String reason, boolean dispensable) {
        this(ecosystem, text, reason, dispensable, Optional.empty());
    }

    /** A wish for the part that an ecosystem has of a project. */
    public static ImpliedWish ofProject(String ecosystem, String text, String reason, Path folder) {
        return new ImpliedWish(ecosystem, text, reason, false, Optional.of(folder));
    }
}
