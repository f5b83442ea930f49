package org.gapferry.ecosystem.serve;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.Pointer;

/** A catalog of a small state that is held whole; where its documents come from is the subclass's to say. */
public abstract class CatalogInMemory implements Catalog {
    private final NavigableMap<String, Artifact> artifacts = new TreeMap<>();
    private final NavigableMap<String, Pointer> pointers = new TreeMap<>();

    protected final void add(Artifact artifact) {
        artifacts.put(artifact.key(), artifact);
    }

    protected final void add(Pointer pointer) {
        pointers.put(pointer.key(), pointer);
    }

    private static <T> Stream<T> beginning(NavigableMap<String, T> lines, String prefix) {
        return lines.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue);
    }

    private static <T> Cursor<T> cursor(Stream<T> elements) {
        return Cursor.over(elements.toList());
    }

    @Override
    public final Optional<Artifact> artifact(Coordinates coordinates) {
        return Optional.ofNullable(artifacts.get("{\"artifact\":\"" + coordinates + "\""));
    }

    @Override
    public final Optional<Pointer> pointer(Coordinates owner, String name) {
        return Optional.ofNullable(pointers.get(Pointer.key(owner, name)));
    }

    @Override
    public final Optional<Blob> blob(Digest digest) {
        return Stream.concat(
                        artifacts.values().stream()
                                .flatMap(artifact -> artifact.files().stream())
                                .map(ArtifactFile::blob),
                        pointers.values().stream().flatMap(pointer -> pointer.document().stream()))
                .filter(blob -> blob.digest().equals(digest))
                .findFirst();
    }

    @Override
    public final Cursor<Coordinates> packages(String type, String after) {
        String prefix = "{\"artifact\":\"pkg:" + type + "/";
        String from = after.isEmpty() ? prefix : "{\"artifact\":\"" + after + "@\u007f";
        return cursor(beginning(artifacts, prefix)
                .filter(artifact -> artifact.key().compareTo(from) > 0)
                .map(artifact -> artifact.coordinates().unversioned())
                .distinct());
    }

    @Override
    public final Cursor<Artifact> artifacts(Coordinates unversioned, String after) {
        String from = after.isEmpty() ? "" : unversioned.at(after).toString();
        return cursor(beginning(artifacts, Artifact.prefix(unversioned))
                .filter(artifact -> artifact.coordinates().toString().compareTo(from) > 0));
    }

    @Override
    public final Cursor<Pointer> pointers(Coordinates owner, String namePrefix) {
        return cursor(beginning(pointers, Pointer.prefix(owner, namePrefix)));
    }

    @Override
    public final Cursor<Pointer> pointersOfVersions(Coordinates unversioned) {
        return cursor(beginning(pointers, Pointer.prefixOfVersions(unversioned)));
    }
}
