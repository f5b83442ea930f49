package org.gapferry.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.resolve.OwnUpstreams;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.ecosystem.resolve.Routes.Route;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.ecosystem.resolve.Upstreams;
import org.gapferry.transport.ClientSettings;

/**
 * Finds the upstreams of each requirement of one ecosystem: what the manifest names, then what the requirement's own
 * configuration names, then what this machine is configured for. A mirror has one namespace: a scope that any
 * requirement binds is asked nowhere else for those that say nothing of it, and two that bind it to different places
 * contradict each other.
 */
final class RouteMap {
    private final Upstreams facet;
    private final ClientEnvironment environment;
    private final Path manifest;
    private final String section;
    private final List<Upstream> named;
    private final List<Upstream> found;
    private final List<Requirement> asked;
    private final List<Upstream> bound = new ArrayList<>();
    private final Map<String, Problem> contradictions = new LinkedHashMap<>();
    private final List<ClientSettings> known = new ArrayList<>(List.of(ClientSettings.NONE));
    private final Map<Requirement, OwnUpstreams> own = new ConcurrentHashMap<>();

    /**
     * @param named by the manifest
     * @param found on this machine
     * @param asked every requirement that is known before anything is resolved
     */
    RouteMap(
            Upstreams facet,
            ClientEnvironment environment,
            Path manifest,
            String section,
            List<Upstream> named,
            List<Upstream> found,
            List<Requirement> asked) {
        this.facet = facet;
        this.environment = environment;
        this.manifest = manifest;
        this.section = section;
        this.named = named;
        this.found = found;
        this.asked = List.copyOf(asked);
        bind();
    }

    private void bind() {
        Map<String, Upstream> scopes = new LinkedHashMap<>();
        for (Requirement requirement : asked) {
            for (Upstream upstream : own(requirement).upstreams()) {
                Upstream other = scopes.putIfAbsent(upstream.scope(), upstream);
                if (!upstream.scope().isEmpty() && other != null && !other.url().equals(upstream.url())) {
                    contradictions.putIfAbsent(upstream.scope(), contradiction(other, upstream));
                }
            }
        }
        scopes.values().stream().filter(upstream -> !upstream.scope().isEmpty()).forEach(bound::add);
    }

    private Problem contradiction(Upstream one, Upstream other) {
        return EcosystemProblem.UPSTREAMS_CONTRADICT.at(
                one.origin(),
                "the packages of `" + one.scope() + "` come from " + one.url() + ", and by " + other.origin() + " from "
                        + other.url(),
                "name one for all in " + manifest + ": upstreams: {" + section + ": {\"" + one.scope() + "\": \""
                        + one.url() + "\"}}");
    }

    private OwnUpstreams own(Requirement requirement) {
        return own.computeIfAbsent(requirement, one -> {
            OwnUpstreams said = facet.of(one, environment);
            return new OwnUpstreams(said.upstreams(), known(said.settings()), said.faults(), said.notes());
        });
    }

    /** The same object for all that reach hosts in the same way, so that these ask together. */
    private ClientSettings known(ClientSettings settings) {
        synchronized (known) {
            Optional<ClientSettings> same =
                    known.stream().filter(settings::isLike).findFirst();
            if (same.isEmpty()) {
                known.add(settings);
            }
            return same.orElse(settings);
        }
    }

    /** True if everything that is asked for has an upstream for all names. */
    boolean isComplete() {
        return UpstreamSelection.hasDefault(shared());
    }

    Routes routes() {
        Set<Upstream> all = new LinkedHashSet<>(shared());
        Set<Route> distinct = new LinkedHashSet<>();
        for (Requirement requirement : asked) {
            Route route = route(requirement);
            if (route.problems().isEmpty()) {
                all.addAll(route.upstreams());
                distinct.add(route);
            }
        }
        return new Routes(shared(), List.copyOf(all), List.copyOf(distinct), this::route);
    }

    /** Where every requirement names another one for all names, this machine's is not asked at all. */
    private List<Upstream> shared() {
        List<Upstream> shared = sorted(UpstreamSelection.joined(UpstreamSelection.joined(named, found), bound));
        List<Route> routes = asked.stream().map(this::route).toList();
        boolean isUsed = UpstreamSelection.hasDefault(named)
                || routes.isEmpty()
                || asked.stream().anyMatch(one -> !UpstreamSelection.hasDefault(own(one).upstreams()));
        return isUsed ? shared : routes.get(0).upstreams();
    }

    private Route route(Requirement requirement) {
        OwnUpstreams said = own(requirement);
        List<Upstream> upstreams = sorted(UpstreamSelection.joined(
                        UpstreamSelection.joined(UpstreamSelection.joined(named, said.upstreams()), found), bound))
                .stream()
                .map(upstream -> upstream.by(said.settings()))
                .toList();
        List<Problem> problems = new ArrayList<>();
        said.faults().stream()
                .filter(fault -> fault.counts(named, upstreams))
                .forEach(fault -> problems.add(fault.problem()));
        contradictions.forEach((scope, problem) -> {
            if (said.upstreams().stream().anyMatch(one -> one.scope().equals(scope))
                    && named.stream().noneMatch(one -> one.scope().equals(scope))) {
                problems.add(problem);
            }
        });
        return new Route(upstreams, problems, said.notes());
    }

    private static List<Upstream> sorted(List<Upstream> upstreams) {
        return upstreams.stream()
                .sorted(Comparator.comparing(upstream -> upstream.scope().isEmpty()))
                .toList();
    }
}
