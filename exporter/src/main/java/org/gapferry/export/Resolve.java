package org.gapferry.export;

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
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.request.Unresolved;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.Inspector.Inspection;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.Resolver;
import org.jspecify.annotations.Nullable;

/**
 * From requirements to a closed set, as a fixpoint: resolve, open what must be opened, resolve what that implies in any
 * ecosystem, until nothing new appears. What cannot be had holds back the requirements that need it, each with the
 * reasons, in one step.
 */
final class Resolve {
    private final Ecosystems ecosystems;
    private final Map<String, Resolver.Resolution> resolutions;
    private final Set<String> asked;
    private final Inspect inspect;

    /** Artifacts that turned out not to be had. It only grows. */
    private final Map<Coordinates, Problem> unavailable = new LinkedHashMap<>();
    /** The user's requirements that need something which is unresolved in another ecosystem. It only grows. */
    private final Map<Root, Set<Problem>> excluded = new LinkedHashMap<>();

    private final Map<String, Answered> answered = new HashMap<>();

    /** @param asked the ecosystems that have an upstream */
    Resolve(Ecosystems ecosystems, Map<String, Resolver.Resolution> resolutions, Set<String> asked, Inspect inspect) {
        this.ecosystems = ecosystems;
        this.resolutions = resolutions;
        this.asked = Set.copyOf(asked);
        this.inspect = inspect;
    }

    /** A requirement with its ecosystem. */
    private record Root(String ecosystem, Requirement requirement) {}

    /** A closure, and what it is the closure of. */
    private record Answered(List<Requirement> requirements, Unavailable unavailable, Closure closure) {}

    /** What implies a requirement: an artifact, or another requirement. */
    private sealed interface Source {}

    private record OfArtifact(Coordinates coordinates) implements Source {}

    private record OfRequirement(Root root) implements Source {}

    /** A derived requirement as its ecosystem understands it, with everything that implies it. */
    private static final class Implied {
        private final Closed.Derived first;
        private final List<Root> roots;
        private final Set<Source> sources = new LinkedHashSet<>();
        private boolean optional = true;

        Implied(Closed.Derived first, List<Root> roots) {
            this.first = first;
            this.roots = roots;
        }
    }

    /** Artifacts that turned out not to be had: what needs them is held back from now on. */
    void avoid(Map<Coordinates, Problem> artifacts) {
        unavailable.putAll(artifacts);
    }

    /** What requirements come to, without what is known not to be had. */
    Closed resolve(Requirements requirements) {
        while (true) {
            Optional<Closed> closed = new Round(requirements).close();
            if (closed.isPresent()) {
                return closed.get();
            }
        }
    }

    /** One fixpoint. It ends early when something turns out not to be had. */
    private final class Round {
        private final Map<Root, Set<Problem>> heldBack = new LinkedHashMap<>(excluded);
        private final Map<String, Set<Requirement>> wanted = new LinkedHashMap<>();
        private final Set<Root> own = new LinkedHashSet<>();
        private final Map<DerivedRequirement.Subject, Implied> implied = new LinkedHashMap<>();
        private final Set<Problem> notes = new LinkedHashSet<>();
        private Map<String, Closure> closures = Map.of();

        Round(Requirements requirements) {
            requirements.forEach((id, list) -> list.forEach(requirement -> {
                Root root = new Root(id, requirement);
                own.add(root);
                if (!excluded.containsKey(root)) {
                    want(root);
                }
            }));
        }

        private void want(Root root) {
            wanted.computeIfAbsent(root.ecosystem(), id -> new LinkedHashSet<>())
                    .add(root.requirement());
        }

        /** Empty if what turned out not to be had makes it begin again. */
        Optional<Closed> close() {
            boolean grown = true;
            while (grown) {
                closures = new LinkedHashMap<>();
                wanted.forEach((id, list) -> closures.put(id, answer(id, List.copyOf(list))));
                if (isInterrupted()) {
                    return Optional.empty();
                }
                grown = derive();
            }
            return Optional.of(closed());
        }

        /** True if something else is not to be had than was known. */
        private boolean isInterrupted() {
            int before = unavailable.size() + excluded.size();
            closures.forEach((id, closure) -> {
                closure.unresolved()
                        .forEach(missing ->
                                missing(new Root(id, missing.requirement()), missing.problem(), new HashSet<>()));
                unavailable.putAll(inspect.inspect(ecosystem(id), closure.artifacts()));
            });
            return unavailable.size() + excluded.size() > before;
        }

        /** Passes the failure of a derived requirement on to what needs it. */
        private void missing(Root root, Problem problem, Set<Root> seen) {
            for (Implied needed : implied.values()) {
                if (!needed.optional && needed.roots.contains(root) && seen.add(root)) {
                    for (Source source : needed.sources) {
                        if (source instanceof OfArtifact artifact) {
                            unavailable.putIfAbsent(artifact.coordinates(), problem);
                        } else if (source instanceof OfRequirement of && own.contains(of.root())) {
                            excluded.computeIfAbsent(of.root(), held -> new LinkedHashSet<>())
                                    .add(problem);
                        } else if (source instanceof OfRequirement of) {
                            missing(of.root(), problem, seen);
                        }
                    }
                }
            }
        }

        /** Adds what the artifacts and the requirements imply; false if nothing is new. */
        private boolean derive() {
            int before = implied.size();
            notes.clear();
            closures.forEach((id, closure) -> {
                closure.derived()
                        .forEach(derived -> add(
                                derived.requirement(),
                                derived.requirement().reason(),
                                derived.requirement().text(),
                                id,
                                new OfRequirement(new Root(id, derived.from()))));
                for (ResolvedArtifact artifact : closure.artifacts()) {
                    String coordinates = artifact.coordinates().toString();
                    inspect.of(artifact.coordinates())
                            .requirements()
                            .forEach(derived -> add(
                                    derived,
                                    coordinates + " " + derived.reason(),
                                    coordinates,
                                    id,
                                    new OfArtifact(artifact.coordinates())));
                }
            });
            return implied.size() > before;
        }

        /** @param from the section of what implies it, whose upstreams are asked already */
        private void add(DerivedRequirement derived, String origin, String where, String from, Source source) {
            boolean mayBeAsked = asked.contains(derived.ecosystem()) || from.equals(derived.ecosystem());
            if (derived.optional() && ecosystems.ofSection(derived.ecosystem()).isPresent() && !mayBeAsked) {
                notes.add(skipped(where, derived));
                return;
            }
            Implied needed = implied.get(derived.subject());
            if (needed == null) {
                Ecosystems.Understood understood = ecosystems.understand(derived, where, origin);
                if (understood.notCarried().isPresent()) {
                    notes.add(understood.notCarried().get());
                    return;
                }
                needed = new Implied(
                        new Closed.Derived(derived, origin),
                        understood.requirements().stream()
                                .map(requirement -> new Root(derived.ecosystem(), requirement))
                                .toList());
                implied.put(derived.subject(), needed);
                needed.roots.forEach(this::want);
            }
            if (!derived.optional()) {
                needed.optional = false;
                needed.sources.add(source);
            }
        }

        private Closed closed() {
            Set<Root> unresolved = new LinkedHashSet<>();
            Set<Problem> findings = new LinkedHashSet<>();
            closures.forEach((id, closure) -> {
                for (Unresolved missing : closure.unresolved()) {
                    Root root = new Root(id, missing.requirement());
                    unresolved.add(root);
                    if (own.contains(root)) {
                        heldBack.computeIfAbsent(root, held -> new LinkedHashSet<>())
                                .add(missing.problem());
                    } else {
                        findings.add(missing.problem());
                    }
                }
            });
            Map<String, List<Requirement>> kept = new LinkedHashMap<>();
            wanted.forEach((id, list) -> kept.put(
                    id,
                    list.stream()
                            .filter(requirement -> !unresolved.contains(new Root(id, requirement)))
                            .toList()));
            kept.values().removeIf(List::isEmpty);
            List<ResolvedArtifact> artifacts = new ArrayList<>();
            Set<Problem> said = new LinkedHashSet<>(all(Closure::notes));
            for (ResolvedArtifact artifact : all(Closure::artifacts)) {
                Inspection found = inspect.of(artifact.coordinates());
                ArtifactMetadata metadata = artifact.metadata();
                for (String flag : found.flags()) {
                    metadata = metadata.flagged(flag);
                }
                artifacts.add(
                        new ResolvedArtifact(artifact.coordinates(), metadata, artifact.files(), artifact.inspected()));
                said.addAll(found.notes());
            }
            said.addAll(notes);
            List<HeldBack> held = new ArrayList<>();
            for (Root root : own) {
                Set<Problem> problems = heldBack.get(root);
                if (problems != null) {
                    held.add(new HeldBack(root.ecosystem(), root.requirement(), List.copyOf(problems)));
                }
            }
            List<Closed.Derived> derived = implied.values().stream()
                    .filter(needed -> needed.roots.stream().noneMatch(unresolved::contains))
                    .map(needed -> needed.first)
                    .toList();
            return new Closed(
                    Requirements.of(kept),
                    artifacts,
                    all(Closure::documents),
                    all(Closure::tags),
                    held,
                    derived,
                    List.copyOf(new LinkedHashSet<>(all(Closure::leftOut))),
                    List.copyOf(findings),
                    List.copyOf(said));
        }

        private <T> List<T> all(Function<Closure, List<T>> part) {
            return closures.values().stream().map(part).flatMap(List::stream).toList();
        }
    }

    /** A resolution is asked again only if something else is wanted of it, or something of it cannot be had. */
    private Closure answer(String id, List<Requirement> requirements) {
        Unavailable without = new Unavailable(unavailable);
        Answered before = answered.get(id);
        if (before != null && before.requirements().equals(requirements) && isUntouched(before, without)) {
            return before.closure();
        }
        Resolver.@Nullable Resolution resolution = resolutions.get(id);
        if (resolution == null) {
            throw new IllegalStateException("no resolution of " + id);
        }
        Closure closure = resolution.resolve(requirements, without);
        answered.put(id, new Answered(requirements, without, closure));
        return closure;
    }

    /** True if everything of a closure can be had still. */
    private static boolean isUntouched(Answered before, Unavailable now) {
        return before.unavailable().equals(now)
                || before.closure().artifacts().stream().allMatch(artifact -> now.problem(artifact.coordinates())
                        .isEmpty());
    }

    private Ecosystem ecosystem(String id) {
        return ecosystems.ofSection(id).orElseThrow();
    }

    private static Problem skipped(String where, DerivedRequirement requirement) {
        return EcosystemProblem.COMPANION_SKIPPED.at(
                where,
                requirement.reason() + ", but it was not exported: the manifest has no section `"
                        + requirement.ecosystem() + "`",
                "add to the manifest: " + requirement.ecosystem() + ": []");
    }
}
