package org.gapferry.export;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.gapferry.archive.ArchiveException;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.resolve.Inspector.Inspection;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;

/** Fetches and opens, side by side, what says more inside than outside. An artifact is opened once. */
final class Inspect {
    private final Fetch fetch;
    private final InspectedArtifacts before;
    private final CompanionReader companions;
    private final Tasks tasks;
    private final boolean dryRun;
    private final Map<Coordinates, Inspection> done = new HashMap<>();

    /**
     * Opens artifacts.
     *
     * @param before what was found in earlier exports
     * @param companions reads what packages need of other ecosystems
     */
    Inspect(Fetch fetch, InspectedArtifacts before, CompanionReader companions, Tasks tasks, boolean dryRun) {
        this.fetch = fetch;
        this.before = before;
        this.companions = companions;
        this.tasks = tasks;
        this.dryRun = dryRun;
    }

    /** What is known of an artifact; nothing if it was not opened. */
    Inspection of(Coordinates artifact) {
        return done.getOrDefault(artifact, Inspection.NOTHING);
    }

    /**
     * Opens artifacts that were not opened yet.
     *
     * @return what cannot be fetched or read
     */
    Map<Coordinates, Problem> inspect(Ecosystem ecosystem, List<ResolvedArtifact> artifacts) {
        Map<Coordinates, Problem> failures = new LinkedHashMap<>();
        if (dryRun && ecosystem.online().inspector().isCheck()) {
            return failures;
        }
        List<ResolvedArtifact> fresh = artifacts.stream()
                .filter(artifact -> artifact.inspected() && !done.containsKey(artifact.coordinates()))
                .toList();
        if (fresh.isEmpty()) {
            return failures;
        }
        Fetch.Result fetched = fetch.fetch(fresh);
        failures.putAll(fetched.problems());
        List<ResolvedArtifact> there = fresh.stream()
                .filter(artifact -> fetched.artifacts().containsKey(artifact.coordinates()))
                .toList();
        List<Tasks.Outcome<Inspection>> outcomes = tasks.outcomes(there, artifact -> {
            try {
                return open(
                        ecosystem,
                        artifact,
                        Objects.requireNonNull(fetched.artifacts().get(artifact.coordinates())));
            } catch (IOException e) {
                ProblemCode code =
                        e instanceof ArchiveException archive ? archive.code() : EcosystemProblem.ARCHIVE_MALFORMED;
                throw code.thrown(
                                artifact.coordinates().toString(),
                                "cannot read the archive: " + e.getMessage(),
                                "check what the upstream, or a proxy in between, sent; the archive was discarded")
                        .causedBy(e);
            }
        });
        for (int i = 0; i < there.size(); i++) {
            Coordinates coordinates = there.get(i).coordinates();
            if (outcomes.get(i) instanceof Tasks.Outcome.Done<Inspection> opened) {
                done.put(coordinates, opened.value());
            } else if (outcomes.get(i) instanceof Tasks.Outcome.Failed<Inspection> failed) {
                if (!(failed.failure().getCause() instanceof IOException)) {
                    throw failed.failure();
                }
                failures.put(coordinates, failed.failure().first());
            }
        }
        return failures;
    }

    private Inspection open(Ecosystem ecosystem, ResolvedArtifact artifact, Artifact fetched) throws IOException {
        Optional<Inspection> known = before.find(fetched);
        if (known.isPresent()) {
            return known.get();
        }
        Inspection found =
                ecosystem.online().inspector().inspect(artifact, file -> fetch.channel(artifact, file), companions);
        before.remember(fetched, found);
        return found;
    }
}
