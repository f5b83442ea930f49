package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryLines;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.serve.Catalog;

/** A generation's catalog: sorted lines of artifacts, located blobs and pointers, searched in the file. */
public final class StoredCatalog implements Catalog, Closeable {
    /** Documents are small; a larger blob is not one. */
    private static final long MAX_DOCUMENT = 64L << 20;

    private final SortedLines lines;
    private final Packs packs;

    StoredCatalog(Path file, Packs packs) throws IOException {
        this.lines = new SortedLines(file);
        this.packs = packs;
    }

    @Override
    public Optional<Artifact> artifact(Coordinates coordinates) {
        return select("{\"artifact\":\"" + coordinates + "\"", Artifact.class).stream()
                .findFirst();
    }

    @Override
    public List<Coordinates> packages(String type) {
        return select("{\"artifact\":\"pkg:" + type + "/", Artifact.class).stream()
                .map(artifact -> artifact.coordinates().unversioned())
                .distinct()
                .toList();
    }

    @Override
    public List<Artifact> versions(Coordinates unversioned) {
        return select(Artifact.prefix(unversioned), Artifact.class);
    }

    @Override
    public List<Pointer> pointers(Coordinates owner) {
        return select(Pointer.prefix(owner), Pointer.class);
    }

    @Override
    public List<Pointer> pointersOfVersions(Coordinates unversioned) {
        return select(Pointer.prefixOfVersions(unversioned), Pointer.class);
    }

    private <T extends InventoryLine> List<T> select(String prefix, Class<T> type) {
        try {
            List<T> found = new ArrayList<>();
            for (byte[] line : lines.startingWith(prefix)) {
                found.add(type.cast(InventoryLines.parse(line, line.length)));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Malformed e) {
            throw StoreProblem.DAMAGED
                    .thrown("catalog", "a line is damaged: " + e.getMessage())
                    .causedBy(e);
        }
    }

    /** Where a blob lies; empty if it is not held. */
    public Optional<Extent.Located> locate(Digest digest) {
        try {
            List<byte[]> found = lines.startingWith(Extent.Located.prefix(digest));
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Extent.Located.parse(found.get(0), found.get(0).length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Malformed e) {
            throw StoreProblem.DAMAGED
                    .thrown("catalog", "a line is damaged: " + e.getMessage())
                    .causedBy(e);
        }
    }

    /** Opens a blob that the catalog names. */
    public PackedBlob open(Blob blob) {
        return new PackedBlob(
                locate(blob.digest())
                        .orElseThrow(
                                () -> StoreProblem.DAMAGED.thrown("catalog", blob.digest() + " is not in any pack")),
                packs);
    }

    @Override
    public byte[] document(Blob blob) {
        if (blob.size() > MAX_DOCUMENT) {
            throw StoreProblem.DAMAGED.thrown("catalog", blob.digest() + " is larger than a document may be");
        }
        try {
            return open(blob).bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
