package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.mirror.store.Store;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.ForwardingDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk fails at every single operation of an import: afterwards the old or the new generation is there, and the
 * same command finishes.
 */
class FaultyDiskTest {
    @TempDir
    private Path folder;

    /** A disk that fails once, at a chosen operation. */
    private static final class FaultyFiles extends ForwardingDisk {
        private final long failAt;
        private long operations;
        private long space = Long.MAX_VALUE;

        FaultyFiles(long failAt) {
            this.failAt = failAt;
        }

        private synchronized void operate() throws IOException {
            if (++operations == failAt) {
                throw new IOException("No space left on device");
            }
        }

        private NewFile faulty(NewFile file) {
            return new NewFile() {
                @Override
                public void write(int b) throws IOException {
                    operate();
                    file.write(b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    operate();
                    file.write(bytes, offset, length);
                }

                @Override
                public void force() throws IOException {
                    operate();
                    file.force();
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }

        @Override
        public void createFolder(Path path) throws IOException {
            operate();
            disk.createFolder(path);
        }

        @Override
        public NewFile create(Path file) throws IOException {
            operate();
            return faulty(disk.create(file));
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            operate();
            disk.rename(from, to);
        }

        @Override
        public void forceFolder(Path path) throws IOException {
            operate();
            disk.forceFolder(path);
        }

        @Override
        public void delete(Path path) throws IOException {
            operate();
            disk.delete(path);
        }

        @Override
        public long usableSpace(Path path) {
            return space;
        }
    }

    private Path bundle() {
        return new BundleBuilder()
                .artifact("a", "1", "bytes of a")
                .artifact("b", "1", "b".repeat(100_000))
                .pointer("a", "tag/latest", "1")
                .volumeSize(64 << 10)
                .write(folder.resolve("bundle"))
                .folder();
    }

    private static Importer.Report importWith(StoreFixture fixture, Disk files, Path bundle) throws IOException {
        try (Store store = Store.open(fixture.root(), files, Clock.systemUTC())) {
            return new Importer(store, Store.CURRENT, StoreFixture.RULES, ImportListener.SILENT).importBundle(bundle);
        }
    }

    @Test
    void anyFailureLeavesTheOldOrTheNewGenerationAndTheNextImportFinishes() throws IOException {
        Path bundle = bundle();
        StoreFixture clean = new StoreFixture(folder.resolve("clean"));
        FaultyFiles counting = new FaultyFiles(0);
        importWith(clean, counting, bundle);
        assertThat(counting.operations).isGreaterThan(30);
        for (long k = 1; k <= counting.operations; k++) {
            StoreFixture store = new StoreFixture(folder.resolve("store" + k));
            FaultyFiles failing = new FaultyFiles(k);
            ProblemException failed =
                    catchThrowableOfType(ProblemException.class, () -> importWith(store, failing, bundle));
            assertThat(failed).as("operation %d", k).isNotNull();
            assertThat(failed.exitClass()).as("operation %d", k).isEqualTo(ExitClass.DESTINATION);
            assertThat(failed.first().hints()).isNotEmpty();
            try (Store open = store.open()) {
                assertThat(open.committed(Store.CURRENT).orElseThrow()).isIn(1L, 2L);
                open.current(Store.CURRENT).orElseThrow().close();
            }
            store.importBundle(bundle);
            assertThat(store.content()).as("operation %d", k).isEqualTo(clean.content());
        }
    }

    @Test
    void tooLittleSpaceIsSaidBeforeTheFirstByte() throws IOException {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        FaultyFiles full = new FaultyFiles(0);
        full.space = 10_000;
        ProblemException failed = catchThrowableOfType(ProblemException.class, () -> importWith(store, full, bundle()));
        assertThat(failed.exitClass()).isEqualTo(ExitClass.DESTINATION);
        assertThat(failed.getMessage()).contains("10000 are free");
        assertThat(failed.first().hints().get(0)).contains("free at least");
    }
}
