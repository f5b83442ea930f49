package org.gapferry.version;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/** Versions that follow Semantic Versioning 2.0.0, read leniently as npm reads them, with npm's ranges. */
public final class SemverVersions implements Versions {
    private static final Comparator<String> ORDER = SemverVersions::compare;

    private final Optional<String> osvName;

    private SemverVersions(Optional<String> osvName) {
        this.osvName = osvName;
    }

    /** For an ecosystem that OSV records do not know. */
    public static SemverVersions unknownToOsv() {
        return new SemverVersions(Optional.empty());
    }

    /** For an ecosystem that OSV records know under a name. */
    public static SemverVersions ofOsv(String name) {
        return new SemverVersions(Optional.of(name));
    }

    /** By precedence (semver 11), build metadata as a tie-break. */
    public static int compare(String one, String other) {
        Optional<Semver> a = Semver.parse(one, true);
        Optional<Semver> b = Semver.parse(other, true);
        if (a.isPresent() && b.isPresent()) {
            int order = a.get().compareWithBuild(b.get());
            return order == 0 ? one.compareTo(other) : order;
        }
        return a.isPresent() != b.isPresent() ? Boolean.compare(a.isPresent(), b.isPresent()) : one.compareTo(other);
    }

    @Override
    public Comparator<String> order() {
        return ORDER;
    }

    @Override
    public Optional<Predicate<String>> range(String text) {
        return SemverRange.parse(text, SemverRange.Mode.LOOSE).map(range -> range::isSatisfiedBy);
    }

    @Override
    public boolean isPrerelease(String version) {
        return Semver.parse(version, true).filter(Semver::isPrerelease).isPresent();
    }

    @Override
    public Optional<String> osvName() {
        return osvName;
    }
}
