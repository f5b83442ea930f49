package org.gapferry.export;

import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.ResolvedDocument;

/**
 * What requirements come to in all ecosystems together.
 *
 * @param requirements by ecosystem, those that are closed, derived ones included
 * @param heldBack the user's own requirements that are not, each once
 * @param derived those of the requirements that follow from artifacts or from other requirements
 * @param leftOut what clients do without
 * @param findings what a person must act upon, though the rest is carried
 * @param notes what people should know besides
 */
record Closed(
        Requirements requirements,
        List<ResolvedArtifact> artifacts,
        List<ResolvedDocument> documents,
        List<Pointer> tags,
        List<HeldBack> heldBack,
        List<Derived> derived,
        List<LeftOut> leftOut,
        List<Problem> findings,
        List<Problem> notes) {
    /**
     * A derived requirement.
     *
     * @param origin who implies it, and why
     */
    record Derived(DerivedRequirement requirement, String origin) {}

    Closed {
        artifacts = List.copyOf(artifacts);
        documents = List.copyOf(documents);
        tags = List.copyOf(tags);
        heldBack = List.copyOf(heldBack);
        derived = List.copyOf(derived);
        leftOut = List.copyOf(leftOut);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }
}
