package org.gapferry.ecosystem;

import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.About;

/**
 * An artifact of a closure.
 *
 * @param about what its upstream says of it, and why it is there
 * @param files to be fetched; empty where only its documents are needed
 * @param opened true if its files must be opened to know what it implies
 */
public record ResolvedArtifact(Coordinates coordinates, About about, List<SourceFile> files, boolean opened) {
    public ResolvedArtifact {
        files = List.copyOf(files);
    }
}
