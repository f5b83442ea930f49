package org.gapferry.ecosystem.npm.resolve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.TarballPath;
import org.gapferry.ecosystem.npm.project.Lockfile;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.Requirement;

/**
 * The names that lockfiles have for archives and that say nothing of a version, such as {@code ms-2.1.1-custom.tgz}:
 * clients that replace the host of a lockfile's URLs ask for them. Of two versions that have one name, the first has
 * it; the install check tells of the other.
 */
final class FurtherNames {
    private final Map<Coordinates, Set<String>> names = new HashMap<>();

    private FurtherNames() {}

    static FurtherNames of(List<Requirement> requirements) {
        FurtherNames all = new FurtherNames();
        Map<String, Coordinates> taken = new HashMap<>();
        for (Requirement requirement : requirements) {
            if (requirement instanceof NpmRequirement.OfLockfile of) {
                for (Lockfile.Locked locked :
                        of.lockfile().map(Lockfile::locked).orElse(List.of())) {
                    all.add(locked, taken);
                }
            }
        }
        return all;
    }

    private void add(Lockfile.Locked locked, Map<String, Coordinates> taken) {
        if (locked.url().isEmpty()) {
            return;
        }
        Optional<TarballPath> path = TarballPath.in(locked.url(), locked.name());
        if (path.isPresent()
                && path.get().version().isEmpty()
                && ArtifactFile.isFileName(path.get().furtherName())) {
            Coordinates coordinates = PackageName.coordinates(locked.name(), locked.version());
            String name = path.get().furtherName();
            if (taken.computeIfAbsent(path.get().owner() + " " + name, key -> coordinates)
                    .equals(coordinates)) {
                names.computeIfAbsent(coordinates, key -> new TreeSet<>()).add(name);
            }
        }
    }

    /** Those of a version, sorted. */
    Set<String> of(Coordinates coordinates) {
        return names.getOrDefault(coordinates, Set.of());
    }
}
