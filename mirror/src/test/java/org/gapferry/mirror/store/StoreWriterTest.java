package org.gapferry.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.testkit.ForwardingDisk;
import org.gapferry.testkit.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one writer of a store, without imports: trust, generations, the switch, the way back. */
class StoreWriterTest {
    private static final String A = "{\"artifact\":\"pkg:toy/a@1\"}";
    private static final String B = "{\"artifact\":\"pkg:toy/b@1\"}";

    @TempDir
    private Path folder;

    private WrittenStore written() {
        return new WrittenStore(folder.resolve("store"));
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean serves(Generation generation, String name) {
        return generation
                .catalog()
                .artifact(new Coordinates("toy", "", name, "1"))
                .isPresent();
    }

    private static String text(Generation generation, String blob) throws IOException {
        var place = generation.catalog().locate(digest(blob)).orElseThrow();
        try (InputStream in = generation.catalog().open(place.blob()).stream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static TrustFile next(TrustFile trust) {
        return TrustFile.parse(
                "t", trust.rules().next(false, trust.rules().roles()).seal(List.of(Keys.root())));
    }

    @Test
    void aGenerationIsReadAsItWasPublished() throws IOException {
        WrittenStore written = written();
        assertThat(written.publish(1, List.of(B, A), "one", "two")).isEqualTo(2);
        try (Store store = written.open();
                Generation generation = store.current(Store.CURRENT).orElseThrow()) {
            assertThat(generation.number()).isEqualTo(2);
            assertThat(generation.contentsOf()).isEqualTo(2);
            assertThat(serves(generation, "a")).isTrue();
            assertThat(serves(generation, "c")).isFalse();
            assertThat(text(generation, "one")).isEqualTo("one");
            assertThat(text(generation, "two")).isEqualTo("two");
            assertThat(generation.holds(digest("three"))).isFalse();
            assertThat(generation.feeds()).singleElement().satisfies(feed -> {
                assertThat(feed.number().seq()).isEqualTo(1);
                assertThat(feed.isCurrent()).isTrue();
                assertThat(feed.created()).isEqualTo(WrittenStore.NOW.minusSeconds(3600));
            });
            try (InputStream in = generation.inventory("test").orElseThrow().open()) {
                assertThat(in).hasContent(A + "\n" + B + "\n");
            }
            assertThat(generation.inventory("other")).isEmpty();
            assertThat(generation.trust().newest().blob())
                    .isEqualTo(Keys.trust().blob());
            assertThat(store.generations()).containsExactly(1L, 2L);
        }
    }

    @Test
    void twoWritersAreKeptApart() throws IOException {
        try (Store store = written().open();
                StoreWriter writer = StoreWriter.lock(store)) {
            assertThat(writer.store()).isSameAs(store);
            assertThat(catchThrowableOfType(ProblemException.class, () -> StoreWriter.lock(store))
                            .first()
                            .code())
                    .isEqualTo(StoreProblem.LOCKED);
        }
        try (Store store = written().open()) {
            StoreWriter.lock(store).close();
        }
    }

    @Test
    void theSameTrustIsNothingNewTheNextIsAGenerationAndAnotherIsRefused() throws IOException {
        WrittenStore written = written();
        written.publish(1, List.of(A), "one");
        TrustFile second = next(Keys.trust());
        try (Store store = written.open();
                StoreWriter writer = StoreWriter.lock(store)) {
            assertThat(writer.acceptTrust(Keys.trust(), Store.CURRENT)).isFalse();
            assertThat(writer.acceptTrust(second, Store.CURRENT)).isTrue();
            assertThat(writer.acceptTrust(Keys.trust(), Store.CURRENT)).isFalse();
            TrustFile other = TrustFile.parse(
                    "o", TrustFile.first(Keys.stranger(), Keys.exporter().verificationKey(), false));
            assertThat(catchThrowableOfType(ProblemException.class, () -> writer.acceptTrust(other, Store.CURRENT))
                            .first()
                            .code())
                    .isEqualTo(StoreProblem.OTHER_TRUST);
        }
        try (Store store = written.open();
                Generation generation = store.current(Store.CURRENT).orElseThrow()) {
            assertThat(generation.number()).isEqualTo(3);
            assertThat(generation.trust().versions()).hasSize(2);
            assertThat(serves(generation, "a")).isTrue();
            assertThat(text(generation, "one")).isEqualTo("one");
            assertThat(generation.contentsOf())
                    .as("the contents are those of before")
                    .isEqualTo(2);
        }
    }

    @Test
    void rollingBackServesTheEarlierContentsAndForgetsNothing() throws IOException {
        WrittenStore written = written();
        written.publish(1, List.of(A), "one", "both");
        written.publish(2, List.of(B), "two", "both");
        try (Store store = written.open();
                StoreWriter writer = StoreWriter.lock(store)) {
            assertThat(writer.rollBack(2, Store.CURRENT)).isEqualTo(4);
            for (long none : new long[] {0, 4, 5}) {
                assertThat(catchThrowableOfType(ProblemException.class, () -> writer.rollBack(none, Store.CURRENT))
                                .first()
                                .code())
                        .isEqualTo(StoreProblem.NO_GENERATION);
            }
        }
        try (Store store = written.open();
                Generation generation = store.current(Store.CURRENT).orElseThrow()) {
            assertThat(serves(generation, "a")).isTrue();
            assertThat(serves(generation, "b")).isFalse();
            assertThat(generation.contentsOf()).isEqualTo(2);
            assertThat(generation.feed("test").orElseThrow().number().seq())
                    .as("the highest number stays")
                    .isEqualTo(2);
            assertThat(generation.feed("test").orElseThrow().isCurrent()).isFalse();
            for (String blob : List.of("one", "two", "both")) {
                assertThat(generation.holds(digest(blob))).as(blob).isTrue();
            }
            assertThat(text(generation, "one")).isEqualTo("one");
            List<Digest> held = new ArrayList<>();
            try (LocatedBlobs blobs = generation.blobs()) {
                for (Extent.Located one = blobs.next(); one != null; one = blobs.next()) {
                    held.add(one.blob().digest());
                }
            }
            assertThat(held)
                    .as("each once, in order")
                    .isSorted()
                    .containsExactlyInAnyOrder(digest("one"), digest("two"), digest("both"));
        }
    }

    @Test
    void leftoversOfACrashAreReplacedAndCompletePacksMayStay() throws IOException {
        WrittenStore written = written();
        Path leftover = written.root().resolve("generations/2/leftover");
        Files.createDirectories(leftover);
        Path pack = written.root().resolve("quarantine").resolve(digest("pack").hex() + ".tar");
        Files.writeString(pack, "complete");
        Files.writeString(written.root().resolve("quarantine/half.tar"), "half");
        try (Store store = written.open();
                StoreWriter writer = StoreWriter.lock(store)) {
            assertThat(writer.holdsPack(digest("pack"), 8)).isTrue();
            assertThat(writer.holdsPack(digest("pack"), 9)).isFalse();
            writer.emptyQuarantine(true);
            assertThat(written.root().resolve("quarantine")).isDirectoryContaining(file -> file.equals(pack));
            assertThat(written.root().resolve("quarantine/half.tar")).doesNotExist();
            writer.emptyQuarantine(false);
            assertThat(written.root().resolve("quarantine")).isEmptyDirectory();
        }
        assertThat(written.publish(1, List.of(A), "one")).isEqualTo(2);
        assertThat(leftover).doesNotExist();
    }

    @Test
    void whateverOperationFailsTheOldOrTheNewGenerationIsServed() throws IOException {
        CountingDisk counting = new CountingDisk(0);
        try (Store store = written().open(counting)) {
            WrittenStore.publish(store, 1, List.of(A), "one");
        }
        assertThat(counting.operations).isGreaterThan(20);
        for (int k = 1; k <= counting.operations; k++) {
            WrittenStore written = new WrittenStore(folder.resolve("store" + k));
            CountingDisk failing = new CountingDisk(k);
            try (Store store = written.open(failing)) {
                assertThatThrownBy(() -> WrittenStore.publish(store, 1, List.of(A), "one"))
                        .as("operation %d", failing.failAt)
                        .isInstanceOf(IOException.class);
            }
            try (Store store = written.open();
                    Generation generation = store.current(Store.CURRENT).orElseThrow()) {
                assertThat(serves(generation, "a")).isEqualTo(generation.number() == 2);
                if (generation.number() == 2) {
                    assertThat(text(generation, "one")).isEqualTo("one");
                }
            }
            assertThat(written.publish(1, List.of(A), "one")).isBetween(2L, 3L);
        }
    }

    /** Fails at one operation. */
    private static final class CountingDisk extends ForwardingDisk {
        private final int failAt;
        private int operations;

        CountingDisk(int failAt) {
            this.failAt = failAt;
        }

        private void operate() throws IOException {
            if (++operations == failAt) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void createFolder(Path path) throws IOException {
            operate();
            super.createFolder(path);
        }

        @Override
        public NewFile create(Path file) throws IOException {
            operate();
            return super.create(file);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            operate();
            super.rename(from, to);
        }

        @Override
        public void forceFolder(Path path) throws IOException {
            operate();
            super.forceFolder(path);
        }

        @Override
        public void delete(Path path) throws IOException {
            operate();
            super.delete(path);
        }
    }

    @Test
    void tooLittleSpaceIsSaidWithTheNumbers() throws IOException {
        Disk full = new ForwardingDisk() {
            @Override
            public long usableSpace(Path path) {
                return 10;
            }
        };
        try (Store store = written().open(full);
                StoreWriter writer = StoreWriter.lock(store)) {
            writer.requireSpace(10);
            assertThat(catchThrowableOfType(ProblemException.class, () -> writer.requireSpace(11)))
                    .hasMessageContaining("11")
                    .hasMessageContaining("10")
                    .satisfies(problem -> assertThat(problem.first().code()).isEqualTo(StoreProblem.FULL));
        }
    }

    @Test
    void aFolderThatHoldsSomethingElseIsNoStore() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThat(catchThrowableOfType(
                                ProblemException.class, () -> Store.open(other, new LocalDisk(), Clock.systemUTC()))
                        .first()
                        .code())
                .isEqualTo(StoreProblem.NO_STORE);
        Files.writeString(other.resolve("diary"), "mine");
        assertThat(catchThrowableOfType(ProblemException.class, () -> new WrittenStore(other))
                        .first()
                        .code())
                .isEqualTo(StoreProblem.NO_STORE);
        assertThat(other).isDirectoryContaining(file -> file.endsWith("diary"));
    }

    @Test
    void eachDamagedFileOfAGenerationIsNamed() throws IOException {
        WrittenStore written = written();
        written.publish(1, List.of(A), "one");
        Path generation = written.root().resolve("generations/2");
        damage(generation.resolve("feeds.json"), () -> written.current().close());
        damage(generation.resolve("journal.json"), () -> {
            try (Generation current = written.current()) {
                current.contentsOf();
            }
        });
        damage(generation.resolve("catalog.jsonl"), () -> {
            try (Generation current = written.current()) {
                serves(current, "a");
            }
        });
        damage(written.root().resolve("channels/current"), () -> written.current()
                .close());
        Files.delete(generation.resolve("trust/1.json"));
        assertThat(catchThrowableOfType(ProblemException.class, () -> trust(written))
                        .first()
                        .code())
                .isEqualTo(StoreProblem.DAMAGED);
    }

    private static void trust(WrittenStore written) throws IOException {
        try (Generation current = written.current()) {
            current.trust();
        }
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    private static void damage(Path file, Reading reading) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.writeString(file, "{\"artifact\":\"pkg:toy/a@1\",}\n");
        assertThat(catchThrowableOfType(ProblemException.class, reading::run)
                        .first()
                        .code())
                .as(file.toString())
                .isEqualTo(StoreProblem.DAMAGED);
        Files.write(file, bytes);
        reading.run();
    }

    @Test
    void theLogTellsOfWhatIsAppendedThroughTheStore() throws IOException {
        try (Store store = written().open()) {
            store.log("refused", Map.of("class", "TRUST"));
        }
        assertThat(Files.readString(folder.resolve("store/log")))
                .contains("\"event\":\"refused\"", "\"class\":\"TRUST\"", "\"time\":\"" + WrittenStore.NOW);
    }
}
