package org.gapferry.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.inventory.PointerMerge;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.manifest.Accepted;
import org.gapferry.transport.BlobCache;
import org.jspecify.annotations.Nullable;

/**
 * The next state of a feed: the new closure plus what the feed shipped before. Of a package that was resolved again the newer pointers
 * count; a tag leads to versions of the state alone.
 */
final class NextState {
    private final List<Accepted> accepted;
    private final Map<Coordinates, Artifact> artifacts = new TreeMap<>();
    private final Map<String, Pointer> pointers = new TreeMap<>();
    private final Map<Coordinates, Artifact> shipped = new HashMap<>();
    private final List<Pointer> shippedPointers = new ArrayList<>();

    /**
     * @param previous the inventory of the feed's last state; empty for none
     * @param accepted changed bytes that may be taken
     */
    NextState(List<ByteSource> previous, List<Accepted> accepted) throws IOException {
        this.accepted = accepted;
        for (ByteSource source : previous) {
            try (InventoryReader reader = new InventoryReader(source, "the last state's inventory")) {
                for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                    if (line instanceof Artifact artifact) {
                        shipped.put(artifact.coordinates(), artifact);
                    } else if (line instanceof Pointer pointer) {
                        shippedPointers.add(pointer);
                    }
                }
            }
        }
    }

    /** True if the feed shipped a version before. */
    boolean shipped(Coordinates version) {
        return shipped.containsKey(version);
    }

    /** Artifacts whose upstream now has other bytes under a name that was shipped, and that nobody accepted. */
    Map<Coordinates, Problem> contradictions(Iterable<Artifact> fetched) {
        Map<Coordinates, Problem> problems = new LinkedHashMap<>();
        for (Artifact artifact : fetched) {
            Artifact old = shipped.get(artifact.coordinates());
            for (ArtifactFile file : artifact.files()) {
                ArtifactFile held = old == null ? null : changed(old, file);
                if (held != null && acceptance(artifact.coordinates(), file).isEmpty()) {
                    problems.put(artifact.coordinates(), contradiction(artifact.coordinates(), held, file));
                }
            }
        }
        return problems;
    }

    private static Problem contradiction(Coordinates coordinates, ArtifactFile held, ArtifactFile file) {
        String digest = file.blob().digest().hex();
        return EcosystemProblem.CONTRADICTS.at(
                coordinates.toString(),
                file.name() + " was shipped as " + held.blob().digest() + " and is now "
                        + file.blob().digest(),
                "find out why: a version whose bytes change is the mark of an attack",
                "if the new bytes were looked at and are good, add to the manifest: accept: [{artifact: \""
                        + coordinates + "\", sha256: \"" + digest + "\", reason: \"...\"}]");
    }

    private static @Nullable ArtifactFile changed(Artifact old, ArtifactFile file) {
        for (ArtifactFile held : old.files()) {
            if (held.name().equals(file.name())
                    && !held.blob().digest().equals(file.blob().digest())) {
                return held;
            }
        }
        return null;
    }

    private Optional<Accepted> acceptance(Coordinates coordinates, ArtifactFile file) {
        return accepted.stream()
                .filter(one -> one.artifact().equals(coordinates)
                        && one.digest().equals(file.blob().digest()))
                .findFirst();
    }

    /**
     * Takes the new closure and adds what was shipped before.
     *
     * @return changes of pointers that their kind does not allow: the former ones were kept
     */
    List<PointerMerge.Refused> join(Iterable<Artifact> fetched, List<Pointer> resolved) {
        shipped.values().forEach(artifact -> artifacts.put(artifact.coordinates(), artifact));
        for (Artifact artifact : fetched) {
            artifacts.merge(artifact.coordinates(), artifact, this::union);
        }
        Set<Coordinates> owners = resolved.stream().map(Pointer::owner).collect(Collectors.toSet());
        List<PointerMerge.Refused> refused = new ArrayList<>();
        Map<String, Pointer> former = new HashMap<>();
        for (Pointer pointer : shippedPointers) {
            former.put(pointer.key(), pointer);
            if (!owners.contains(pointer.owner()) || PointerMerge.survives(pointer)) {
                pointers.put(pointer.key(), pointer);
            }
        }
        for (Pointer pointer : resolved) {
            Pointer held = former.get(pointer.key());
            if (held == null) {
                pointers.put(pointer.key(), pointer);
            } else {
                PointerMerge.Merged merged = PointerMerge.changed(held, pointer);
                merged.kept().ifPresent(kept -> pointers.put(kept.key(), kept));
                merged.refused().ifPresent(refused::add);
            }
        }
        pointers.values().removeIf(this::leadsNowhere);
        return refused;
    }

    private boolean leadsNowhere(Pointer pointer) {
        return pointer.target() instanceof Pointer.ToVersion to
                && !artifacts.containsKey(pointer.owner().at(to.version()));
    }

    private Artifact union(Artifact old, Artifact fresh) {
        Map<String, ArtifactFile> files = new TreeMap<>();
        old.files().forEach(file -> files.put(file.name(), file));
        for (ArtifactFile file : fresh.files()) {
            ArtifactFile held = changed(old, file);
            if (held != null) {
                String reason =
                        acceptance(fresh.coordinates(), file).orElseThrow().reason();
                files.put(file.name(), file.replacing(held, reason));
            } else {
                files.putIfAbsent(file.name(), file);
            }
        }
        return new Artifact(old.coordinates(), old.metadata().orElse(fresh.metadata()), List.copyOf(files.values()));
    }

    /** All versions. */
    Set<Coordinates> versions() {
        return Set.copyOf(artifacts.keySet());
    }

    /** Takes versions out again, with the pointers that belong to them or lead to them. */
    void drop(Set<Coordinates> versions) {
        artifacts.keySet().removeAll(versions);
        Set<Coordinates> packages = new HashSet<>();
        artifacts.keySet().forEach(version -> packages.add(version.unversioned()));
        pointers.values()
                .removeIf(pointer -> leadsNowhere(pointer)
                        || versions.contains(pointer.owner())
                        || !packages.contains(pointer.owner().unversioned()));
    }

    /** How many documents of the state are not in the cache any more. */
    long documentsMissing(BlobCache blobs) {
        return pointers.values().stream()
                .filter(pointer ->
                        pointer.target() instanceof Pointer.ToDocument document && !blobs.holds(document.blob()))
                .count();
    }

    /** The state as endpoints would see it. */
    StateCatalog catalog(BlobCache blobs) {
        return new StateCatalog(artifacts.values(), pointers.values(), blobs);
    }

    /** False if nothing but pointers of kind `info` differs from the last state. */
    boolean isNew() {
        return !artifacts.equals(shipped) || !firm(pointers.values()).equals(firm(shippedPointers));
    }

    private static Set<Pointer> firm(Collection<Pointer> pointers) {
        return pointers.stream()
                .filter(pointer -> pointer.kind() != Pointer.Kind.INFO)
                .collect(Collectors.toSet());
    }

    boolean isEmpty() {
        return artifacts.isEmpty();
    }

    /** Writes the inventory (F4) and returns the digest of the state. */
    Digest write(Path file) throws IOException {
        Map<Digest, Blob> blobs = new TreeMap<>();
        MessageDigest digest = Digest.sha256();
        try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(
                new DigestOutputStream(Files.newOutputStream(file), digest), StandardCharsets.UTF_8))) {
            for (Artifact artifact : artifacts.values()) {
                artifact.files().forEach(held -> blobs.put(held.blob().digest(), held.blob()));
                out.write(artifact.line());
                out.write('\n');
            }
            for (Pointer pointer : pointers.values()) {
                if (pointer.target() instanceof Pointer.ToDocument to) {
                    blobs.put(to.blob().digest(), to.blob());
                }
            }
            for (Blob blob : blobs.values()) {
                out.write(new BlobLine(blob).line());
                out.write('\n');
            }
            for (Pointer pointer : pointers.values()) {
                out.write(pointer.line());
                out.write('\n');
            }
        }
        return Digest.from(digest);
    }
}
