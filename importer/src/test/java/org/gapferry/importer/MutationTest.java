package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gapferry.bundle.ProblemException;
import org.gapferry.testkit.BundleBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any single mutation of any file of a bundle is refused, and the store is as it was, or yields the identical store.
 * The seed and the number are the system properties {@code gapferry.seed} and {@code gapferry.mutations}.
 */
class MutationTest {
    @TempDir
    private Path folder;

    @Test
    void aMutationIsRefusedOrMakesNoDifference() throws IOException {
        long seed = Long.getLong("gapferry.seed", System.nanoTime());
        int mutations = Integer.getInteger("gapferry.mutations", 2000);
        Random random = new Random(seed);
        Path bundle = new BundleBuilder()
                .artifact("a", "1", "bytes of a")
                .artifact("b", "1", "b".repeat(3000))
                .artifact("c", "1", "c".repeat(70_000))
                .pointer("a", "tag/latest", "1")
                .volumeSize(64 << 10)
                .write(folder.resolve("bundle"))
                .folder();
        StoreFixture reference = new StoreFixture(folder.resolve("reference"));
        reference.importBundle(bundle);
        Map<String, String> expected = reference.content();
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        Map<String, String> untouched = store.content();
        List<Path> files;
        try (var all = Files.walk(bundle)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        int refused = 0;
        for (int i = 0; i < mutations; i++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] good = Files.readAllBytes(file);
            byte[] bad = mutated(good, random);
            Files.write(file, bad);
            String what = "seed " + seed + ", mutation " + i + " of " + file.getFileName();
            try {
                store.importBundle(bundle);
                assertThat(store.content()).as(what).isEqualTo(expected);
                store = new StoreFixture(folder.resolve("store" + i));
            } catch (ProblemException e) {
                refused++;
                assertThat(e.exitClass().isRefusal())
                        .as("%s: %s", what, e.getMessage())
                        .isTrue();
                assertThat(store.content()).as(what).isEqualTo(untouched);
            }
            Files.write(file, good);
        }
        assertThat(refused).as("seed %d", seed).isGreaterThan(mutations / 2);
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(64, bytes.length - at));
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
        byte[] tail = Arrays.copyOfRange(bytes, at + length, bytes.length);
        return switch (random.nextInt(6)) {
            case 0 -> {
                byte[] copy = bytes.clone();
                copy[at] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
            case 1 -> join(head, tail);
            case 2 -> join(head, piece, piece, tail);
            case 3 -> head;
            case 4 -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                yield join(head, noise, tail);
            }
            default -> join(tail, piece, head);
        };
    }

    private static byte[] join(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
