package org.gapferry.ecosystem.npm.model;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gapferry.manifest.Environment;
import org.gapferry.manifest.Target;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;

/** Which version npm takes (npm-pick-manifest 11; the oracle is {@code npm-semver-pick-spec.json}). */
public final class VersionPick {
    /** The runtime of npm's packages, in the words of a target. */
    public static final String NODE = "node";

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
     * Who chooses, on which release of Node.
     *
     * @param node empty leaves {@code engines} out of the choice, as some package managers do
     */
    public record Chooser(Preference preference, Optional<String> node) {
        /** Package managers that do not look at {@code engines}, and else choose as npm does. */
        public static final Chooser AGNOSTIC = new Chooser(Preference.NPM, Optional.empty());

        /** npm on a release of Node. */
        public static Chooser npm(String node) {
            return new Chooser(Preference.NPM, Optional.of(node));
        }

        /** The choosers of which one is a client that behaves so on a target. */
        public static List<Chooser> of(Target target, ClientRules rules) {
            if (rules.engines() != ClientRules.Engines.PICKED_BY) {
                return List.of(new Chooser(rules.preference(), Optional.empty()));
            }
            List<Chooser> onReleases = onReleases(target.environments(NODE));
            return onReleases.isEmpty() ? List.of(AGNOSTIC) : onReleases;
        }

        /** Those of every client: one for each release of Node that a target stands for, and one for none. */
        public static List<Chooser> of(List<Target> targets) {
            return Stream.concat(Stream.of(AGNOSTIC), onReleases(Environment.of(targets, NODE)).stream())
                    .toList();
        }

        private static List<Chooser> onReleases(List<Environment> environments) {
            return environments.stream()
                    .flatMap(environment -> environment.releases().stream())
                    .distinct()
                    .map(Chooser::npm)
                    .toList();
        }

        boolean accepts(Candidate candidate) {
            return node.map(candidate::runsOn).orElse(true);
        }
    }

    /**
     * A version as far as the choice looks at it.
     *
     * @param nodeEngine {@code engines.node}, empty if there is none
     */
    public record Candidate(String version, boolean deprecated, String nodeEngine) {
        /** True if {@code engines} allows the newest release of an environment. */
        public boolean runsOnNewest(Environment environment) {
            List<String> releases = environment.releases();
            return releases.isEmpty() || runsOn(releases.get(releases.size() - 1));
        }

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
            Map<String, String> tags, Map<String, Candidate> versions, String wanted, Chooser chooser) {
        String spec = wanted.strip();
        boolean isVersion = Semver.parse(spec, true).isPresent();
        Optional<SemverRange> range = SemverRange.parse(spec.isEmpty() ? "*" : spec, SemverRange.Mode.LOOSE);
        if (isVersion) {
            return Semver.clean(spec, true).filter(versions::containsKey);
        } else if (range.isEmpty()) {
            return Optional.ofNullable(tags.get(spec)).filter(versions::containsKey);
        }
        String latest = tags.get("latest");
        if (chooser.preference().latest()
                && latest != null
                && versions.get(latest) != null
                && (spec.isEmpty() || spec.equals("*") || range.get().isSatisfiedBy(latest))
                && chooser.accepts(versions.get(latest))
                && !isAvoided(versions.get(latest), chooser)) {
            return Optional.of(latest);
        }
        return best(versions, range.get(), chooser);
    }

    private static boolean isAvoided(Candidate candidate, Chooser chooser) {
        return candidate.deprecated() && chooser.preference().avoidsDeprecated();
    }

    private record Ranked(Candidate candidate, boolean engine, boolean avoided, Semver version) {}

    private static Optional<String> best(Map<String, Candidate> versions, SemverRange range, Chooser chooser) {
        List<Ranked> fitting = versions.values().stream()
                .filter(candidate -> range.isSatisfiedBy(candidate.version()))
                .map(candidate -> new Ranked(
                        candidate,
                        chooser.accepts(candidate),
                        isAvoided(candidate, chooser),
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
