package org.gapferry.export;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.RedactedUrl;
import org.gapferry.transport.TransportProblem;
import org.gapferry.transport.UpstreamFailure;

/** Brings the files of artifacts into the cache, side by side, each checked against every digest that is declared for it. */
final class Fetch {
    private final BlobCache blobs;
    private final Tasks tasks;
    private final ExportListener listener;
    private final Map<Coordinates, Artifact> done = new ConcurrentHashMap<>();

    Fetch(BlobCache blobs, Tasks tasks, ExportListener listener) {
        this.blobs = blobs;
        this.tasks = tasks;
        this.listener = listener;
    }

    /** What was fetched, in the order asked for, and what is not to be had. */
    record Result(Map<Coordinates, Artifact> artifacts, Map<Coordinates, Problem> failures) {}

    /**
     * Fetches artifacts.
     *
     * @throws ProblemException for what is not a failure of an upstream, such as a cache that cannot be written
     */
    Result fetch(List<ResolvedArtifact> artifacts) {
        Map<Coordinates, Artifact> fetched = new LinkedHashMap<>();
        Map<Coordinates, Problem> failures = new LinkedHashMap<>();
        List<Tasks.Outcome<Artifact>> outcomes = tasks.outcomes(artifacts, this::fetch);
        for (int i = 0; i < outcomes.size(); i++) {
            Coordinates coordinates = artifacts.get(i).coordinates();
            if (outcomes.get(i) instanceof Tasks.Outcome.Done<Artifact> done) {
                fetched.put(coordinates, done.value());
            } else if (outcomes.get(i) instanceof Tasks.Outcome.Failed<Artifact> failed) {
                failures.put(coordinates, ofThisFile(failed.failure()));
            }
        }
        return new Result(fetched, failures);
    }

    /** The problem of one file; whatever else went wrong is thrown on. */
    private static Problem ofThisFile(ProblemException failure) {
        if (UpstreamFailure.of(failure).isPresent()) {
            return failure.first();
        }
        throw failure;
    }

    private Artifact fetch(ResolvedArtifact artifact) {
        Artifact known = done.get(artifact.coordinates());
        if (known == null) {
            List<ArtifactFile> files = new ArrayList<>();
            for (SourceFile file : artifact.files()) {
                files.add(fetch(artifact, file));
            }
            known = new Artifact(artifact.coordinates(), artifact.metadata(), files);
            done.put(artifact.coordinates(), known);
        }
        listener.item(artifact.coordinates().toString());
        return new Artifact(artifact.coordinates(), artifact.metadata(), known.files());
    }

    private ArtifactFile fetch(ResolvedArtifact artifact, SourceFile file) {
        Optional<BlobCache.Downloaded> downloaded =
                blobs.download(file.request(), file.declared(), file.wanted(), listener::bytes);
        if (downloaded.isEmpty()) {
            throw TransportProblem.ABSENT.thrown(
                    RedactedUrl.of(file.url()),
                    file.name() + " of `" + artifact.coordinates() + "` is listed but does not exist");
        }
        return file.fetched(downloaded.get());
    }

    /** Opens a file that was fetched. */
    SeekableByteChannel channel(ResolvedArtifact artifact, SourceFile file) throws IOException {
        Artifact fetched = done.get(artifact.coordinates());
        if (fetched != null) {
            for (ArtifactFile held : fetched.files()) {
                if (held.name().equals(file.name())) {
                    return blobs.channel(held.blob());
                }
            }
        }
        throw new IOException(file.name() + " was not fetched");
    }
}
