package org.gapferry.bundle.inventory;

import java.util.Comparator;
import java.util.List;
import org.gapferry.bundle.Coordinates;

/**
 * One version of one package with its files (F4.5). The bytes of a file never change.
 *
 * @param files sorted by name; empty where only documents about the artifact are carried
 */
public record Artifact(Coordinates coordinates, ArtifactMetadata metadata, List<ArtifactFile> files)
        implements InventoryLine {
    public Artifact {
        if (coordinates.version().isEmpty()) {
            throw new IllegalArgumentException("an artifact needs a version: `" + coordinates + "`");
        }
        files = files.size() < 2
                ? List.copyOf(files)
                : files.stream()
                        .sorted(Comparator.comparing(ArtifactFile::name))
                        .toList();
    }

    /** When the upstream published it, as it wrote it; empty if unknown. */
    public String published() {
        return metadata.published();
    }

    /** What each artifact line of a package begins with, so that its versions are found by prefix. */
    public static String prefix(Coordinates unversioned) {
        return "{\"artifact\":\"" + unversioned.unversioned() + "@";
    }

    @Override
    public String key() {
        return "{\"artifact\":\"" + coordinates + "\"";
    }

    @Override
    public String line() {
        return InventoryLines.ARTIFACT.line(this);
    }
}
