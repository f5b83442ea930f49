package org.gapferry.ecosystem.resolve;

import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Pointer;

/**
 * A closure that was resolved before, to be had again exactly.
 *
 * @param artifacts each file declared with the SHA-256 that it had
 * @param tags pointers to versions as they were
 * @param leftOut what the resolver left out
 */
public record Lock(List<ResolvedArtifact> artifacts, List<Pointer> tags, List<Problem> leftOut) {
    public Lock {
        artifacts = List.copyOf(artifacts);
        tags = List.copyOf(tags);
        leftOut = List.copyOf(leftOut);
    }

    /** What belongs to one ecosystem. */
    public Lock of(String ecosystem) {
        return new Lock(
                artifacts.stream()
                        .filter(artifact -> artifact.coordinates().type().equals(ecosystem))
                        .toList(),
                tags.stream()
                        .filter(tag -> tag.owner().type().equals(ecosystem))
                        .toList(),
                List.of());
    }
}
