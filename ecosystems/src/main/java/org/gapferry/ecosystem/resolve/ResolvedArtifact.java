package org.gapferry.ecosystem.resolve;

import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.ArtifactMetadata;

/**
 * An artifact of a closure.
 *
 * @param metadata what its upstream says of it, and why it is there
 * @param files to be fetched; empty where only its documents are needed
 * @param inspected true if its files must be opened to know what it implies
 */
public record ResolvedArtifact(
        Coordinates coordinates, ArtifactMetadata metadata, List<SourceFile> files, boolean inspected) {
    public ResolvedArtifact {
        files = List.copyOf(files);
    }
}
