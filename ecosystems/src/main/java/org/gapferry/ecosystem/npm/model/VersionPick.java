package org.gapferry.ecosystem.npm.model;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gapferry.manifest.Target;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;
import org.jspecify.annotations.Nullable;

/** Which version npm takes (npm-pick-manifest 11; the oracle is {@code npm-semver-pick-spec.json}). */
public final class VersionPick {
    private VersionPick() {}

    /**
     * What the choice depends on.
     *
     * @param node the client's version of Node; null leaves {@code engines} out of the choice, as other package managers do
     */
    public record Environment(@Nullable String node) {
        /** For each release line its lowest and its highest version, and one for clients that do not look at {@code engines}. */
        public static List<Environment> of(List<Target> targets) {
            Set<Environment> environments = new LinkedHashSet<>();
            environments.add(Environment.AGNOSTIC);
            for (Target target : targets) {
                for (String node : target.versions("node")) {
                    int parts = node.split("\\.", -1).length;
                    environments.add(new Environment(node + ".0".repeat(3 - parts)));
                    environments.add(new Environment(node + ".999".repeat(3 - parts)));
                }
            }
            return List.copyOf(environments);
        }

        /** Package managers that do not look at {@code engines}. */
        public static final Environment AGNOSTIC = new Environment(null);

        boolean accepts(Candidate candidate) {
            return node == null
                    || candidate.nodeEngine().isEmpty()
                    || SemverRange.parse(candidate.nodeEngine(), SemverRange.Mode.ENGINES)
                            .filter(range -> range.isSatisfiedBy(node))
                            .isPresent();
        }
    }

    /**
     * A version as far as the choice looks at it.
     *
     * @param nodeEngine {@code engines.node}, empty if there is none
     */
    public record Candidate(String version, boolean deprecated, String nodeEngine) {}

    /**
     * The version that is taken, if there is one.
     *
     * @param wanted an empty text, a version, a range or a tag
     */
    public static Optional<String> pick(
            Map<String, String> tags, Map<String, Candidate> versions, String wanted, Environment environment) {
        String spec = wanted.strip();
        boolean isVersion = Semver.parse(spec, true).isPresent();
        Optional<SemverRange> range = SemverRange.parse(spec.isEmpty() ? "*" : spec, SemverRange.Mode.LOOSE);
        if (isVersion) {
            return Semver.clean(spec, true).filter(versions::containsKey);
        } else if (range.isEmpty()) {
            return Optional.ofNullable(tags.get(spec)).filter(versions::containsKey);
        }
        String latest = tags.get("latest");
        if (latest != null
                && versions.get(latest) != null
                && (spec.isEmpty() || spec.equals("*") || range.get().isSatisfiedBy(latest))
                && environment.accepts(versions.get(latest))
                && !versions.get(latest).deprecated()) {
            return Optional.of(latest);
        }
        return best(versions, range.get(), environment);
    }

    private record Ranked(Candidate candidate, boolean engine, Semver version) {}

    private static Optional<String> best(Map<String, Candidate> versions, SemverRange range, Environment environment) {
        List<Ranked> fitting = versions.values().stream()
                .filter(candidate -> range.isSatisfiedBy(candidate.version()))
                .map(candidate -> new Ranked(
                        candidate,
                        environment.accepts(candidate),
                        Semver.parse(candidate.version(), true).orElseThrow()))
                .toList();
        return fitting.stream()
                .max(Comparator.comparing(
                                (Ranked r) -> r.engine() && !r.candidate().deprecated())
                        .thenComparing(Ranked::engine)
                        .thenComparing(r -> !r.candidate().deprecated())
                        .thenComparing(Ranked::version))
                .map(r -> r.candidate().version());
    }
}
