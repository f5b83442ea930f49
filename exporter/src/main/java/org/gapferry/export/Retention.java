package org.gapferry.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.manifest.Keep;
import org.gapferry.manifest.Target;
import org.gapferry.transport.BlobCache;
import org.jspecify.annotations.Nullable;

/**
 * Which of the versions that were shipped before stay: what one of the rules keeps, with everything that it needs. The
 * closure of today always stays. Packages are taken some at a time, so that what is in memory does not grow with the
 * state.
 */
final class Retention {
    /** So many packages are closed together. */
    private static final int TOGETHER = 200;

    private final Keep keep;
    private final Ecosystems ecosystems;
    private final List<Target> targets;
    private final Tasks tasks;
    private final BlobCache blobs;

    Retention(Keep keep, Ecosystems ecosystems, List<Target> targets, Tasks tasks, BlobCache blobs) {
        this.keep = keep;
        this.ecosystems = ecosystems;
        this.targets = targets;
        this.tasks = tasks;
        this.blobs = blobs;
    }

    /**
     * What remains of a state.
     *
     * @param state empty if everything remains
     * @param dropped how many versions go
     * @param documentsMissing how many documents are not in the cache any more; if any, nothing is dropped, since what
     *     versions need is not known
     */
    record Remainder(Optional<NextState> state, long dropped, long documentsMissing) implements Closeable {
        static final Remainder ALL = new Remainder(Optional.empty(), 0, 0);

        /** The state that remains of the one that was asked about. */
        NextState of(NextState all) {
            return state.orElse(all);
        }

        /** What people are told of it. */
        List<String> notes() {
            List<String> notes = new ArrayList<>();
            if (documentsMissing > 0) {
                notes.add("`keep` was skipped: " + documentsMissing
                        + " metadata documents are missing from the cache, so dependencies cannot be computed");
            }
            if (dropped > 0) {
                notes.add("`keep` drops " + dropped + (dropped == 1 ? " version that is" : " versions that are")
                        + " no longer required");
            }
            return notes;
        }

        @Override
        public void close() throws IOException {
            if (state.isPresent()) {
                state.get().close();
            }
        }
    }

    /**
     * Drops what no rule keeps, and writes down when each remaining version was part of a closure.
     *
     * @param joined the closure of today, and what was shipped before
     * @param closure of today
     */
    Remainder of(NextState joined, Set<Coordinates> closure, LocalDate today, FeedHistory history) throws IOException {
        if (keep.isAll()) {
            return Remainder.ALL;
        }
        long missing = keep.versions().isPresent() ? documentsMissing(joined) : 0;
        if (missing > 0) {
            return new Remainder(Optional.empty(), 0, missing);
        }
        try (KeptVersions kept = new KeptVersions(joined.file())) {
            try (WantedDates dates = history.wanted()) {
                LocalDate oldest =
                        keep.age().map(age -> today.minusDays(age.toDays())).orElse(LocalDate.MAX);
                kept.each((version, position) -> {
                    if (closure.contains(version) || !dates.of(version, today).isBefore(oldest)) {
                        kept.keep(position);
                    }
                });
            }
            if (keep.versions().isPresent()) {
                keepNewest(joined, keep.versions().getAsInt(), kept);
            }
            long dropped = writeDates(kept, closure, today, history);
            return dropped == 0 ? Remainder.ALL : new Remainder(Optional.of(without(joined, kept)), dropped, 0);
        }
    }

    private long documentsMissing(NextState joined) throws IOException {
        long missing = 0;
        try (InventoryReader reader = open(joined)) {
            for (Pointer pointer = reader.nextPointer(); pointer != null; pointer = reader.nextPointer()) {
                missing += pointer.document().map(blobs::holds).orElse(true) ? 0 : 1;
            }
        }
        return missing;
    }

    private static InventoryReader open(NextState state) throws IOException {
        return new InventoryReader(state.inventory(), "the next state's inventory");
    }

    private void keepNewest(NextState joined, int count, KeptVersions kept) throws IOException {
        try (StateCatalog catalog = joined.catalog(blobs)) {
            Batch batch = new Batch(catalog, count, kept);
            kept.each((version, position) -> batch.add(version));
            batch.finish();
        }
    }

    /** Some packages of one ecosystem, with their newest versions, which are closed together. */
    private final class Batch {
        private final StateCatalog state;
        private final int count;
        private final KeptVersions kept;
        private final List<Coordinates> versions = new ArrayList<>();
        private final Set<Coordinates> newest = new HashSet<>();
        private @Nullable Ecosystem ecosystem;
        private int packages;

        Batch(StateCatalog state, int count, KeptVersions kept) {
            this.state = state;
            this.count = count;
            this.kept = kept;
        }

        void add(Coordinates version) throws IOException {
            if (!versions.isEmpty() && !versions.get(0).isOfSamePackage(version)) {
                endPackage();
            }
            versions.add(version);
        }

        void finish() throws IOException {
            if (!versions.isEmpty()) {
                endPackage();
            }
            close();
        }

        private void endPackage() throws IOException {
            Optional<Ecosystem> found = ecosystems.ofType(versions.get(0).type());
            if (found.isPresent()) {
                Ecosystem of = found.get();
                if (packages == TOGETHER
                        || ecosystem != null && !ecosystem.section().equals(of.section())) {
                    close();
                }
                ecosystem = of;
                versions.sort((a, b) -> of.offline().versions().order().compare(b.version(), a.version()));
                newest.addAll(versions.subList(0, Math.min(count, versions.size())));
                packages++;
            }
            versions.clear();
        }

        private void close() throws IOException {
            if (ecosystem != null && !newest.isEmpty()) {
                Set<Coordinates> closed = ecosystem
                        .offline()
                        .installClosure()
                        .closure(
                                Set.copyOf(newest),
                                targets,
                                InstallCheck.Mirror.of(ecosystem, ecosystems, state),
                                tasks);
                for (Coordinates version : closed) {
                    kept.keep(version);
                }
            }
            newest.clear();
            packages = 0;
        }
    }

    /** Writes the dates of what is kept; returns how many versions are not. */
    private static long writeDates(KeptVersions kept, Set<Coordinates> closure, LocalDate today, FeedHistory history)
            throws IOException {
        long[] dropped = {0};
        try (WantedDates dates = history.wanted();
                WantedDates.Replacement next = history.newWanted()) {
            kept.each((version, position) -> {
                if (kept.isKept(position)) {
                    next.add(version, closure.contains(version) ? today : dates.of(version, today));
                } else {
                    dropped[0]++;
                }
            });
            next.commit();
        }
        return dropped[0];
    }

    /**
     * The state without the versions that are not kept, and without the pointers that belong to them or lead to them.
     */
    private static NextState without(NextState joined, KeptVersions kept) throws IOException {
        Path file = Files.createTempFile(joined.file().resolveSibling("."), "next", ".jsonl");
        try (InventoryReader reader = open(joined);
                InventoryWriter out = new InventoryWriter(file)) {
            for (Artifact artifact = reader.nextArtifact(); artifact != null; artifact = reader.nextArtifact()) {
                if (kept.isKept(artifact.coordinates())) {
                    out.artifact(artifact);
                }
            }
            Coordinates owner = null;
            boolean stays = false;
            for (Pointer pointer = reader.nextPointer(); pointer != null; pointer = reader.nextPointer()) {
                if (!pointer.owner().equals(owner)) {
                    owner = pointer.owner();
                    stays = owner.version().isEmpty() ? kept.isAnyKept(owner) : staysOfVersion(owner, kept);
                }
                if (stays && !leadsNowhere(pointer, kept)) {
                    out.pointer(pointer);
                }
            }
            return new NextState(file, out.finish(), out.artifacts(), joined.refused());
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static boolean staysOfVersion(Coordinates owner, KeptVersions kept) throws IOException {
        return kept.isKept(owner) || !kept.isDropped(owner) && kept.isAnyKept(owner.unversioned());
    }

    private static boolean leadsNowhere(Pointer pointer, KeptVersions kept) throws IOException {
        Optional<String> version = pointer.version();
        return version.isPresent() && !kept.isKept(pointer.owner().at(version.get()));
    }
}
