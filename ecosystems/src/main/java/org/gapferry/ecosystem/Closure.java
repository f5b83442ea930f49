package org.gapferry.ecosystem;

import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Pointer;

/**
 * What wishes come to, with everything that they depend on.
 *
 * @param pointers to versions, and to documents, which the resolver has put into the cache
 * @param failures why it is not closed; empty if it is
 * @param notes what was left out since a client does without it, such as an optional dependency that does not exist
 */
public record Closure(
        List<ResolvedArtifact> artifacts, List<Pointer> pointers, List<Problem> failures, List<Problem> notes) {
    public Closure {
        artifacts = List.copyOf(artifacts);
        pointers = List.copyOf(pointers);
        failures = List.copyOf(failures);
        notes = List.copyOf(notes);
    }
}
