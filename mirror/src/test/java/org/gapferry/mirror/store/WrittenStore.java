package org.gapferry.mirror.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.testkit.Keys;

/** A store that its own writer wrote: no bundle was read and nothing was imported. Its feed is {@code test}. */
public final class WrittenStore {
    /** What the store's clock says. */
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int HEADER = 512;

    private final Path root;

    /** Makes a store that trusts {@link Keys#trust}: its generation 1 is empty. */
    public WrittenStore(Path root) {
        this(root, new LocalDisk());
    }

    WrittenStore(Path root, Disk disk) {
        this.root = root;
        try (Store store = Store.create(root, disk, CLOCK);
                StoreWriter writer = StoreWriter.lock(store)) {
            writer.acceptTrust(Keys.trust(), Store.CURRENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return root;
    }

    public Store open() {
        return open(new LocalDisk());
    }

    Store open(Disk disk) {
        return Store.open(root, disk, CLOCK);
    }

    /** The generation that is served. */
    Generation current() throws IOException {
        try (Store store = open()) {
            return store.current(Store.CURRENT).orElseThrow();
        }
    }

    /** Publishes lines, sorted here, and blobs; returns the generation's number. */
    public long publish(long seq, List<String> lines, String... blobs) throws IOException {
        try (Store store = open()) {
            return publish(store, seq, lines, blobs);
        }
    }

    static long publish(Store store, long seq, List<String> lines, String... blobs) throws IOException {
        try (StoreWriter writer = StoreWriter.lock(store);
                Generation before = store.current(Store.CURRENT).orElseThrow()) {
            writer.emptyQuarantine(true);
            Map<Digest, Extent.Located> places = new TreeMap<>();
            Map<Digest, Extent.Located> spare = new TreeMap<>();
            try (LocatedBlobs held = before.blobs()) {
                for (Extent.Located one = held.next(); one != null; one = held.next()) {
                    spare.put(one.blob().digest(), one);
                }
            }
            Digest pack = Digest.of(("pack " + seq).getBytes(StandardCharsets.UTF_8));
            long offset = 0;
            try (Disk.NewFile out = writer.newPack("pack")) {
                for (String text : blobs) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    out.write(new byte[HEADER]);
                    out.write(bytes);
                    Blob blob = Blob.of(bytes);
                    Extent extent = new Extent(pack, offset + HEADER, bytes.length);
                    places.put(blob.digest(), new Extent.Located(blob, List.of(extent)));
                    spare.remove(blob.digest());
                    offset += HEADER + bytes.length;
                }
                out.force();
            }
            writer.completePack("pack", pack);
            StoreWriter.Draft draft = writer.draft();
            List<String> catalog = new ArrayList<>(new TreeSet<>(lines));
            places.values().forEach(place -> catalog.add(place.line()));
            catalog.sort(null);
            write(draft.catalog(), catalog);
            write(
                    draft.spare(),
                    spare.values().stream().map(Extent.Located::line).toList());
            write(draft.ledger(), List.of());
            String inventory = String.join("\n", new TreeSet<>(lines)) + "\n";
            draft.inventory("test", () -> new ByteArrayInputStream(inventory.getBytes(StandardCharsets.UTF_8)));
            StateNumber number = new StateNumber("test", 1, seq);
            Digest state = Digest.of(inventory.getBytes(StandardCharsets.UTF_8));
            return writer.publish(
                    draft,
                    List.of(pack),
                    List.of(FeedState.imported(number, state, NOW.minusSeconds(3600))),
                    before.trust(),
                    Store.CURRENT,
                    Map.of("event", "imported"));
        }
    }

    private static void write(StoreWriter.LineWriter out, List<String> lines) throws IOException {
        try (out) {
            for (String line : lines) {
                out.line(line);
            }
            out.finish();
        }
    }
}
