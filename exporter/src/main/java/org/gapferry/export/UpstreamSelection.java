package org.gapferry.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.ecosystem.resolve.Upstreams;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.manifest.UpstreamRule;

/**
 * The upstreams of each ecosystem: those that the manifest names, else those that a project's own configuration names
 * for it, else those that the clients on this machine are configured for, else the hosts that the ecosystem has of
 * itself. An ecosystem that only derived requirements are of
 * may have none.
 */
public final class UpstreamSelection {
    private UpstreamSelection() {}

    /**
     * Chooses.
     *
     * @throws ProblemException MANIFEST if an ecosystem that is asked for has none
     */
    public static Map<String, Routes> of(
            SyncManifest manifest, Requirements requirements, Ecosystems ecosystems, ClientEnvironment environment) {
        Map<String, Routes> upstreams = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Ecosystem ecosystem : ecosystems.all()) {
            List<UpstreamRule> rules = manifest.upstreams().getOrDefault(ecosystem.section(), List.of());
            List<Upstream> named = named(rules, ecosystem, manifest, problems);
            boolean asked = requirements.sections().contains(ecosystem.section());
            List<Upstream> own = asked ? ecosystem.online().upstreams().own() : List.of();
            List<Upstream> found = hasDefault(named)
                    ? List.of()
                    : ecosystem.online().upstreams().find(environment);
            RouteMap routes = new RouteMap(
                    ecosystem.online().upstreams(),
                    environment,
                    manifest.file(),
                    ecosystem.section(),
                    named,
                    hasDefault(joined(named, found)) || own.isEmpty() ? found : own,
                    asked(ecosystem, requirements, ecosystems));
            if (routes.isComplete()
                    || !own.isEmpty()
                    || !ecosystem.online().upstreams().areNeeded()) {
                upstreams.put(ecosystem.section(), routes.routes());
            } else if (asked) {
                problems.add(none(ecosystem.section(), manifest).first());
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return upstreams;
    }

    /** What is asked of an ecosystem, in its section and in projects of others. */
    private static List<Requirement> asked(Ecosystem ecosystem, Requirements requirements, Ecosystems ecosystems) {
        List<Requirement> asked = new ArrayList<>(requirements.of(ecosystem.section()));
        requirements
                .all()
                .flatMap(requirement -> requirement.parts().stream())
                .filter(part -> part.ecosystem().equals(ecosystem.section()))
                .flatMap(part -> ecosystems.understand(part, part.text(), part.text()).requirements().stream())
                .forEach(asked::add);
        return asked;
    }

    static boolean hasDefault(List<Upstream> upstreams) {
        return upstreams.stream().anyMatch(upstream -> upstream.scope().isEmpty());
    }

    /** The rules of a manifest as upstreams: those of a scope before those for all. */
    private static List<Upstream> named(
            List<UpstreamRule> rules, Ecosystem ecosystem, SyncManifest manifest, List<Problem> problems) {
        Upstreams facet = ecosystem.online().upstreams();
        List<Upstream> named = new ArrayList<>();
        for (UpstreamRule rule : rules) {
            if (!rule.scope().isEmpty() && !facet.isScope(rule.scope())) {
                problems.add(ManifestProblem.WRONG_VALUE.at(
                        rule.place().toString(),
                        "`" + rule.scope() + "` is not a scope of `" + ecosystem.section() + "`",
                        facet.exampleScope().isEmpty()
                                ? "write one URL: upstreams: {" + ecosystem.section() + ": \"" + rule.url() + "\"}"
                                : "write for example: upstreams: {" + ecosystem.section() + ": {\""
                                        + facet.exampleScope() + "\": \"" + rule.url() + "\"}}"));
            }
            named.add(new Upstream(
                    rule.scope(), rule.url(), rule.fallback(), manifest.file().toString()));
        }
        named.sort(Comparator.comparing(upstream -> upstream.scope().isEmpty()));
        return named;
    }

    /** What is named first, and of the others those whose scope is not named. */
    static List<Upstream> joined(List<Upstream> named, List<Upstream> others) {
        List<Upstream> all = new ArrayList<>(named);
        others.stream()
                .filter(other -> named.stream().noneMatch(known -> known.scope().equals(other.scope())))
                .forEach(all::add);
        return all;
    }

    static ProblemException none(String id, SyncManifest manifest) {
        return ManifestProblem.NO_UPSTREAM.thrown(
                manifest.file().toString(),
                "no upstream for `" + id + "`: configure one in the manifest or in the client's configuration",
                "add to the manifest: upstreams: {" + id + ": \"https://registry.example.test/\"}");
    }
}
