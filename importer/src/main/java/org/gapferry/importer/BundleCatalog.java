package org.gapferry.importer;

import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.SortedLines;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.read.VolumeOnMedium;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingReader;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.IndexedCatalog;

/**
 * The state of a bundle as endpoints would see it after its import, to try a project with before that. Documents are
 * read from the medium, each checked; one that the bundle does not carry is asked of the store. The inventory and the
 * entries of the packing lie inflated in a temporary folder of the system until this is closed, and are searched there.
 */
public final class BundleCatalog extends IndexedCatalog {
    private static final int READ_AHEAD = 1 << 14;
    private static final String PACKING = "packing.jsonl";

    private final AuthenticState state;
    private final Optional<Catalog> held;
    private final Path folder;
    private final SortedLines entries;

    private BundleCatalog(AuthenticState state, Optional<Catalog> held, Path folder) throws IOException {
        super(folder.resolve(Statement.INVENTORY), Statement.INVENTORY, BundleProblem.MALFORMED_INVENTORY);
        this.state = state;
        this.held = held;
        this.folder = folder;
        this.entries = new SortedLines(folder.resolve(PACKING));
    }

    /** @param held the store's catalog, if there is a store */
    static BundleCatalog of(AuthenticState state, Optional<Catalog> held) throws IOException {
        Path folder = Files.createTempDirectory("gapferry-verify-");
        try {
            try (InputStream in = state.inventory().open()) {
                Files.copy(in, folder.resolve(Statement.INVENTORY), StandardCopyOption.REPLACE_EXISTING);
            }
            try (PackingReader packing = new PackingReader(state.packing());
                    BufferedWriter out = Files.newBufferedWriter(folder.resolve(PACKING))) {
                for (PackingLine line = packing.next(); line != null; line = packing.next()) {
                    if (line instanceof Entry) {
                        out.write(line.line());
                        out.write('\n');
                    }
                }
            }
            return new BundleCatalog(state, held, folder);
        } catch (IOException | RuntimeException e) {
            remove(folder);
            throw e;
        }
    }

    private static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(Statement.INVENTORY));
        Files.deleteIfExists(folder.resolve(PACKING));
        Files.deleteIfExists(folder);
    }

    @Override
    public byte[] document(Blob blob) {
        String prefix = "{\"blob\":\"" + blob.digest().hex() + "\"";
        MessageDigest digest = Digest.sha256();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            SortedLines.Walk walk = entries.from(prefix);
            boolean carried = false;
            while (walk.next() && walk.startsWith(prefix.getBytes(StandardCharsets.US_ASCII))) {
                carried = true;
                byte[] line = walk.line();
                if (PackingLine.parse(line, line.length) instanceof Entry part) {
                    try (VolumeOnMedium volume = new VolumeOnMedium(state.medium(), part.volume(), READ_AHEAD)) {
                        volume.copy(part, bytes, digest);
                        if (part.part() == part.of()) {
                            volume.require(blob.digest(), digest);
                        }
                    }
                }
            }
            return carried ? bytes.toByteArray() : heldDocument(blob);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Malformed e) {
            throw damaged(e);
        }
    }

    private byte[] heldDocument(Blob blob) {
        return held.orElseThrow(() -> BundleProblem.MISSING_BLOB.thrown(
                        Statement.INVENTORY,
                        "document " + blob.digest() + " is not in the bundle",
                        "pass the store that will import the bundle: --store STORE"))
                .document(blob);
    }

    @Override
    public void close() throws IOException {
        super.close();
        entries.close();
        remove(folder);
    }
}
