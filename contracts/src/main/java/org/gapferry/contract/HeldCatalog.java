package org.gapferry.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.serve.CatalogInMemory;

/** A catalog that a test fills. */
public final class HeldCatalog extends CatalogInMemory {
    private static final String PUBLISHED = "2024-01-01T00:00:00.000Z";

    private final Map<Digest, byte[]> documents = new HashMap<>();
    private final List<Blob> content = new ArrayList<>();
    private final AtomicInteger read = new AtomicInteger();
    private final List<InventoryLine> lines = new ArrayList<>();

    /** An artifact with files, whose bytes are their names. */
    public HeldCatalog artifact(Coordinates coordinates, String... files) {
        List<ArtifactFile> held = new ArrayList<>();
        for (String file : files) {
            Blob blob = Blob.of(file.getBytes(StandardCharsets.UTF_8));
            content.add(blob);
            held.add(ArtifactFile.of(file, blob));
        }
        hold(new Artifact(coordinates, new ArtifactMetadata(PUBLISHED, "", "", List.of()), held));
        return this;
    }

    /** A document that a pointer leads to. */
    public HeldCatalog document(Coordinates owner, String name, String text) {
        hold(Pointer.document(owner, name, hold(text)));
        return this;
    }

    /** Holds a line. */
    public void hold(Artifact artifact) {
        lines.add(artifact);
        add(artifact);
    }

    /** Holds a line. */
    public void hold(Pointer pointer) {
        lines.add(pointer);
        add(pointer);
    }

    /** Holds a document's bytes. */
    public Blob hold(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        documents.put(Digest.of(bytes), bytes);
        return Blob.of(bytes);
    }

    /** A pointer to a version. */
    public HeldCatalog tag(Coordinates owner, String name, String version) {
        hold(Pointer.tag(owner, name, version));
        return this;
    }

    /** Its artifacts and pointers, as they were added. */
    public List<InventoryLine> lines() {
        return List.copyOf(lines);
    }

    /** The same without one line. */
    public HeldCatalog without(InventoryLine missing) {
        HeldCatalog rest = new HeldCatalog();
        rest.documents.putAll(documents);
        for (InventoryLine line : lines) {
            if (line instanceof Artifact artifact && !line.equals(missing)) {
                rest.hold(artifact);
            } else if (line instanceof Pointer pointer && !line.equals(missing)) {
                rest.hold(pointer);
            }
        }
        return rest;
    }

    /** The blobs of all files. */
    public List<Blob> content() {
        return List.copyOf(content);
    }

    /** How often a document was read. */
    public int documentsRead() {
        return read.get();
    }

    @Override
    public byte[] document(Blob blob) {
        read.incrementAndGet();
        byte[] bytes = documents.get(blob.digest());
        if (bytes == null) {
            throw new IllegalStateException("no document " + blob.digest());
        }
        return bytes;
    }
}
