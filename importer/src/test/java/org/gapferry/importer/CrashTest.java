package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.mirror.store.Extent;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.LocatedBlobs;
import org.gapferry.mirror.store.Store;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.RecordingDisk;
import org.gapferry.testkit.RecordingDisk.CrashState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails after every single operation of an import, and the disk keeps any part of what was not forced.
 * Whatever it kept: the old or the new generation is served, whole, and the same import finishes to the same store as
 * one that nothing disturbed.
 */
class CrashTest {
    @TempDir
    private Path folder;

    @Test
    void everyCrashOfAnImportIsRecovered() throws IOException {
        Path first = new BundleBuilder()
                .artifact("a", "1", "bytes of a")
                .artifact("old", "1", "goes away")
                .write(folder.resolve("b1"))
                .folder();
        Path second = new BundleBuilder()
                .artifact("a", "1", "bytes of a")
                .artifact("b", "1", "b".repeat(3000))
                .artifact("c", "1", "c".repeat(70_000))
                .pointer("a", "tag/latest", "1")
                .after(first)
                .leavingOut("bytes of a")
                .volumeSize(64 << 10)
                .write(folder.resolve("b2"))
                .folder();
        StoreFixture clean = new StoreFixture(folder.resolve("clean"));
        clean.importBundle(first);
        new CrashState("copy", files(folder.resolve("clean"))).write(folder.resolve("recorded"));
        clean.importBundle(second);
        Map<String, String> expected = clean.content();

        RecordingDisk disk = new RecordingDisk(folder.resolve("recorded"));
        try (Store store = Store.open(folder.resolve("recorded"), disk, Clock.systemUTC())) {
            new Importer(store, Store.CURRENT, StoreFixture.RULES, ImportListener.SILENT).importBundle(second);
        }
        assertThat(new StoreContent(folder.resolve("recorded")).files()).isEqualTo(expected);

        long seed = Long.getLong("gapferry.seed", System.nanoTime());
        Random random = new Random(seed);
        int atRandom = Integer.getInteger("gapferry.crashes", 8);
        AtomicInteger before = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        int states = disk.recoverAll(
                atRandom,
                random,
                (state, finished) -> (recover(state, second, expected, finished, "seed " + seed) ? after : before)
                        .incrementAndGet());
        assertThat(states).as("different states").isGreaterThan(200);
        assertThat(before).as("before the switch").hasPositiveValue();
        assertThat(after).as("after the switch").hasPositiveValue();
    }

    private final AtomicInteger number = new AtomicInteger();

    /** Returns true if the new generation was there already. */
    private boolean recover(
            CrashState state, Path bundle, Map<String, String> expected, boolean finished, String seed) {
        String what = seed + ", crash " + state.name();
        Path root = folder.resolve("crash" + number.incrementAndGet());
        state.write(root);
        try (Store store = Store.open(root, new LocalDisk(), Clock.systemUTC())) {
            long committed = store.committed(Store.CURRENT).orElse(0L);
            assertThat(committed).as(what).isIn(2L, 3L);
            if (finished) {
                assertThat(committed)
                        .as("%s: a success that was told stays", what)
                        .isEqualTo(3);
            }
            try (Generation generation = store.current(Store.CURRENT).orElseThrow()) {
                requireWhole(root, generation, what);
            }
            new Importer(store, Store.CURRENT, StoreFixture.RULES, ImportListener.SILENT).importBundle(bundle);
            assertThat(new StoreContent(root).files()).as(what).isEqualTo(expected);
            new LocalDisk().delete(root);
            return committed == 3;
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    /** Every blob of the catalog, and every spare one, reads as its digest. */
    private static void requireWhole(Path root, Generation generation, String what) throws IOException {
        try (LocatedBlobs blobs = generation.blobs()) {
            for (Extent.Located blob = blobs.next(); blob != null; blob = blobs.next()) {
                var digest = Digest.sha256();
                for (Extent extent : blob.extents()) {
                    Path pack = root.resolve("packs").resolve(extent.pack().hex() + ".tar");
                    try (InputStream in = Files.newInputStream(pack)) {
                        in.skipNBytes(extent.offset());
                        digest.update(in.readNBytes((int) extent.size()));
                    }
                }
                assertThat(new Blob(Digest.from(digest), blob.blob().size()))
                        .as(what)
                        .isEqualTo(blob.blob());
            }
        }
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var all = Files.walk(root)) {
            for (Path file : all.toList()) {
                String name = root.relativize(file).toString();
                if (Files.isDirectory(file)) {
                    files.put(name + "/", new byte[0]);
                } else {
                    files.put(name, Files.readAllBytes(file));
                }
            }
        }
        files.remove("/");
        return files;
    }
}
