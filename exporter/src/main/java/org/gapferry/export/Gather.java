package org.gapferry.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.transport.UpstreamFailure;

/**
 * Brings everything that a closure has into the cache. What turns out not to be had is done without, until nothing
 * fails any more.
 */
final class Gather {
    private final Fetch fetch;
    private final Documents documents;
    private final ExportListener listener;
    private final Function<Iterable<Artifact>, Map<Coordinates, Problem>> contradictions;

    /** @param contradictions artifacts whose bytes may not be taken, and why */
    Gather(
            Fetch fetch,
            Documents documents,
            ExportListener listener,
            Function<Iterable<Artifact>, Map<Coordinates, Problem>> contradictions) {
        this.fetch = fetch;
        this.documents = documents;
        this.listener = listener;
        this.contradictions = contradictions;
    }

    /** A closure whose files and documents are in the cache. */
    record Gathered(Closed closed, Map<Coordinates, Artifact> artifacts, List<KeptDocument> documents) {
        /** All pointers: tags, and those that lead to documents. */
        List<Pointer> pointers() {
            return Stream.concat(closed.tags().stream(), documents.stream().map(KeptDocument::pointer))
                    .toList();
        }
    }

    /** What a lock has, all of it. */
    Gathered locked(Closed closed) {
        Map<Coordinates, Problem> failures = new LinkedHashMap<>();
        Gathered gathered = once(closed, failures);
        if (!failures.isEmpty()) {
            throw new ProblemException(List.copyOf(failures.values()));
        }
        return gathered;
    }

    /** What requirements come to. */
    Gathered resolved(Resolve resolve, Requirements requirements) {
        while (true) {
            listener.phase("resolve", -1);
            Map<Coordinates, Problem> failures = new LinkedHashMap<>();
            Gathered gathered = once(resolve.resolve(requirements), failures);
            if (failures.isEmpty()) {
                requireAnything(gathered.closed());
                return gathered;
            }
            resolve.avoid(failures);
        }
    }

    private Gathered once(Closed closed, Map<Coordinates, Problem> failures) {
        listener.phase("fetch", closed.artifacts().size());
        Fetch.Result fetched = fetch.fetch(closed.artifacts());
        failures.putAll(fetched.problems());
        failures.putAll(contradictions.apply(fetched.artifacts().values()));
        Documents.Result kept = documents.keep(closed.documents());
        failures.putAll(kept.failures());
        return new Gathered(closed, fetched.artifacts(), kept.documents());
    }

    /** True unless the manifest is what keeps a host from being asked. */
    private static boolean isOfUpstream(Problem problem) {
        ExitClass exit = problem.code().exitClass();
        return (exit == ExitClass.UPSTREAM || exit == ExitClass.CREDENTIALS)
                && UpstreamFailure.kind(problem)
                        .filter(kind -> kind == UpstreamFailure.Kind.BLOCKED)
                        .isEmpty();
    }

    /** Where nothing could be had at all and upstreams are to blame, that is how the export ends. */
    static void requireAnything(Closed closed) {
        List<Problem> problems = closed.heldBack().stream()
                .flatMap(held -> held.problems().stream())
                .distinct()
                .toList();
        boolean failed = !problems.isEmpty() && problems.stream().allMatch(Gather::isOfUpstream);
        if (failed && closed.artifacts().isEmpty()) {
            throw new ProblemException(problems);
        }
    }
}
