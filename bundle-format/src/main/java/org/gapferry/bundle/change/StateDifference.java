package org.gapferry.bundle.change;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that differs between two states, found by walking both inventories side by side; only the versions of one
 * package are held at a time. If a line of the one inventory is not a line of the other, there is a {@link Change} that
 * tells it; lines of blobs follow from the others (F4.6).
 */
public final class StateDifference {
    private static final int MOST_DOCUMENTS = 100_000;
    private static final ByteSource NOTHING = InputStream::nullInputStream;

    private final ByteSource before;
    private final ByteSource after;

    public StateDifference(ByteSource before, ByteSource after) {
        this.before = before;
        this.after = after;
    }

    /** A first state, of which everything is new. */
    public static StateDifference ofFirst(ByteSource state) {
        return new StateDifference(NOTHING, state);
    }

    /** Told of one change after the other: of artifacts first, then of pointers, each in the order of inventories. */
    @FunctionalInterface
    public interface Visitor {
        void change(Change change) throws IOException;
    }

    /**
     * Walks.
     *
     * @throws org.gapferry.bundle.ProblemException MALFORMED or LIMIT if an inventory is not one
     */
    public void walk(Visitor visitor) throws IOException {
        try (InventoryReader olds = new InventoryReader(before, "the inventory before");
                InventoryReader news = new InventoryReader(after, "the inventory")) {
            walkArtifacts(olds, news, visitor);
            try (Versions had = new Versions(before);
                    Versions has = new Versions(after)) {
                walkPointers(olds, news, had, has, visitor);
            }
        }
    }

    /**
     * The documents that differ between the states, before and after: at most {@value #MOST_DOCUMENTS} of them, which
     * bounds the memory that knowing their places takes. Of the others a report tells the digests.
     */
    public Set<Digest> changedDocuments() throws IOException {
        Set<Digest> digests = new HashSet<>();
        walk(change -> {
            if (change instanceof Change.DocumentChanged one) {
                add(digests, one.before(), one.after());
            } else if (change instanceof Change.RankRaised one) {
                add(digests, one.before(), one.after());
            } else if (change instanceof Change.RankLowered one) {
                add(digests, one.before(), one.after());
            } else if (change instanceof Change.KindChanged one) {
                add(digests, one.before(), one.after());
            }
        });
        return digests;
    }

    private static void add(Set<Digest> digests, Pointer before, Pointer after) {
        if (digests.size() < MOST_DOCUMENTS) {
            before.document().ifPresent(blob -> digests.add(blob.digest()));
            after.document().ifPresent(blob -> digests.add(blob.digest()));
        }
    }

    /** Package by package: its versions stand together, since no key of another one can stand between. */
    private static void walkArtifacts(InventoryReader olds, InventoryReader news, Visitor visitor) throws IOException {
        Artifact old = olds.nextArtifact();
        Artifact fresh = news.nextArtifact();
        while (old != null || fresh != null) {
            boolean newFirst = old == null || fresh != null && fresh.key().compareTo(old.key()) < 0;
            Coordinates owner = Objects.requireNonNull(newFirst ? fresh : old).coordinates();
            List<Artifact> had = new ArrayList<>();
            List<Artifact> has = new ArrayList<>();
            old = take(olds, old, owner, had);
            fresh = take(news, fresh, owner, has);
            compareVersions(had, has, visitor);
        }
    }

    private static @Nullable Artifact take(
            InventoryReader reader, @Nullable Artifact first, Coordinates owner, List<Artifact> into)
            throws IOException {
        Artifact next = first;
        while (next != null && next.coordinates().isOfSamePackage(owner)) {
            into.add(next);
            next = reader.nextArtifact();
        }
        return next;
    }

    private static void compareVersions(List<Artifact> had, List<Artifact> has, Visitor visitor) throws IOException {
        int i = 0;
        int j = 0;
        while (i < had.size() || j < has.size()) {
            int order = order(had, i, has, j);
            if (order < 0) {
                visitor.change(new Change.VersionRemoved(had.get(i++)));
            } else if (order > 0) {
                visitor.change(new Change.VersionAdded(has.get(j++), !had.isEmpty()));
            } else {
                compareArtifacts(had.get(i++), has.get(j++), visitor);
            }
        }
    }

    private static int order(List<Artifact> had, int i, List<Artifact> has, int j) {
        if (i == had.size() || j == has.size()) {
            return i == had.size() ? 1 : -1;
        }
        return had.get(i).key().compareTo(has.get(j).key());
    }

    private static void compareArtifacts(Artifact had, Artifact has, Visitor visitor) throws IOException {
        if (!had.metadata().equals(has.metadata())) {
            visitor.change(new Change.MetadataChanged(had, has));
        }
        if (!had.files().equals(has.files())) {
            compareFiles(had, has, visitor);
        }
    }

    private static void compareFiles(Artifact had, Artifact has, Visitor visitor) throws IOException {
        List<ArtifactFile> gone = new ArrayList<>();
        for (ArtifactFile file : had.files()) {
            ArtifactFile same = named(has, file.name());
            if (same == null) {
                gone.add(file);
            } else if (!same.blob().equals(file.blob())) {
                visitor.change(new Change.FileReplaced(has, file, same));
            } else if (!same.equals(file)) {
                visitor.change(new Change.FileDescribed(has, file, same));
            }
        }
        for (ArtifactFile file : has.files()) {
            if (named(had, file.name()) == null) {
                ArtifactFile former = takeSameBytes(gone, file);
                visitor.change(
                        former == null ? new Change.FileAdded(has, file) : new Change.FileRenamed(has, former, file));
            }
        }
        for (ArtifactFile file : gone) {
            visitor.change(new Change.FileRemoved(has, file));
        }
    }

    private static @Nullable ArtifactFile named(Artifact artifact, String name) {
        for (ArtifactFile file : artifact.files()) {
            if (file.name().equals(name)) {
                return file;
            }
        }
        return null;
    }

    private static @Nullable ArtifactFile takeSameBytes(List<ArtifactFile> gone, ArtifactFile file) {
        for (int i = 0; i < gone.size(); i++) {
            if (gone.get(i).blob().equals(file.blob())) {
                return gone.remove(i);
            }
        }
        return null;
    }

    private static void walkPointers(
            InventoryReader olds, InventoryReader news, Versions had, Versions has, Visitor visitor)
            throws IOException {
        Pointer old = olds.nextPointer();
        Pointer fresh = news.nextPointer();
        while (old != null || fresh != null) {
            int order = old == null ? 1 : fresh == null ? -1 : old.key().compareTo(fresh.key());
            if (order < 0 && old != null) {
                visitor.change(
                        old.kind() == Pointer.Kind.TAG
                                ? new Change.TagRemoved(old)
                                : new Change.DocumentRemoved(old, !isHeld(has, old.owner())));
            } else if (order > 0 && fresh != null) {
                visitor.change(
                        fresh.kind() == Pointer.Kind.TAG
                                ? new Change.TagSet(fresh)
                                : new Change.DocumentAdded(fresh, !isHeld(had, fresh.owner())));
            } else if (old != null && fresh != null && !old.equals(fresh)) {
                visitor.change(changed(old, fresh));
            }
            old = order <= 0 ? olds.nextPointer() : old;
            fresh = order >= 0 ? news.nextPointer() : fresh;
        }
    }

    /**
     * A document of a whole package belongs to no version, so it is told for itself, unless there was no package at
     * all.
     */
    private static boolean isHeld(Versions versions, Coordinates owner) throws IOException {
        return owner.version().isEmpty() ? versions.hasAny() : versions.has(owner);
    }

    private static Change changed(Pointer old, Pointer fresh) {
        if (old.kind() != fresh.kind()) {
            return new Change.KindChanged(old, fresh);
        }
        if (old.kind() == Pointer.Kind.TAG) {
            return new Change.TagMoved(old, fresh);
        }
        if (old.rank() != fresh.rank()) {
            return old.rank() < fresh.rank() ? new Change.RankRaised(old, fresh) : new Change.RankLowered(old, fresh);
        }
        return new Change.DocumentChanged(old, fresh);
    }

    /** Tells which versions an inventory has, as long as it is asked in their order; opened when it is asked first. */
    private static final class Versions implements Closeable {
        private final ByteSource source;
        private @Nullable InventoryReader reader;
        private boolean there;

        Versions(ByteSource source) {
            this.source = source;
        }

        boolean hasAny() {
            return source != NOTHING;
        }

        boolean has(Coordinates version) throws IOException {
            InventoryReader open = reader;
            if (open == null) {
                open = new InventoryReader(source, "the inventory");
                reader = open;
                there = open.advance();
            }
            byte[] key = ("{\"artifact\":\"" + version + "\"").getBytes(StandardCharsets.US_ASCII);
            int order = -1;
            while (there && order < 0) {
                order = Arrays.compareUnsigned(
                        open.buffer(), 0, Math.min(key.length, open.length()), key, 0, key.length);
                if (order < 0) {
                    there = open.advance();
                }
            }
            return there && order == 0;
        }

        @Override
        public void close() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
