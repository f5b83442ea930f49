package org.gapferry.export;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Objects;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.Pointer;

/**
 * Writes an inventory (F4): first artifacts are given to it, then pointers, both in ascending order. The blobs that
 * they name come in between; of all this a small part is in memory.
 */
final class InventoryWriter implements Closeable {
    private final Path pointersFile;
    private final MessageDigest digest = Digest.sha256();
    private final OutputStream out;
    private final Writer artifacts;
    private final Writer pointers;
    private final SortedBlobs blobs;
    private long artifactCount;

    /** @param file is created; temporary files lie beside it */
    InventoryWriter(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        pointersFile = Files.createTempFile(folder, "pointers", ".jsonl");
        out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), digest);
        artifacts = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        pointers = Files.newBufferedWriter(pointersFile);
        blobs = new SortedBlobs(folder);
    }

    void artifact(Artifact artifact) throws IOException {
        for (ArtifactFile file : artifact.files()) {
            blobs.add(file.blob());
        }
        artifacts.write(artifact.line());
        artifacts.write('\n');
        artifactCount++;
    }

    void pointer(Pointer pointer) throws IOException {
        if (pointer.target() instanceof Pointer.ToDocument to) {
            blobs.add(to.blob());
        }
        pointers.write(pointer.line());
        pointers.write('\n');
    }

    /** Completes the file and returns the digest of the state. */
    Digest finish() throws IOException {
        blobs.writeTo(artifacts);
        artifacts.flush();
        pointers.close();
        Files.copy(pointersFile, out);
        out.flush();
        return Digest.from(digest);
    }

    long artifacts() {
        return artifactCount;
    }

    @Override
    public void close() throws IOException {
        try (out;
                pointers;
                blobs) {
            Files.deleteIfExists(pointersFile);
        }
    }
}
