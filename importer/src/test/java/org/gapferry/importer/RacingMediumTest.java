package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.mirror.store.Store;
import org.gapferry.testkit.BundleBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody changes the medium while it is read. What is published is what was signed, or nothing. The numbers are those
 * of the corpus.
 */
@Timeout(60)
@Tag("java")
class RacingMediumTest {
    @TempDir
    private Path folder;

    private StoreFixture store;
    private Path bundle;
    private Map<String, String> clean;
    private Map<String, String> before;

    @BeforeEach
    void make() {
        bundle = builder("a").write(folder.resolve("bundle")).folder();
        StoreFixture reference = new StoreFixture(folder.resolve("reference"));
        reference.importBundle(bundle);
        clean = reference.content();
        store = new StoreFixture(folder.resolve("store"));
        before = store.content();
    }

    private static BundleBuilder builder(String letter) {
        return new BundleBuilder()
                .artifact(letter, "1", letter.repeat(60_000))
                .artifact(letter, "2", letter.repeat(61_000))
                .artifact(letter, "3", letter.repeat(62_000))
                .volumeSize(64 << 10);
    }

    private interface Move {
        void make() throws IOException;
    }

    /** Makes a move when a phase begins, or once the first bytes of it were read. */
    private static ImportListener when(String phase, boolean reading, Move move) {
        return new ImportListener() {
            private boolean inPhase;
            private boolean made;

            @Override
            public void phase(String name, long totalBytes) {
                inPhase = name.equals(phase);
                if (inPhase && !reading) {
                    make();
                }
            }

            @Override
            public void bytes(long count) {
                if (inPhase && reading) {
                    make();
                }
            }

            private void make() {
                if (!made) {
                    made = true;
                    try {
                        move.make();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
    }

    private void importWith(ImportListener listener) {
        try (Store open = store.open()) {
            new Importer(open, Store.CURRENT, StoreFixture.RULES, listener).importBundle(bundle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void isRefused(ImportListener listener, ExitClass... classes) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> importWith(listener));
        assertThat(refused.exitClass()).as(refused.getMessage()).isIn((Object[]) classes);
        assertThat(store.content()).isEqualTo(before);
    }

    @Test
    void whatWasCopiedIsNotReadAgain() {
        // 5.10
        importWith(when("admit", false, () -> {
            for (String name : new String[] {"volumes/0001.tar", "inventory.jsonl.gz", "statement.dsse.json"}) {
                Files.writeString(bundle.resolve(name), "evil");
            }
        }));
        assertThat(store.content()).isEqualTo(clean);
    }

    @Test
    void documentsAreNotReadAgain() {
        // 5.11, after they were hashed
        importWith(when("receive", false, () -> {
            Files.writeString(bundle.resolve("inventory.jsonl.gz"), "evil");
            Files.writeString(bundle.resolve("packing.jsonl.gz"), "evil");
        }));
        assertThat(store.content()).isEqualTo(clean);
    }

    @Test
    void aVolumeThatGrowsWhileItIsReadIsRefused() {
        // 5.13
        isRefused(
                when(
                        "receive",
                        true,
                        () -> Files.write(
                                bundle.resolve("volumes/0001.tar"), new byte[] {0}, StandardOpenOption.APPEND)),
                ExitClass.INTEGRITY);
    }

    @Test
    void aFolderThatBecomesALinkBringsNothingElse() {
        // 5.12
        isRefused(
                when("receive", true, () -> {
                    Path other = builder("b").write(folder.resolve("other")).folder();
                    Files.move(bundle.resolve("volumes"), folder.resolve("moved"));
                    Files.createSymbolicLink(bundle.resolve("volumes"), other.resolve("volumes"));
                }),
                ExitClass.INTEGRITY,
                ExitClass.UNSAFE);
    }

    @Test
    void aVolumeThatBecomesALinkIsRefused() {
        isRefused(
                when("receive", true, () -> {
                    Path third = bundle.resolve("volumes/0003.tar");
                    Path moved = Files.move(third, folder.resolve("moved"));
                    Files.createSymbolicLink(third, moved);
                }),
                ExitClass.UNSAFE);
    }

    @Test
    void aRaceOverTheInventoryNeverMixes() throws Exception {
        // 5.11, at any time
        Path good = bundle.resolve("inventory.jsonl.gz");
        byte[] mine = Files.readAllBytes(good);
        byte[] theirs = Files.readAllBytes(
                builder("b").write(folder.resolve("other")).folder().resolve("inventory.jsonl.gz"));
        AtomicBoolean over = new AtomicBoolean();
        Path next = folder.resolve("next");
        Thread racer = new Thread(() -> {
            try {
                for (int i = 0; !over.get(); i++) {
                    Files.write(next, i % 2 == 0 ? theirs : mine);
                    Files.move(next, good, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        racer.start();
        int imported = 0;
        try {
            for (int i = 0; i < 60; i++) {
                store = new StoreFixture(folder.resolve("store" + i));
                Map<String, String> empty = store.content();
                try {
                    importWith(ImportListener.SILENT);
                    assertThat(store.content()).isEqualTo(clean);
                    imported++;
                } catch (ProblemException e) {
                    assertThat(e.exitClass()).isIn(ExitClass.INTEGRITY, ExitClass.MISSING, ExitClass.MEDIUM);
                    if (e.exitClass().isRefusal()) {
                        assertThat(store.content()).isEqualTo(empty);
                    }
                }
            }
        } finally {
            over.set(true);
            racer.join();
        }
        assertThat(imported).isBetween(0, 60);
    }
}
