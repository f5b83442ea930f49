package org.gapferry.manifest;

import java.util.List;
import java.util.stream.Stream;

/**
 * A target with one version of one of its runtimes: what a client chooses versions by, and what resolvers and install
 * checks decide for each alone.
 *
 * @param version as the manifest has it: a release, a line of releases such as {@code 22} or {@code 3.11}, or another
 *     word of the runtime; empty for any
 */
public record Environment(Target target, String runtime, String version) {
    private static final int PARTS = 3;

    /** Those of several targets, each once. */
    public static List<Environment> of(List<Target> targets, String runtime) {
        return targets.stream()
                .flatMap(target -> target.environments(runtime).stream())
                .distinct()
                .toList();
    }

    /** True if the manifest names no version. */
    public boolean isAny() {
        return version.isEmpty();
    }

    /**
     * The releases that it stands for: of a line its lowest, and one above all that it will ever have; of everything
     * else the word itself. None where any version will do.
     */
    public List<String> releases() {
        if (isAny()) {
            return List.of();
        }
        int parts = version.split("\\.", -1).length;
        if (!version.matches("[0-9]+(\\.[0-9]+)*") || parts >= PARTS) {
            return List.of(version);
        }
        return Stream.of(".0", ".999")
                .map(part -> version + part.repeat(PARTS - parts))
                .toList();
    }

    /** {@code linux-x64-glibc node 22}. */
    @Override
    public String toString() {
        return isAny() ? target.toString() : target + " " + runtime + " " + version;
    }
}
