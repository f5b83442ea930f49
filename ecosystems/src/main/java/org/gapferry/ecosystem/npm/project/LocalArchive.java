package org.gapferry.ecosystem.npm.project;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.archive.ArchiveEntry;
import org.gapferry.archive.ArchiveLimits;
import org.gapferry.archive.TarEntries;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.manifest.ManifestProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A package's archive that lies in a project, read as a stream. */
final class LocalArchive {
    private static final int MAX_MANIFEST = 4 << 20;
    private static final int GZIP = 0x1f;

    private LocalArchive() {}

    /**
     * The package.json in the archive's top folder.
     *
     * @throws ProblemException MANIFEST if the archive cannot be read, or has none
     */
    static JsonNode manifest(Path archive) {
        List<JsonNode> found = new ArrayList<>();
        ArchiveEntry.Visitor visitor = entry -> {
            if (entry.isFile() && entry.name().matches("[^/]+/" + NpmProject.MANIFEST)) {
                found.add(NpmJson.read(entry.read(MAX_MANIFEST)));
            }
        };
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            in.mark(1);
            boolean isCompressed = in.read() == GZIP;
            in.reset();
            if (isCompressed) {
                TarEntries.readGzip(in, ArchiveLimits.DEFAULT, visitor);
            } else {
                TarEntries.read(in, ArchiveLimits.DEFAULT, visitor);
            }
        } catch (IOException e) {
            throw unreadable(archive, "the archive is unreadable: " + FileReason.of(e), e);
        } catch (JacksonException e) {
            throw unreadable(archive, "the package.json in the archive is not JSON", e);
        }
        if (found.isEmpty() || !found.get(0).isObject()) {
            throw unreadable(archive, "the archive has no package.json in its top folder", null);
        }
        return found.get(found.size() - 1);
    }

    private static ProblemException unreadable(Path archive, String what, @Nullable Exception cause) {
        ProblemException problem = ManifestProblem.PROJECT_UNREADABLE.thrown(
                archive.toString(), what, "write it again: npm pack, in the package's own folder");
        return cause == null ? problem : problem.causedBy(cause);
    }
}
