package org.gapferry.importer;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gapferry.bundle.BackgroundWork;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.bundle.change.StateDifference;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.inventory.PointerMerge;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.mirror.store.Extent;
import org.gapferry.mirror.store.FeedState;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Ledger;
import org.gapferry.mirror.store.LocatedBlobs;
import org.gapferry.mirror.store.PackLayout;
import org.gapferry.mirror.store.StoreProblem;
import org.gapferry.mirror.store.StoreWriter;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next generation: the merged catalog of all feeds, the grown ledger, the feeds' numbers and inventories, and
 * switches to it. All sources are sorted, so everything is merged as streams.
 */
final class Commit {
    private final StoreWriter writer;
    private final DocumentChanges descriptions;

    /** @param descriptions how the report of changes says what of a document changed */
    Commit(StoreWriter writer, DocumentChanges descriptions) {
        this.writer = writer;
        this.descriptions = descriptions;
    }

    /** What was committed. */
    record Committed(long generation, ChangeReport.Summary changes) {}

    Committed commit(AdmittedState admitted, Generation before, String channel) throws IOException {
        ReceivedBundle received = admitted.received();
        Statement statement = received.state().statement();
        String feed = statement.number().feed();
        StoreWriter.Draft draft = writer.draft();
        List<FeedState> feeds = new ArrayList<>();
        List<ByteSource> inventories = new ArrayList<>();
        FeedState fresh = FeedState.imported(statement.number(), statement.state(), statement.created());
        for (FeedState held : before.feeds()) {
            boolean replaced = held.number().feed().equals(feed);
            feeds.add(replaced ? fresh : held);
            String name = held.number().feed();
            if (replaced) {
                inventories.add(received.state().inventory());
            } else {
                draft.inventoryOf(before, name);
                before.inventory(name).ifPresent(inventories::add);
            }
        }
        if (before.highest(feed).isEmpty()) {
            feeds.add(fresh);
            inventories.add(received.state().inventory());
        }
        ChangeReport.Summary changes;
        try (BackgroundWork<ChangeReport.Summary> report = BackgroundWork.begin("changes", () -> {
            draft.inventory(feed, received.state().inventory());
            return draft.changes(changes(received, before));
        })) {
            writeCatalog(draft, inventories, before, received.plan());
            writeLedger(draft, before, feed, received.state().inventory());
            changes = report.result();
        }
        List<Digest> packs =
                received.plan().packs().stream().map(ReceivePlan.Pack::id).toList();
        long generation = writer.publish(
                draft,
                packs,
                feeds,
                received.state().trust(),
                channel,
                Map.of(
                        "event",
                        "imported",
                        "state",
                        statement.number().toString(),
                        "digest",
                        statement.state().hex()));
        return new Committed(generation, changes);
    }

    private ChangeReport changes(ReceivedBundle received, Generation before) {
        AuthenticState state = received.state();
        StateDifference difference = difference(state, before);
        return new ChangeReport(
                heldState(state, before),
                state.statement().number().toString(),
                difference,
                new ReceivedDocuments(received.plan(), writer.store().layout(), difference).orElse(before.documents()),
                descriptions);
    }

    /** What a state changes of its feed. */
    static StateDifference difference(AuthenticState state, Generation before) {
        Optional<ByteSource> held = before.inventory(state.statement().number().feed());
        return held.map(inventory -> new StateDifference(inventory, state.inventory()))
                .orElseGet(() -> StateDifference.ofFirst(state.inventory()));
    }

    /** The state of the same feed that is held; empty for none. */
    static String heldState(AuthenticState state, Generation before) {
        return before.feed(state.statement().number().feed())
                .flatMap(FeedState::held)
                .map(held -> held.number().toString())
                .orElse("");
    }

    private static void writeCatalog(
            StoreWriter.Draft draft, List<ByteSource> inventories, Generation before, ReceivePlan plan)
            throws IOException {
        try (StoreWriter.LineWriter out = draft.catalog();
                StoreWriter.LineWriter spare = draft.spare();
                Merged merged = new Merged(inventories);
                LocatedBlobs.Beside old = new LocatedBlobs.Beside(before.blobs());
                NewBlobs received = new NewBlobs(plan)) {
            Extent.Located newBlob = received.next();
            for (InventoryLine line = merged.next(out); line != null; line = merged.next(out)) {
                if (!(line instanceof BlobLine blob)) {
                    out.line(line.line());
                    continue;
                }
                Digest digest = blob.blob().digest();
                Extent.Located oldBlob = old.find(digest, passed -> spare.line(passed.line()));
                while (newBlob != null && newBlob.blob().digest().compareTo(digest) < 0) {
                    newBlob = received.next();
                }
                if (oldBlob != null) {
                    out.line(oldBlob.line());
                } else if (newBlob != null && newBlob.blob().digest().equals(digest)) {
                    out.line(newBlob.line());
                } else {
                    throw new IllegalStateException("no place for " + digest);
                }
            }
            old.finish(passed -> spare.line(passed.line()));
            spare.finish();
            out.finish();
        }
    }

    private static void writeLedger(StoreWriter.Draft draft, Generation before, String feed, ByteSource inventory)
            throws IOException {
        try (StoreWriter.LineWriter out = draft.ledger();
                Ledger.Reader old = new Ledger.Reader(before.ledger());
                InventoryReader reader = new InventoryReader(inventory, Statement.INVENTORY)) {
            Ledger.Line known = old.next();
            for (Artifact artifact = reader.nextArtifact(); artifact != null; artifact = reader.nextArtifact()) {
                for (ArtifactFile file : artifact.files()) {
                    Ledger.Line fresh = Ledger.Line.of(
                            artifact.coordinates(), file.name(), file.blob().digest());
                    for (; known != null && known.key().compareTo(fresh.key()) < 0; known = old.next()) {
                        out.line(known.text());
                    }
                    if (known != null && known.key().equals(fresh.key())) {
                        fresh = known.followedBy(fresh.digest());
                        known = old.next();
                    }
                    out.line(fresh.text());
                }
            }
            for (; known != null; known = old.next()) {
                out.line(known.text());
            }
            writePointers(feed, old, reader, out);
            out.finish();
        }
    }

    /** What each feed brought last of pointers whose kind is a promise; a feed that was admitted never goes back. */
    private static void writePointers(
            String feed, Ledger.Reader old, InventoryReader inventory, StoreWriter.LineWriter out) throws IOException {
        Ledger.HeldPointer known = old.nextPointer();
        for (Pointer pointer = inventory.nextPointer(); pointer != null; pointer = inventory.nextPointer()) {
            if (pointer.kind().isProtected()) {
                Ledger.HeldPointer fresh = new Ledger.HeldPointer(pointer, feed);
                for (; known != null && known.isBefore(fresh); known = old.nextPointer()) {
                    out.line(known.text());
                }
                if (known != null && known.isOf(pointer) && known.feed().equals(feed)) {
                    known = old.nextPointer();
                }
                out.line(fresh.text());
            }
        }
        for (; known != null; known = old.nextPointer()) {
            out.line(known.text());
        }
    }

    /** The blobs that were received, in ascending order, with their places in the new packs. */
    static final class NewBlobs implements Closeable {
        private final ReceivePlan plan;
        private final ReceivePlan.Entries entries;
        private int pack;
        private PackLayout layout = new PackLayout();

        NewBlobs(ReceivePlan plan) throws IOException {
            this.plan = plan;
            this.entries = plan.entries();
        }

        Extent.@Nullable Located next() throws IOException {
            List<Extent> extents = new ArrayList<>();
            long size = 0;
            for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
                while (plan.packs().get(pack).volume() != entry.volume()) {
                    pack++;
                    layout = new PackLayout();
                }
                extents.add(new Extent(plan.packs().get(pack).id(), layout.add(entry), entry.size()));
                size += entry.size();
                if (entry.part() == entry.of()) {
                    return new Extent.Located(new Blob(entry.blob(), size), extents);
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            entries.close();
        }
    }

    /**
     * Merges the inventories of all feeds. Where several feeds name the same key, the files of an artifact are joined,
     * and a pointer is the first feed's, the one that held the package first; of a monotonic pointer the highest rank
     * counts.
     */
    private static final class Merged implements Closeable {
        private final List<InventoryReader> all = new ArrayList<>();
        private final List<InventoryReader> unfinished = new ArrayList<>();

        Merged(List<ByteSource> sources) throws IOException {
            for (ByteSource source : sources) {
                InventoryReader reader = new InventoryReader(source, Statement.INVENTORY);
                all.add(reader);
                if (reader.advance()) {
                    unfinished.add(reader);
                }
            }
        }

        /**
         * The next line that is a blob, or that several feeds have.
         *
         * @param alone takes the lines before it, as they are
         */
        @Nullable
        InventoryLine next(StoreWriter.LineWriter alone) throws IOException {
            while (!unfinished.isEmpty()) {
                List<InventoryReader> least = least();
                InventoryReader first = least.get(0);
                InventoryLine joined = null;
                if (least.size() == 1 && first.isFoundByKey()) {
                    alone.line(first.buffer(), first.length());
                } else {
                    joined = first.line();
                    for (InventoryReader other : least.subList(1, least.size())) {
                        joined = join(joined, other.line());
                    }
                }
                for (InventoryReader reader : least) {
                    if (!reader.advance()) {
                        unfinished.remove(reader);
                    }
                }
                if (joined != null) {
                    return joined;
                }
            }
            return null;
        }

        /** Those whose lines have the key that comes next, in the order of the feeds. */
        private List<InventoryReader> least() {
            List<InventoryReader> least = new ArrayList<>(unfinished.size());
            for (InventoryReader reader : unfinished) {
                int order = least.isEmpty() ? 0 : reader.compareKey(least.get(0));
                if (order < 0) {
                    least.clear();
                }
                if (order <= 0) {
                    least.add(reader);
                }
            }
            return least;
        }

        private static InventoryLine join(InventoryLine first, InventoryLine other) {
            if (first instanceof Artifact a && other instanceof Artifact b) {
                Map<String, ArtifactFile> files = new TreeMap<>();
                b.files().forEach(file -> files.put(file.name(), file));
                for (ArtifactFile file : a.files()) {
                    ArtifactFile same = files.put(file.name(), file);
                    if (same != null && same.replaces().contains(file.blob().digest())) {
                        files.put(same.name(), same);
                    } else if (same != null
                            && !same.blob().equals(file.blob())
                            && !file.replaces().contains(same.blob().digest())) {
                        throw StoreProblem.CONTRADICTION.thrown(
                                Statement.INVENTORY,
                                a.coordinates() + " has " + file.name() + " as "
                                        + file.blob().digest() + " in one feed and as "
                                        + same.blob().digest() + " in another");
                    }
                }
                return new Artifact(a.coordinates(), a.metadata().orElse(b.metadata()), List.copyOf(files.values()));
            }
            return first instanceof Pointer a && other instanceof Pointer b && a.kind() == Pointer.Kind.MONOTONIC
                    ? PointerMerge.changed(a, b).kept().orElse(a)
                    : first;
        }

        @Override
        public void close() throws IOException {
            for (InventoryReader reader : all) {
                reader.close();
            }
        }
    }
}
