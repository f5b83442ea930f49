package org.gapferry.ecosystem.npm.project;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmProduct;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;
import tools.jackson.databind.JsonNode;

/**
 * What a package.json asks for and a lockfile pins otherwise or not at all, at which a frozen install fails; and direct
 * dependencies of which two lockfiles have no version in common.
 */
final class LockfileContradictions {
    private final JsonNode manifest;
    private final Set<String> local;
    private final Set<String> overridden;
    private final Map<LockfileFormat, Lockfile> lockfiles;

    /**
     * @param local names of the workspace's members, which no lockfile pins
     * @param overridden names that the root puts something else in the place of, so that other versions are right
     */
    LockfileContradictions(
            JsonNode manifest, Set<String> local, Set<String> overridden, Map<LockfileFormat, Lockfile> lockfiles) {
        this.manifest = manifest;
        this.local = local;
        this.overridden = overridden;
        this.lockfiles = lockfiles;
    }

    /** A sentence for each, of those lockfiles that have any. */
    Map<LockfileFormat, List<String>> find() {
        Map<LockfileFormat, List<String>> found = new EnumMap<>(LockfileFormat.class);
        List<Lockfile> before = new ArrayList<>();
        lockfiles.forEach((format, lockfile) -> {
            List<String> sentences = new ArrayList<>();
            before.forEach(other -> sentences.addAll(disagreements(other, lockfile)));
            sentences.addAll(withManifest(lockfile));
            if (!sentences.isEmpty()) {
                found.put(format, sentences);
            }
            before.add(lockfile);
        });
        return found;
    }

    private List<String> withManifest(Lockfile lockfile) {
        List<String> found = new ArrayList<>();
        for (String kind : List.of("dependencies", "devDependencies")) {
            NpmJson.texts(manifest, kind).forEach((name, spec) -> {
                Optional<SemverRange> range = SemverRange.parse(spec, SemverRange.Mode.LOOSE);
                if (range.isPresent() && !local.contains(name)) {
                    (overridden.contains(name)
                                    ? missing(lockfile, name, spec)
                                    : contradiction(lockfile, name, spec, range.get()))
                            .ifPresent(found::add);
                }
            });
        }
        return found;
    }

    private List<String> disagreements(Lockfile one, Lockfile other) {
        List<String> found = new ArrayList<>();
        for (String name : NpmProject.dependencies(manifest, true).keySet()) {
            Set<String> ofOne = one.versions(name);
            Set<String> ofOther = other.versions(name);
            if (!ofOne.isEmpty() && !ofOther.isEmpty() && Collections.disjoint(ofOne, ofOther)) {
                found.add(one.name() + " pins " + name + " " + String.join(", ", ofOne) + ", and " + other.name() + " "
                        + String.join(", ", ofOther));
            }
        }
        return found;
    }

    /**
     * A dependency that is overridden must be in the lockfile all the same. Only Yarn 1 looks for its range, too: pnpm
     * has what it was replaced by, and npm and Bun do not compare it.
     */
    private static Optional<String> missing(Lockfile lockfile, String name, String spec) {
        boolean isThere = lockfile.product().isNpm()
                ? lockfile.top().containsKey(name)
                : lockfile.product() == NpmProduct.YARN_1
                        ? lockfile.asked().contains(name + "@" + spec)
                        : lockfile.asked().stream().anyMatch(asked -> asked.startsWith(name + "@"));
        return isThere ? Optional.empty() : Optional.of(unpinned(lockfile, name, spec));
    }

    private static String unpinned(Lockfile lockfile, String name, String spec) {
        return lockfile.name() + " does not pin " + name + (lockfile.product().isNpm() ? "" : " `" + spec + "`")
                + ", which package.json asks for";
    }

    private static Optional<String> contradiction(Lockfile lockfile, String name, String spec, SemverRange range) {
        boolean isNpms = lockfile.product().isNpm();
        String version = lockfile.top().getOrDefault(name, "");
        if (isNpms && !lockfile.top().containsKey(name)
                || !isNpms && !lockfile.asked().contains(name + "@" + spec)) {
            return Optional.of(unpinned(lockfile, name, spec));
        } else if (isNpms && Semver.parse(version, true).isPresent() && !range.isSatisfiedBy(version)) {
            return Optional.of(
                    lockfile.name() + " pins " + name + " " + version + ", and package.json asks for `" + spec + "`");
        }
        return Optional.empty();
    }
}
