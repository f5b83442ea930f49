package org.gapferry.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.ResolvedArtifact;
import org.gapferry.ecosystem.SourceFile;
import org.gapferry.transport.Checksum;
import org.gapferry.transport.RedactedUrl;

/** Writes {@code gapferry.lock.json}: the resolved closure with exact versions, URLs, digests, and why each artifact is there. */
final class LockFile {
    private LockFile() {}

    /** One line an artifact, sorted, so that a difference of two locks reads well. */
    static void write(Path file, String feed, List<ResolvedArtifact> resolved, Map<Coordinates, Artifact> fetched)
            throws IOException {
        StringBuilder out = new StringBuilder("{\"lockVersion\":1,\"feed\":\"" + feed + "\",\"artifacts\":[");
        String separator = "\n";
        for (ResolvedArtifact artifact : resolved.stream()
                .sorted(Comparator.comparing(ResolvedArtifact::coordinates))
                .toList()) {
            out.append(separator)
                    .append("{\"artifact\":\"")
                    .append(artifact.coordinates())
                    .append('"');
            separator = ",\n";
            if (!artifact.published().isEmpty()) {
                Json.quote(out.append(",\"published\":"), artifact.published());
            }
            Json.quote(out.append(",\"why\":"), artifact.why());
            out.append(",\"files\":[");
            Artifact held = fetched.get(artifact.coordinates());
            String comma = "";
            for (SourceFile source : artifact.files()) {
                out.append(comma);
                comma = ",";
                file(out, source, held);
            }
            out.append("]}");
        }
        out.append("\n]}\n");
        Path temporary = Path.of(file + ".tmp");
        Files.writeString(temporary, out, StandardCharsets.UTF_8);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void file(StringBuilder out, SourceFile source, @org.jspecify.annotations.Nullable Artifact held) {
        Json.quote(out.append("{\"name\":"), source.name());
        Json.quote(out.append(",\"url\":"), RedactedUrl.of(source.url()));
        if (held != null) {
            for (ArtifactFile fetched : held.files()) {
                if (fetched.name().equals(source.name())) {
                    out.append(",\"sha256\":\"").append(fetched.blob().digest().hex());
                    out.append("\",\"size\":").append(fetched.blob().size());
                }
            }
        }
        out.append(",\"declared\":[");
        String comma = "";
        for (Checksum checksum : source.declared()) {
            out.append(comma).append('"').append(checksum).append('"');
            comma = ",";
        }
        out.append("]}");
    }
}
