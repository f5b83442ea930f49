package org.gapferry.ecosystem;

import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Pointer;

/**
 * What wishes come to, with everything that they depend on.
 *
 * @param pointers to versions, and to documents, which the resolver has put into the cache
 * @param heldBack wishes that could not be closed; nothing of them is in the closure
 * @param notes what was left out since a client does without it, such as an optional dependency that does not exist
 */
public record Closure(
        List<ResolvedArtifact> artifacts, List<Pointer> pointers, List<HeldBack> heldBack, List<Problem> notes) {
    /** A wish that could not be closed, and why. */
    public record HeldBack(Wish wish, List<Problem> problems) {
        public HeldBack {
            problems = List.copyOf(problems);
        }
    }

    public Closure {
        artifacts = List.copyOf(artifacts);
        pointers = List.copyOf(pointers);
        heldBack = List.copyOf(heldBack);
        notes = List.copyOf(notes);
    }
}
