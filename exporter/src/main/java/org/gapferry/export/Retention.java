package org.gapferry.export;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.manifest.Keep;
import org.gapferry.manifest.Target;

/**
 * Which of the versions that were shipped before stay: what one of the rules keeps, with everything that it needs. The closure of today
 * always stays.
 */
final class Retention {
    private final Keep keep;
    private final Ecosystems ecosystems;
    private final List<Target> targets;
    private final Tasks tasks;

    Retention(Keep keep, Ecosystems ecosystems, List<Target> targets, Tasks tasks) {
        this.keep = keep;
        this.ecosystems = ecosystems;
        this.targets = targets;
        this.tasks = tasks;
    }

    /**
     * The versions that go.
     *
     * @param state everything: the closure of today, and what was shipped before
     * @param wanted when each was part of a closure for the last time
     */
    Set<Coordinates> dropped(
            Set<Coordinates> all,
            Set<Coordinates> closure,
            Map<Coordinates, LocalDate> wanted,
            LocalDate today,
            Catalog state) {
        if (keep.isAll()) {
            return Set.of();
        }
        Set<Coordinates> kept = new HashSet<>(closure);
        keep.age().ifPresent(age -> {
            LocalDate oldest = today.minusDays(age.toDays());
            wanted.forEach((version, when) -> {
                if (!when.isBefore(oldest)) {
                    kept.add(version);
                }
            });
        });
        keep.versions().ifPresent(count -> kept.addAll(newest(all, count, state)));
        Set<Coordinates> dropped = new HashSet<>(all);
        dropped.removeAll(kept);
        return dropped;
    }

    private Set<Coordinates> newest(Set<Coordinates> all, int count, Catalog state) {
        Map<Coordinates, List<Coordinates>> packages = new HashMap<>();
        all.forEach(version -> packages.computeIfAbsent(version.unversioned(), name -> new ArrayList<>())
                .add(version));
        Map<String, Set<Coordinates>> newest = new HashMap<>();
        packages.forEach((name, versions) -> ecosystems.ofType(name.type()).ifPresent(ecosystem -> {
            versions.sort((a, b) -> ecosystem.offline().versions().order().compare(b.version(), a.version()));
            newest.computeIfAbsent(ecosystem.section(), id -> new HashSet<>())
                    .addAll(versions.subList(0, Math.min(count, versions.size())));
        }));
        Set<Coordinates> closed = new HashSet<>();
        newest.forEach((id, versions) -> {
            Ecosystem ecosystem = ecosystems.ofSection(id).orElseThrow();
            closed.addAll(ecosystem
                    .offline().installClosure()
                    .closure(versions, targets, InstallCheck.Mirror.of(ecosystem, state), tasks));
        });
        return closed;
    }
}
