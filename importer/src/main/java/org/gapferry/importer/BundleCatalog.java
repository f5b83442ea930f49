package org.gapferry.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.read.VolumeOnMedium;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingReader;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.CatalogInMemory;

/**
 * The state of a bundle as endpoints would see it after its import, to try a project with before that. Documents are read from the medium, each
 * checked; one that the bundle does not carry is asked of the store. Holds the whole inventory in memory.
 */
public final class BundleCatalog extends CatalogInMemory {
    private static final int READ_AHEAD = 1 << 14;

    private final AuthenticState state;
    private final Optional<Catalog> held;
    private final Map<Digest, List<Entry>> entries = new HashMap<>();

    /** @param held the store's catalog, if there is a store */
    BundleCatalog(AuthenticState state, Optional<Catalog> held) throws IOException {
        this.state = state;
        this.held = held;
        try (InventoryReader inventory = new InventoryReader(state.inventory(), Statement.INVENTORY)) {
            for (InventoryLine line = inventory.next(); line != null; line = inventory.next()) {
                if (line instanceof Artifact artifact) {
                    add(artifact);
                } else if (line instanceof Pointer pointer) {
                    add(pointer);
                }
            }
        }
        try (PackingReader packing = new PackingReader(state.packing())) {
            for (PackingLine line = packing.next(); line != null; line = packing.next()) {
                if (line instanceof Entry entry) {
                    entries.computeIfAbsent(entry.blob(), digest -> new ArrayList<>())
                            .add(entry);
                }
            }
        }
    }

    @Override
    public byte[] document(Blob blob) {
        List<Entry> parts = entries.get(blob.digest());
        if (parts == null) {
            return held.orElseThrow(() -> BundleProblem.MISSING_BLOB.thrown(
                            Statement.INVENTORY,
                            "document " + blob.digest() + " is not in the bundle",
                            "pass the store that will import the bundle: --store STORE"))
                    .document(blob);
        }
        MessageDigest digest = Digest.sha256();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (Entry part : parts) {
                try (VolumeOnMedium volume = new VolumeOnMedium(state.medium(), part.volume(), READ_AHEAD)) {
                    volume.copy(part, bytes, digest);
                    if (part.part() == part.of()) {
                        volume.require(blob.digest(), digest);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
