package org.gapferry.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.inventory.PointerMerge;
import org.gapferry.transport.BlobCache;
import org.jspecify.annotations.Nullable;

/**
 * A next state of a feed, as an inventory in a temporary file, which is removed when this is closed. What is in memory
 * is bounded by the closure of today, and not by what the feed shipped before.
 */
final class NextState implements Closeable {
    private final Path file;
    private final Digest digest;
    private final long artifacts;
    private final List<PointerMerge.Refused> refused;

    NextState(Path file, Digest digest, long artifacts, List<PointerMerge.Refused> refused) {
        this.file = file;
        this.digest = digest;
        this.artifacts = artifacts;
        this.refused = List.copyOf(refused);
    }

    /**
     * The closure of today and everything that was shipped before. Of a package that was resolved again the newer
     * pointers count, as far as their kind allows it; a tag leads to versions of the state only.
     *
     * @param folder for the file
     * @param fetched of today, without contradictions that nobody accepted
     */
    static NextState join(
            Path folder,
            LastState last,
            Collection<Artifact> fetched,
            Collection<Pointer> resolved,
            Contradictions contradictions)
            throws IOException {
        Path file = Files.createTempFile(folder, "next", ".jsonl");
        try (InventoryReader reader = last.open();
                InventoryWriter out = new InventoryWriter(file)) {
            Map<Coordinates, Artifact> today = new TreeMap<>();
            fetched.forEach(artifact -> today.put(artifact.coordinates(), artifact));
            joinArtifacts(reader, today.values().iterator(), contradictions, out);
            List<PointerMerge.Refused> refused =
                    joinPointers(reader, leadingSomewhere(last, today.keySet(), resolved), resolved, out);
            return new NextState(file, out.finish(), out.artifacts(), refused);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void joinArtifacts(
            InventoryReader reader, Iterator<Artifact> today, Contradictions contradictions, InventoryWriter out)
            throws IOException {
        Artifact fresh = next(today);
        for (Artifact held = reader.nextArtifact(); held != null; held = reader.nextArtifact()) {
            for (; fresh != null && fresh.coordinates().compareTo(held.coordinates()) < 0; fresh = next(today)) {
                out.artifact(fresh);
            }
            if (fresh != null && fresh.coordinates().equals(held.coordinates())) {
                out.artifact(contradictions.union(held, fresh));
                fresh = next(today);
            } else {
                out.artifact(held);
            }
        }
        for (; fresh != null; fresh = next(today)) {
            out.artifact(fresh);
        }
    }

    private static <T> @Nullable T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }

    /** The pointers of today by key, but for tags to versions that the next state will not have. */
    private static Map<String, Pointer> leadingSomewhere(
            LastState last, Set<Coordinates> today, Collection<Pointer> resolved) {
        Set<Coordinates> targets = new HashSet<>();
        resolved.forEach(pointer -> pointer.version()
                .map(version -> pointer.owner().at(version))
                .filter(target -> !today.contains(target))
                .ifPresent(targets::add));
        targets.removeAll(last.artifacts(targets).keySet());
        Map<String, Pointer> leading = new TreeMap<>();
        for (Pointer pointer : resolved) {
            if (pointer.version()
                    .map(version -> pointer.owner().at(version))
                    .filter(targets::contains)
                    .isEmpty()) {
                leading.put(pointer.key(), pointer);
            }
        }
        return leading;
    }

    private static List<PointerMerge.Refused> joinPointers(
            InventoryReader reader, Map<String, Pointer> today, Collection<Pointer> resolved, InventoryWriter out)
            throws IOException {
        Set<Coordinates> owners = new HashSet<>();
        resolved.forEach(pointer -> owners.add(pointer.owner()));
        List<PointerMerge.Refused> refused = new ArrayList<>();
        Iterator<Pointer> pointers = today.values().iterator();
        Pointer fresh = next(pointers);
        for (Pointer held = reader.nextPointer(); held != null; held = reader.nextPointer()) {
            String key = held.key();
            for (; fresh != null && fresh.key().compareTo(key) < 0; fresh = next(pointers)) {
                out.pointer(fresh);
            }
            if (fresh != null && fresh.key().equals(key)) {
                PointerMerge.Merged merged = PointerMerge.changed(held, fresh);
                if (merged.kept().isPresent()) {
                    out.pointer(merged.kept().get());
                }
                merged.refused().ifPresent(refused::add);
                fresh = next(pointers);
            } else if (!owners.contains(held.owner()) || PointerMerge.survives(held)) {
                out.pointer(held);
            }
        }
        for (; fresh != null; fresh = next(pointers)) {
            out.pointer(fresh);
        }
        return refused;
    }

    /** Changes of pointers that their kind does not allow: the former ones were kept. */
    List<PointerMerge.Refused> refused() {
        return refused;
    }

    Path file() {
        return file;
    }

    /** The inventory (F4). */
    ByteSource inventory() {
        return () -> Files.newInputStream(file);
    }

    /** The digest of the state. */
    Digest digest() {
        return digest;
    }

    boolean isEmpty() {
        return artifacts == 0;
    }

    /** The state as endpoints would see it. */
    StateCatalog catalog(BlobCache blobs) throws IOException {
        return new StateCatalog(file, blobs);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
