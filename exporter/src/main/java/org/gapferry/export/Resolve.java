package org.gapferry.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gapferry.archive.ArchiveException;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.Inspector.Inspection;
import org.gapferry.ecosystem.resolve.Lock;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.Resolver;

/**
 * From requirements to a closed set, as a fixpoint: resolve, open what must be opened, resolve what that implies in any ecosystem, until nothing
 * new appears. Requirements that cannot be closed are held back, each with the reasons; the rest is closed without them.
 */
final class Resolve {
    private final Ecosystems ecosystems;
    private final Map<String, Resolver.Resolution> resolutions;
    private final Set<String> asked;
    private final Fetch fetch;
    private final InspectedArtifacts opened;
    private final boolean dryRun;
    private final Tasks tasks;
    /** What artifacts imply, remembered: an artifact is opened once. */
    private final Map<Coordinates, Inspection> derived = new HashMap<>();

    private final Map<Coordinates, Problem> bad = new HashMap<>();
    /** What was derived and nobody understands. */
    private final Map<String, Problem> refused = new LinkedHashMap<>();

    /** @param asked the ecosystems that have an upstream */
    Resolve(
            Ecosystems ecosystems,
            Map<String, Resolver.Resolution> resolutions,
            Set<String> asked,
            Fetch fetch,
            InspectedArtifacts opened,
            Tasks tasks,
            boolean dryRun) {
        this.ecosystems = ecosystems;
        this.resolutions = resolutions;
        this.asked = Set.copyOf(asked);
        this.fetch = fetch;
        this.opened = opened;
        this.dryRun = dryRun;
        this.tasks = tasks;
    }

    /**
     * What a set of requirements comes to.
     *
     * @param requirements by ecosystem, derived ones included
     */
    record Closed(
            Map<String, List<Requirement>> requirements,
            List<ResolvedArtifact> artifacts,
            List<Pointer> pointers,
            List<HeldBack> heldBack,
            List<Problem> notes) {}

    /** A requirement with its ecosystem. */
    private record Root(String ecosystem, Requirement requirement) {}

    /** One fixpoint: closed, or why not. */
    private record Attempt(
            Map<String, List<Requirement>> requirements, Map<String, Closure> closures, Set<Problem> failures) {
        boolean isClosed() {
            return failures.isEmpty();
        }

        private <T> List<T> all(Function<Closure, List<T>> part) {
            return closures.values().stream().map(part).flatMap(List::stream).toList();
        }
    }

    /** What an attempt came to, with what the archives that were opened say of their artifacts. */
    private Closed closed(Attempt attempt, List<HeldBack> heldBack) {
        List<ResolvedArtifact> artifacts = new ArrayList<>();
        Set<Problem> notes = new LinkedHashSet<>(attempt.all(Closure::notes));
        for (ResolvedArtifact artifact : attempt.all(Closure::artifacts)) {
            Inspection found = derived.getOrDefault(artifact.coordinates(), Inspection.NOTHING);
            ArtifactMetadata metadata = artifact.metadata();
            for (String flag : found.flags()) {
                metadata = metadata.flagged(flag);
            }
            artifacts.add(
                    new ResolvedArtifact(artifact.coordinates(), metadata, artifact.files(), artifact.inspected()));
            notes.addAll(found.notes());
            found.requirements().stream()
                    .filter(requirement -> !isAsked(requirement))
                    .forEach(requirement ->
                            notes.add(notAsked(artifact.coordinates().toString(), requirement)));
        }
        attempt.all(Closure::derived).stream()
                .filter(requirement -> !isAsked(requirement))
                .forEach(requirement -> notes.add(notAsked(requirement.text(), requirement)));
        notes.addAll(refused.values());
        return new Closed(
                attempt.requirements(), artifacts, attempt.all(Closure::pointers), heldBack, List.copyOf(notes));
    }

    /** Artifacts that turned out not to be had: what needs them is held back from now on. */
    void avoid(Map<Coordinates, Problem> artifacts) {
        bad.putAll(artifacts);
    }

    Closed resolve(Map<String, List<Requirement>> requirements) {
        List<Root> roots = new ArrayList<>();
        requirements.forEach(
                (ecosystem, list) -> list.forEach(requirement -> roots.add(new Root(ecosystem, requirement))));
        Attempt all = fixpoint(roots);
        if (all.isClosed()) {
            return closed(all, List.of());
        }
        List<HeldBack> heldBack = new ArrayList<>();
        List<Root> closed = new ArrayList<>();
        for (Root root : roots) {
            Attempt alone = fixpoint(List.of(root));
            if (alone.isClosed()) {
                closed.add(root);
            } else {
                heldBack.add(new HeldBack(root.requirement(), List.copyOf(alone.failures())));
            }
        }
        Attempt together = fixpoint(closed);
        return together.isClosed() ? closed(together, heldBack) : oneByOne(closed, heldBack);
    }

    /** Requirements that are closed each alone and not together: what contradicts those before it is held back. */
    private Closed oneByOne(List<Root> roots, List<HeldBack> before) {
        List<HeldBack> heldBack = new ArrayList<>(before);
        List<Root> closed = new ArrayList<>();
        Attempt last = fixpoint(closed);
        for (Root root : roots) {
            List<Root> more = new ArrayList<>(closed);
            more.add(root);
            Attempt attempt = fixpoint(more);
            if (attempt.isClosed()) {
                closed.add(root);
                last = attempt;
            } else {
                heldBack.add(new HeldBack(root.requirement(), List.copyOf(attempt.failures())));
            }
        }
        return closed(last, heldBack);
    }

    /**
     * What a lock names, and nothing else.
     *
     * @throws ProblemException if something of it is not to be had any more
     */
    Closed locked(Map<String, List<Requirement>> requirements, Lock lock) {
        Map<String, Closure> closures = new LinkedHashMap<>();
        resolutions.forEach((id, resolution) -> {
            Lock part = lock.of(id);
            if (!part.artifacts().isEmpty()) {
                closures.put(id, resolution.locked(part));
            }
        });
        Set<Problem> failures = new LinkedHashSet<>();
        closures.values().forEach(closure -> failures.addAll(closure.failures()));
        if (!failures.isEmpty()) {
            throw new ProblemException(List.copyOf(failures));
        }
        Closed closed = closed(new Attempt(requirements, closures, failures), List.of());
        return new Closed(requirements, closed.artifacts(), closed.pointers(), List.of(), lock.leftOut());
    }

    private Attempt fixpoint(List<Root> roots) {
        Map<String, List<Requirement>> requirements = new LinkedHashMap<>();
        roots.forEach(root -> requirements
                .computeIfAbsent(root.ecosystem(), id -> new ArrayList<>())
                .add(root.requirement()));
        Set<String> known = new HashSet<>();
        while (true) {
            Map<String, Closure> closures = new LinkedHashMap<>();
            requirements.forEach((id, list) -> closures.put(id, resolution(id).resolve(list)));
            Set<Problem> failures = new LinkedHashSet<>();
            closures.values().forEach(closure -> failures.addAll(closure.failures()));
            boolean grown = failures.isEmpty() && grow(requirements, closures, known, failures);
            if (!grown || !failures.isEmpty()) {
                return new Attempt(requirements, closures, failures);
            }
        }
    }

    /** Adds what the artifacts and the requirements imply; false if nothing is new. */
    private boolean grow(
            Map<String, List<Requirement>> requirements,
            Map<String, Closure> closures,
            Set<String> known,
            Set<Problem> failures) {
        closures.forEach((id, closure) -> {
            closure.artifacts().forEach(artifact -> {
                Problem problem = bad.get(artifact.coordinates());
                if (problem != null) {
                    failures.add(problem);
                }
            });
            open(id, closure, failures);
        });
        boolean grown = false;
        for (Closure closure : closures.values()) {
            for (DerivedRequirement requirement : closure.derived()) {
                grown |= add(requirement, requirement.reason(), requirements, known);
            }
            for (ResolvedArtifact artifact : closure.artifacts()) {
                for (DerivedRequirement requirement : derived.getOrDefault(artifact.coordinates(), Inspection.NOTHING)
                        .requirements()) {
                    grown |= add(requirement, artifact.coordinates() + " " + requirement.reason(), requirements, known);
                }
            }
        }
        return grown;
    }

    private boolean add(
            DerivedRequirement requirement,
            String origin,
            Map<String, List<Requirement>> requirements,
            Set<String> known) {
        if (!isAsked(requirement)
                || !known.add(requirement.ecosystem() + " " + requirement.text() + " " + requirement.project())) {
            return false;
        }
        Ecosystem target = ecosystems.ofSection(requirement.ecosystem()).orElseThrow();
        try {
            Requirement derived = target.online().requirements().of(requirement, origin);
            requirements
                    .computeIfAbsent(requirement.ecosystem(), id -> new ArrayList<>())
                    .add(derived);
        } catch (IllegalArgumentException e) {
            refused.put(
                    origin + " " + requirement.text(),
                    EcosystemProblem.NOT_CARRIED.at(
                            origin, "`" + requirement.text() + "` cannot be carried: " + e.getMessage()));
            return false;
        }
        return true;
    }

    /** False for what an artifact can do without, where nobody may be asked for it, and for what is of no ecosystem that there is. */
    private boolean isAsked(DerivedRequirement requirement) {
        return ecosystems.ofSection(requirement.ecosystem()).isPresent()
                && (!requirement.optional() || asked.contains(requirement.ecosystem()));
    }

    private Problem notAsked(String where, DerivedRequirement requirement) {
        return ecosystems.ofSection(requirement.ecosystem()).isEmpty()
                ? EcosystemProblem.NOT_CARRIED.at(
                        where,
                        requirement.reason() + ", and `" + requirement.text()
                                + "` is not carried: there is no ecosystem `" + requirement.ecosystem() + "` yet",
                        "carry it another way; everything else is in the bundle")
                : EcosystemProblem.NOBODY_ASKED.at(
                        where,
                        requirement.reason() + ", and it is not carried, since the manifest has no section `"
                                + requirement.ecosystem() + "`",
                        "add to the manifest: " + requirement.ecosystem() + ": []");
    }

    private Resolver.Resolution resolution(String id) {
        Resolver.Resolution resolution = resolutions.get(id);
        if (resolution == null) {
            throw new IllegalStateException("no resolution of " + id);
        }
        return resolution;
    }

    /** Fetches and opens, side by side, what says more inside than outside. */
    private void open(String id, Closure closure, Set<Problem> failures) {
        Ecosystem ecosystem = ecosystems.ofSection(id).orElseThrow();
        if (dryRun && ecosystem.online().inspector().isCheck()) {
            return;
        }
        List<ResolvedArtifact> fresh = closure.artifacts().stream()
                .filter(artifact -> artifact.inspected()
                        && !derived.containsKey(artifact.coordinates())
                        && !bad.containsKey(artifact.coordinates()))
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        Fetch.Result result = fetch.fetch(fresh);
        failures.addAll(result.problems().values());
        bad.putAll(result.problems());
        Map<ResolvedArtifact, Artifact> there = new LinkedHashMap<>();
        for (ResolvedArtifact artifact : fresh) {
            Artifact fetched = result.artifacts().get(artifact.coordinates());
            if (fetched != null) {
                there.put(artifact, fetched);
            }
        }
        List<Map.Entry<ResolvedArtifact, Artifact>> entries = List.copyOf(there.entrySet());
        List<Tasks.Outcome<Inspection>> inspected = tasks.outcomes(entries, entry -> {
            try {
                return open(ecosystem, entry.getKey(), entry.getValue());
            } catch (IOException e) {
                ProblemCode code =
                        e instanceof ArchiveException archive ? archive.code() : EcosystemProblem.ARCHIVE_MALFORMED;
                throw code.thrown(
                                entry.getKey().coordinates().toString(),
                                "its archive cannot be read: " + e.getMessage(),
                                "see what the upstream, or a proxy in between, sent for it; it was not taken")
                        .causedBy(e);
            }
        });
        for (int i = 0; i < entries.size(); i++) {
            Coordinates coordinates = entries.get(i).getKey().coordinates();
            if (inspected.get(i) instanceof Tasks.Outcome.Done<Inspection> done) {
                derived.put(coordinates, done.value());
            } else if (inspected.get(i) instanceof Tasks.Outcome.Failed<Inspection> failed) {
                if (!(failed.failure().getCause() instanceof IOException)) {
                    throw failed.failure();
                }
                bad.put(coordinates, failed.failure().first());
                failures.add(failed.failure().first());
            }
        }
    }

    private Inspection open(Ecosystem ecosystem, ResolvedArtifact artifact, Artifact fetched) throws IOException {
        Optional<Inspection> before = opened.find(fetched);
        if (before.isPresent()) {
            return before.get();
        }
        Inspection found = ecosystem.online().inspector().inspect(artifact, file -> fetch.channel(artifact, file));
        opened.remember(fetched, found);
        return found;
    }
}
