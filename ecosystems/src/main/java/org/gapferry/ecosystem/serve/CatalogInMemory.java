package org.gapferry.ecosystem.serve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;

/** A catalog of a state that is held whole, such as one that is not sealed yet; where its documents come from is the subclass's to say. */
public abstract class CatalogInMemory implements Catalog {
    private final Map<Coordinates, List<Artifact>> versions = new HashMap<>();
    private final Map<Coordinates, Artifact> artifacts = new HashMap<>();
    private final Map<Coordinates, List<Pointer>> pointers = new HashMap<>();
    private final Map<Coordinates, List<Pointer>> pointersOfVersions = new HashMap<>();

    protected final void add(Artifact artifact) {
        artifacts.put(artifact.coordinates(), artifact);
        versions.computeIfAbsent(artifact.coordinates().unversioned(), coordinates -> new ArrayList<>())
                .add(artifact);
    }

    protected final void add(Pointer pointer) {
        pointers.computeIfAbsent(pointer.owner(), coordinates -> new ArrayList<>())
                .add(pointer);
        if (!pointer.owner().version().isEmpty()) {
            pointersOfVersions
                    .computeIfAbsent(pointer.owner().unversioned(), coordinates -> new ArrayList<>())
                    .add(pointer);
        }
    }

    @Override
    public final Optional<Artifact> artifact(Coordinates coordinates) {
        return Optional.ofNullable(artifacts.get(coordinates));
    }

    @Override
    public final List<Coordinates> packages(String type) {
        return versions.keySet().stream()
                .filter(coordinates -> coordinates.type().equals(type))
                .sorted(Comparator.comparing(coordinates -> coordinates + "@"))
                .toList();
    }

    @Override
    public final List<Artifact> versions(Coordinates unversioned) {
        return versions.getOrDefault(unversioned, List.of());
    }

    @Override
    public final List<Pointer> pointers(Coordinates owner) {
        return pointers.getOrDefault(owner, List.of());
    }

    @Override
    public final List<Pointer> pointersOfVersions(Coordinates unversioned) {
        return pointersOfVersions.getOrDefault(unversioned, List.of());
    }
}
