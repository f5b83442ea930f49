package org.gapferry.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.resolve.ResolvedDocument;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.RedactedUrl;
import org.gapferry.transport.TransportProblem;

/** Brings the documents of a closure into the cache. */
final class Documents {
    private final BlobCache blobs;
    private final Tasks tasks;

    Documents(BlobCache blobs, Tasks tasks) {
        this.blobs = blobs;
        this.tasks = tasks;
    }

    /** What was kept, and the owners of the documents that cannot be had. */
    record Result(List<KeptDocument> documents, Map<Coordinates, Problem> failures) {}

    /** @throws ProblemException for what is not a failure of an upstream, such as a cache that cannot be written */
    Result keep(List<ResolvedDocument> documents) {
        List<KeptDocument> kept = new ArrayList<>();
        Map<Coordinates, Problem> failures = new LinkedHashMap<>();
        List<Tasks.Outcome<KeptDocument>> outcomes = tasks.outcomes(documents, this::keep);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Tasks.Outcome.Done<KeptDocument> done) {
                kept.add(done.value());
            } else if (outcomes.get(i) instanceof Tasks.Outcome.Failed<KeptDocument> failed) {
                failures.putIfAbsent(documents.get(i).owner(), Resolver.isolated(failed.failure()));
            }
        }
        return new Result(kept, failures);
    }

    private KeptDocument keep(ResolvedDocument document) {
        if (document.content() instanceof ResolvedDocument.Rendered rendered) {
            byte[] bytes = rendered.rendering().bytes();
            return KeptDocument.of(document, blobs.keep(bytes), bytes);
        }
        SourceFile file = ((ResolvedDocument.Fetched) document.content()).file();
        Optional<BlobCache.Downloaded> downloaded =
                blobs.download(file.request(), file.expected(), file.wanted(), count -> {});
        Blob blob = downloaded
                .map(BlobCache.Downloaded::blob)
                .orElseThrow(() -> TransportProblem.ABSENT.thrown(
                        RedactedUrl.of(file.url()),
                        file.name() + " of `" + document.owner() + "` is listed but does not exist"));
        return new KeptDocument(document, blob, Optional.empty());
    }
}
