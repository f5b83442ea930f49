package org.gapferry.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.ResolvedArtifact;
import org.gapferry.ecosystem.SourceFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.Http;

/**
 * What an export would do.
 *
 * @param artifacts of the closure
 * @param newArtifacts those that the feed never shipped
 * @param cachedFiles that need no download; {@code cachedBytes} of them
 * @param downloads files to be downloaded; {@code downloadBytes} of those whose size the upstream tells
 * @param unknownSizes downloads whose size it does not
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
            List<ResolvedArtifact> artifacts,
            Predicate<Coordinates> shipped,
            BlobCache blobs,
            Http http,
            ExecutorService executor) {
        long fresh = 0;
        long cachedFiles = 0;
        long cachedBytes = 0;
        List<Future<OptionalLong>> sizes = new ArrayList<>();
        for (ResolvedArtifact artifact : artifacts) {
            fresh += shipped.test(artifact.coordinates()) ? 0 : 1;
            for (SourceFile file : artifact.files()) {
                Optional<BlobCache.Downloaded> known = blobs.downloaded(file.url(), file.declared());
                if (known.isPresent()) {
                    cachedFiles++;
                    cachedBytes += known.get().blob().size();
                } else {
                    sizes.add(executor.submit(() -> http.size(file.question())));
                }
            }
        }
        long bytes = 0;
        long unknown = 0;
        for (Future<OptionalLong> future : sizes) {
            OptionalLong size = get(future);
            bytes += size.orElse(0);
            unknown += size.isPresent() ? 0 : 1;
        }
        return new DryRun(artifacts.size(), fresh, cachedFiles, cachedBytes, sizes.size(), bytes, unknown);
    }

    private static OptionalLong get(Future<OptionalLong> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
