package org.gapferry.bundle.inventory;

import java.util.Comparator;
import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Json;

/**
 * One version of one package with its files (F4.5). The bytes of a file never change.
 *
 * @param published when the upstream published it, as the upstream wrote it; empty if unknown
 * @param files sorted by name; empty where only documents about the artifact are carried
 */
public record Artifact(Coordinates coordinates, String published, List<ArtifactFile> files) implements InventoryLine {
    public Artifact {
        if (coordinates.version().isEmpty()) {
            throw new IllegalArgumentException("an artifact needs a version: `" + coordinates + "`");
        }
        files = files.stream().sorted(Comparator.comparing(ArtifactFile::name)).toList();
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
        StringBuilder out =
                new StringBuilder("{\"artifact\":\"").append(coordinates).append('"');
        if (!published.isEmpty()) {
            out.append(",\"published\":");
            Json.quote(out, published);
        }
        if (!files.isEmpty()) {
            String separator = ",\"files\":[";
            for (ArtifactFile file : files) {
                out.append(separator).append("{\"name\":");
                separator = ",";
                Json.quote(out, file.name());
                out.append(",\"sha256\":\"").append(file.blob().digest().hex());
                out.append("\",\"size\":").append(file.blob().size());
                if (!file.sha512().isEmpty()) {
                    out.append(",\"sha512\":\"").append(file.sha512()).append('"');
                }
                out.append(",\"proof\":\"").append(file.proof().word()).append("\"}");
            }
            out.append(']');
        }
        return out.append('}').toString();
    }
}
