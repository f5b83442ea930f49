package org.gapferry.export;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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

/**
 * Brings the files of artifacts into the cache, each checked against every digest that is declared for it. All files
 * are fetched side by side, those of one artifact too, and each has its own outcome: what one upstream refuses fails
 * the artifact of that file and nothing else.
 */
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

    /**
     * Why a file could not be had.
     *
     * @param file its name in the artifact
     * @param upstream how far the failure reaches, and until when
     */
    record Failure(String file, Problem problem, UpstreamFailure upstream) {}

    /** What was fetched, in the order asked for, and what could not be had, with every file that failed. */
    record Result(Map<Coordinates, Artifact> artifacts, Map<Coordinates, List<Failure>> failures) {
        /** The first problem of each artifact that could not be had. */
        Map<Coordinates, Problem> problems() {
            Map<Coordinates, Problem> problems = new LinkedHashMap<>();
            failures.forEach(
                    (coordinates, list) -> problems.put(coordinates, list.get(0).problem()));
            return problems;
        }
    }

    /** A file of an artifact that is being fetched. */
    private record Item(ResolvedArtifact artifact, SourceFile file, AtomicInteger missing) {}

    /** What a file came to. */
    private sealed interface Outcome {
        record Fetched(ArtifactFile file) implements Outcome {}

        record Failed(Failure failure) implements Outcome {}
    }

    /**
     * Fetches artifacts.
     *
     * @throws ProblemException for what is not a failure of an upstream, such as a cache that cannot be written; what
     *     was downloaded is
     *     kept
     */
    Result fetch(List<ResolvedArtifact> artifacts) {
        List<Item> items = new ArrayList<>();
        for (ResolvedArtifact artifact : artifacts) {
            List<SourceFile> files = missing(artifact);
            AtomicInteger missing = new AtomicInteger(files.size());
            files.forEach(file -> items.add(new Item(artifact, file, missing)));
            if (files.isEmpty()) {
                listener.item(artifact.coordinates().toString());
            }
        }
        Map<Coordinates, List<ArtifactFile>> files = new HashMap<>();
        Map<Coordinates, List<Failure>> failures = new LinkedHashMap<>();
        List<Outcome> outcomes = tasks.all(items, this::fetch);
        for (int i = 0; i < items.size(); i++) {
            Coordinates coordinates = items.get(i).artifact().coordinates();
            if (outcomes.get(i) instanceof Outcome.Fetched fetched) {
                files.computeIfAbsent(coordinates, key -> new ArrayList<>()).add(fetched.file());
            } else if (outcomes.get(i) instanceof Outcome.Failed failed) {
                failures.computeIfAbsent(coordinates, key -> new ArrayList<>()).add(failed.failure());
            }
        }
        Map<Coordinates, Artifact> fetched = new LinkedHashMap<>();
        for (ResolvedArtifact artifact : artifacts) {
            Coordinates coordinates = artifact.coordinates();
            if (!failures.containsKey(coordinates)) {
                Artifact known = done.merge(
                        coordinates,
                        new Artifact(coordinates, artifact.metadata(), files.getOrDefault(coordinates, List.of())),
                        Fetch::union);
                fetched.put(coordinates, new Artifact(coordinates, artifact.metadata(), known.files()));
            }
        }
        return new Result(fetched, failures);
    }

    /** Its files that were not fetched yet: a later round may want more of it. */
    private List<SourceFile> missing(ResolvedArtifact artifact) {
        Artifact fetched = done.get(artifact.coordinates());
        return fetched == null
                ? artifact.files()
                : artifact.files().stream()
                        .filter(file -> fetched.files().stream()
                                .noneMatch(held -> held.name().equals(file.name())))
                        .toList();
    }

    private static Artifact union(Artifact before, Artifact fresh) {
        List<ArtifactFile> files = new ArrayList<>(before.files());
        files.addAll(fresh.files());
        return new Artifact(before.coordinates(), before.metadata(), files);
    }

    private Outcome fetch(Item item) {
        SourceFile file = item.file();
        Outcome outcome;
        try {
            outcome = blobs.download(file.request(), file.expected(), file.wanted(), listener::bytes)
                    .<Outcome>map(downloaded -> new Outcome.Fetched(file.fetched(downloaded)))
                    .orElseGet(() -> absent(item));
        } catch (ProblemException e) {
            UpstreamFailure failure = UpstreamFailure.of(e).orElseThrow(() -> e);
            outcome = new Outcome.Failed(new Failure(file.name(), e.first(), failure));
        }
        if (item.missing().decrementAndGet() == 0) {
            listener.item(item.artifact().coordinates().toString());
        }
        return outcome;
    }

    private static Outcome absent(Item item) {
        Problem problem = TransportProblem.ABSENT.at(
                RedactedUrl.of(item.file().url()),
                item.file().name() + " of `" + item.artifact().coordinates() + "` is listed but does not exist");
        UpstreamFailure failure =
                new UpstreamFailure(UpstreamFailure.Kind.ABSENCE, OptionalInt.empty(), "", Optional.empty());
        return new Outcome.Failed(new Failure(item.file().name(), problem, failure));
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
