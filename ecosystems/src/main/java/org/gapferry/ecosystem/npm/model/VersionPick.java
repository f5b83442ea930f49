package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
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
     * How a package manager chooses.
     *
     * @param latest true if the tag {@code latest} goes before a higher version
     * @param avoidsDeprecated true if a version that is not deprecated goes before one that is
     */
    public record Preference(boolean latest, boolean avoidsDeprecated) {
        public static final Preference NPM = new Preference(true, true);
    }

    /**
     * What the choice depends on.
     *
     * @param node the client's version of Node; null leaves {@code engines} out of the choice, as other package
     *     managers do
     */
    public record Environment(Preference preference, @Nullable String node) {
        /** An environment of npm's. */
        public Environment(@Nullable String node) {
            this(Preference.NPM, node);
        }

        /** Those in which a client that behaves so installs on a target. */
        public static List<Environment> of(Target target, ClientRules rules) {
            if (rules.engines() != ClientRules.Engines.PICKED_BY) {
                return List.of(new Environment(rules.preference(), null));
            }
            List<Environment> environments = new ArrayList<>(of(List.of(target)));
            if (environments.size() > 1) {
                environments.remove(AGNOSTIC);
            }
            return environments;
        }

        /**
         * For each release line its lowest and its highest version, and one for clients that do not look at {@code
         * engines}.
         */
        public static List<Environment> of(List<Target> targets) {
            Set<Environment> environments = new LinkedHashSet<>();
            environments.add(Environment.AGNOSTIC);
            for (Target target : targets) {
                for (String node : target.versions("node")) {
                    environments.add(new Environment(lowest(node)));
                    environments.add(new Environment(highest(node)));
                }
            }
            return List.copyOf(environments);
        }

        /** Package managers that do not look at {@code engines}. */
        public static final Environment AGNOSTIC = new Environment(null);

        boolean accepts(Candidate candidate) {
            return node == null || candidate.runsOn(node);
        }
    }

    /** The lowest version of a release line such as {@code 22} or {@code 22.1}. */
    private static String lowest(String line) {
        return line + ".0".repeat(3 - line.split("\\.", -1).length);
    }

    /** A version above all of a release line such as {@code 22} or {@code 22.1}. */
    public static String highest(String line) {
        return line + ".999".repeat(3 - line.split("\\.", -1).length);
    }

    /**
     * A version as far as the choice looks at it.
     *
     * @param nodeEngine {@code engines.node}, empty if there is none
     */
    public record Candidate(String version, boolean deprecated, String nodeEngine) {
        /** True if {@code engines} allows this version of Node. */
        public boolean runsOn(String node) {
            return nodeEngine.isEmpty()
                    || SemverRange.parse(nodeEngine, SemverRange.Mode.ENGINES)
                            .filter(range -> range.isSatisfiedBy(node))
                            .isPresent();
        }
    }

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
        if (environment.preference().latest()
                && latest != null
                && versions.get(latest) != null
                && (spec.isEmpty() || spec.equals("*") || range.get().isSatisfiedBy(latest))
                && environment.accepts(versions.get(latest))
                && !isAvoided(versions.get(latest), environment)) {
            return Optional.of(latest);
        }
        return best(versions, range.get(), environment);
    }

    private static boolean isAvoided(Candidate candidate, Environment environment) {
        return candidate.deprecated() && environment.preference().avoidsDeprecated();
    }

    private record Ranked(Candidate candidate, boolean engine, boolean avoided, Semver version) {}

    private static Optional<String> best(Map<String, Candidate> versions, SemverRange range, Environment environment) {
        List<Ranked> fitting = versions.values().stream()
                .filter(candidate -> range.isSatisfiedBy(candidate.version()))
                .map(candidate -> new Ranked(
                        candidate,
                        environment.accepts(candidate),
                        isAvoided(candidate, environment),
                        Semver.parse(candidate.version(), true).orElseThrow()))
                .toList();
        return fitting.stream()
                .max(Comparator.comparing((Ranked r) -> r.engine() && !r.avoided())
                        .thenComparing(Ranked::engine)
                        .thenComparing(r -> !r.avoided())
                        .thenComparing(Ranked::version))
                .map(r -> r.candidate().version());
    }
}
