package org.gapferry.ecosystem.resolve;

import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.request.DerivedRequirement;

/**
 * What requirements come to, with everything that they depend on.
 *
 * @param pointers to versions, and to documents, which the resolver has put into the cache
 * @param failures why it is not closed; empty if it is
 * @param notes what was left out since a client does without it, such as an optional dependency that does not exist
 * @param derived what the requirements ask for in other ecosystems, as a project does that several of them have a part of
 */
public record Closure(
        List<ResolvedArtifact> artifacts,
        List<Pointer> pointers,
        List<Problem> failures,
        List<Problem> notes,
        List<DerivedRequirement> derived) {
    /** A closure whose requirements imply nothing. */
    public Closure(
            List<ResolvedArtifact> artifacts, List<Pointer> pointers, List<Problem> failures, List<Problem> notes) {
        this(artifacts, pointers, failures, notes, List.of());
    }

    public Closure {
        artifacts = List.copyOf(artifacts);
        pointers = List.copyOf(pointers);
        failures = List.copyOf(failures);
        notes = List.copyOf(notes);
        derived = List.copyOf(derived);
    }
}
