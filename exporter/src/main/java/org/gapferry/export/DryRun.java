package org.gapferry.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.Http;

/**
 * What an export would do.
 *
 * @param artifacts of the closure
 * @param newArtifacts those that the feed never shipped
 * @param cachedFiles that need no download; {@code cachedBytes} of them
 * @param downloads files to be downloaded, those of the same digest once; {@code downloadBytes} of those whose size the
 *     upstream tells
 * @param unknownSizes downloads whose size it does not tell
 */
public record DryRun(
        long artifacts,
        long newArtifacts,
        long cachedFiles,
        long cachedBytes,
        long downloads,
        long downloadBytes,
        long unknownSizes) {
    /** Asks the upstreams for sizes, and downloads nothing. */
    static DryRun of(
            List<ResolvedArtifact> artifacts, Predicate<Coordinates> shipped, BlobCache blobs, Http http, Tasks tasks) {
        long fresh = 0;
        long cachedFiles = 0;
        long cachedBytes = 0;
        List<SourceFile> missing = new ArrayList<>();
        Set<Object> asked = new HashSet<>();
        for (ResolvedArtifact artifact : artifacts) {
            fresh += shipped.test(artifact.coordinates()) ? 0 : 1;
            for (SourceFile file : artifact.files()) {
                if (!asked.add(file.declared().isEmpty() ? file.url() : file.declared())) {
                    continue;
                }
                Optional<BlobCache.Downloaded> known = blobs.downloaded(file.url(), file.expected());
                if (known.isPresent()) {
                    cachedFiles++;
                    cachedBytes += known.get().blob().size();
                } else {
                    missing.add(file);
                }
            }
        }
        long bytes = 0;
        long unknown = 0;
        for (OptionalLong size : tasks.all(missing, file -> size(http, file))) {
            bytes += size.orElse(0);
            unknown += size.isPresent() ? 0 : 1;
        }
        return new DryRun(artifacts.size(), fresh, cachedFiles, cachedBytes, missing.size(), bytes, unknown);
    }

    private static OptionalLong size(Http http, SourceFile file) {
        try {
            return http.size(file.request());
        } catch (ProblemException e) {
            return OptionalLong.empty();
        }
    }
}
