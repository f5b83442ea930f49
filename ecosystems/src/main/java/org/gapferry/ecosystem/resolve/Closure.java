package org.gapferry.ecosystem.resolve;

import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Unresolved;

/**
 * What requirements come to, with everything that they depend on. It is complete for all of them but those that are
 * unresolved, and holds nothing that only these need.
 *
 * @param tags pointers to versions
 * @param unresolved the requirements that cannot be closed, each with its reasons
 * @param leftOut what clients do without
 * @param notes what people should know besides
 * @param derived what the requirements ask for beside their artifacts, as a project does that several ecosystems have a
 *     part of
 */
public record Closure(
        List<ResolvedArtifact> artifacts,
        List<ResolvedDocument> documents,
        List<Pointer> tags,
        List<Unresolved> unresolved,
        List<LeftOut> leftOut,
        List<Problem> notes,
        List<Derived> derived) {
    /** What follows from a requirement itself. */
    public record Derived(Requirement from, DerivedRequirement requirement) {}

    /** A closure of artifacts alone. */
    public Closure(List<ResolvedArtifact> artifacts, List<Unresolved> unresolved) {
        this(artifacts, List.of(), List.of(), unresolved, List.of(), List.of(), List.of());
    }

    public Closure {
        artifacts = List.copyOf(artifacts);
        documents = List.copyOf(documents);
        tags = List.copyOf(tags);
        unresolved = List.copyOf(unresolved);
        leftOut = List.copyOf(leftOut);
        notes = List.copyOf(notes);
        derived = List.copyOf(derived);
    }
}
