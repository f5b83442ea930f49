package org.gapferry.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Closure;
import org.gapferry.ecosystem.Closure.HeldBack;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.ImpliedWish;
import org.gapferry.ecosystem.ResolvedArtifact;
import org.gapferry.ecosystem.Resolver;
import org.gapferry.ecosystem.Wish;

/**
 * From wishes to a closed set, as a fixpoint: resolve, open what must be opened, resolve what that implies in any ecosystem, until nothing
 * new appears. Wishes that cannot be closed are held back, each with the reasons; the rest is closed without them.
 */
final class Resolve {
    private final Ecosystems ecosystems;
    private final Map<String, Resolver.Resolution> resolutions;
    private final Fetch fetch;

    /** What artifacts imply, remembered: an artifact is opened once. */
    private final Map<Coordinates, List<ImpliedWish>> implied = new HashMap<>();

    private final Map<Coordinates, Problem> bad = new HashMap<>();

    Resolve(Ecosystems ecosystems, Map<String, Resolver.Resolution> resolutions, Fetch fetch) {
        this.ecosystems = ecosystems;
        this.resolutions = resolutions;
        this.fetch = fetch;
    }

    /**
     * What a set of wishes comes to.
     *
     * @param wishes by ecosystem, implied ones included
     */
    record Closed(
            Map<String, List<Wish>> wishes,
            List<ResolvedArtifact> artifacts,
            List<Pointer> pointers,
            List<HeldBack> heldBack,
            List<Problem> notes) {}

    /** A wish with its ecosystem. */
    private record Root(String ecosystem, Wish wish) {}

    /** Artifacts that turned out not to be had: what needs them is held back from now on. */
    void avoid(Map<Coordinates, Problem> artifacts) {
        bad.putAll(artifacts);
    }

    Closed resolve(Map<String, List<Wish>> wishes) {
        List<Root> roots = new ArrayList<>();
        wishes.forEach((ecosystem, list) -> list.forEach(wish -> roots.add(new Root(ecosystem, wish))));
        Closed all = fixpoint(roots);
        if (all.heldBack().isEmpty()) {
            return all;
        }
        List<HeldBack> heldBack = new ArrayList<>();
        List<Root> closed = new ArrayList<>();
        for (Root root : roots) {
            Closed alone = fixpoint(List.of(root));
            if (alone.heldBack().isEmpty()) {
                closed.add(root);
            } else {
                heldBack.add(new HeldBack(
                        root.wish(),
                        alone.heldBack().stream()
                                .flatMap(held -> held.problems().stream())
                                .distinct()
                                .toList()));
            }
        }
        Closed rest = fixpoint(closed);
        return new Closed(rest.wishes(), rest.artifacts(), rest.pointers(), heldBack, rest.notes());
    }

    /** One fixpoint. If something is held back, the result is not closed and only says what and why. */
    private Closed fixpoint(List<Root> roots) {
        Map<String, List<Wish>> wishes = new LinkedHashMap<>();
        roots.forEach(root -> wishes.computeIfAbsent(root.ecosystem(), id -> new ArrayList<>())
                .add(root.wish()));
        Set<String> known = new HashSet<>();
        while (true) {
            Map<String, Closure> closures = new LinkedHashMap<>();
            wishes.forEach((id, list) -> closures.put(id, resolution(id).resolve(list)));
            Closed closed = join(wishes, closures);
            if (!closed.heldBack().isEmpty()) {
                return closed;
            }
            List<HeldBack> failed = new ArrayList<>();
            boolean grown = false;
            for (Map.Entry<String, Closure> entry : closures.entrySet()) {
                for (ResolvedArtifact artifact : entry.getValue().artifacts()) {
                    Problem problem = bad.get(artifact.coordinates());
                    if (problem != null) {
                        failed.add(new HeldBack(wishOf(artifact), List.of(problem)));
                    }
                    for (ImpliedWish wish :
                            artifact.opened() ? open(entry.getKey(), artifact, failed) : List.<ImpliedWish>of()) {
                        if (known.add(wish.ecosystem() + " " + wish.text())) {
                            grown = true;
                            Ecosystem target = ecosystems.find(wish.ecosystem()).orElseThrow();
                            wishes.computeIfAbsent(wish.ecosystem(), id -> new ArrayList<>())
                                    .add(target.wishes()
                                            .implied(wish.text(), artifact.coordinates() + " " + wish.reason()));
                        }
                    }
                }
            }
            if (!failed.isEmpty()) {
                return new Closed(Map.of(), List.of(), List.of(), failed, List.of());
            }
            if (!grown) {
                return closed;
            }
        }
    }

    private Resolver.Resolution resolution(String id) {
        Resolver.Resolution resolution = resolutions.get(id);
        if (resolution == null) {
            throw new IllegalStateException("no resolution of " + id);
        }
        return resolution;
    }

    private List<ImpliedWish> open(String id, ResolvedArtifact artifact, List<HeldBack> failed) {
        List<ImpliedWish> known = implied.get(artifact.coordinates());
        if (known != null) {
            return known;
        }
        if (bad.containsKey(artifact.coordinates())) {
            return List.of();
        }
        Fetch.Result result = fetch.fetch(List.of(artifact));
        if (!result.failures().isEmpty()) {
            result.failures().values().forEach(problem -> failed.add(new HeldBack(wishOf(artifact), List.of(problem))));
            bad.putAll(result.failures());
            return List.of();
        }
        Ecosystem ecosystem = ecosystems.find(id).orElseThrow();
        try {
            List<ImpliedWish> wishes = ecosystem.implications().implied(artifact, file -> fetch.open(artifact, file));
            implied.put(artifact.coordinates(), wishes);
            return wishes;
        } catch (IOException e) {
            Problem problem = EcosystemProblem.ARCHIVE_MALFORMED.at(
                    artifact.coordinates().toString(), "its archive cannot be read: " + e.getMessage());
            bad.put(artifact.coordinates(), problem);
            failed.add(new HeldBack(wishOf(artifact), List.of(problem)));
            return List.of();
        }
    }

    private static Wish wishOf(ResolvedArtifact artifact) {
        record OfArtifact(String text, String origin) implements Wish {}
        return new OfArtifact(artifact.coordinates().toString(), artifact.why());
    }

    private static Closed join(Map<String, List<Wish>> wishes, Map<String, Closure> closures) {
        return new Closed(
                wishes,
                all(closures, Closure::artifacts),
                all(closures, Closure::pointers),
                all(closures, Closure::heldBack),
                all(closures, Closure::notes));
    }

    private static <T> List<T> all(Map<String, Closure> closures, Function<Closure, List<T>> part) {
        return closures.values().stream().map(part).flatMap(List::stream).toList();
    }
}
