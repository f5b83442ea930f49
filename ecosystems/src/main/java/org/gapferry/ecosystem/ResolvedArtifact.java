package org.gapferry.ecosystem;

import java.util.List;
import org.gapferry.bundle.Coordinates;

/**
 * An artifact of a closure.
 *
 * @param published as the upstream wrote it; empty if unknown
 * @param files to be fetched; empty where only its documents are needed
 * @param why the wish or the artifact that asks for it, for people
 * @param opened true if its files must be opened to know what it implies
 */
public record ResolvedArtifact(
        Coordinates coordinates, String published, List<SourceFile> files, String why, boolean opened) {
    public ResolvedArtifact {
        files = List.copyOf(files);
    }
}
