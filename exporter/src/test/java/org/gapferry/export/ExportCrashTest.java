package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.Authentication;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.InPlaceDocuments;
import org.gapferry.bundle.read.KnownStates;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.testkit.Keys;
import org.gapferry.testkit.RecordingDisk;
import org.gapferry.testkit.RecordingDisk.CrashState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails after every single operation of an export, and the disk keeps any part of what was not forced.
 * Whatever it kept: the same export finishes, one number is never given to two states, and what was told to be sealed
 * is there, whole.
 */
class ExportCrashTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    private ExportReport export(Path side, String requirements, Disk disk) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home-" + side.getFileName()));
        ExportFixture fixture = new ExportFixture(home, registry, Ecosystems.ALL);
        return fixture.export(fixture.wanted(requirements, ""), side, disk);
    }

    @Test
    void everyCrashOfAnExportIsRecovered() throws IOException {
        registry.version("a", "1.0.0").publish();
        registry.version("b", "1.0.0").publish();
        Path side = Files.createDirectories(folder.toRealPath().resolve("side"));
        export(side, "a", new LocalDisk());
        RecordingDisk disk = new RecordingDisk(side);
        Digest expected = export(side, "a, b", disk).statement().state();

        long seed = Long.getLong("gapferry.seed", System.nanoTime());
        Random random = new Random(seed);
        int atRandom = Integer.getInteger("gapferry.crashes", 2);
        AtomicInteger told = new AtomicInteger();
        int states = disk.recoverAll(
                atRandom,
                random,
                (state, finished) ->
                        told.addAndGet(recover(state, expected, finished, "seed " + seed + ", crash " + state.name())));
        assertThat(states).as("different states").isGreaterThan(100);
        assertThat(told).as("where the export had been remembered").hasPositiveValue();
    }

    private final AtomicInteger number = new AtomicInteger();

    /** Returns 1 if the export had been remembered. */
    private int recover(CrashState crash, Digest expected, boolean finished, String what) {
        Path side = folder.resolve("crash" + number.incrementAndGet());
        crash.write(side);
        try {
            Files.createDirectories(side.resolve("out"));
            Path bundle = side.resolve("out/gapferry-test-1.2");
            boolean remembered = Files.readString(side.resolve("st/feed.json")).contains("\"seq\":2");
            if (remembered || finished) {
                requireWhole(bundle, expected, what);
            }
            ExportReport again = export(side, "a, b", new LocalDisk());
            assertThat(again.bundle().isEmpty()).as(what).isEqualTo(remembered);
            requireWhole(bundle, expected, what);
            assertThat(export(side, "a, b", new LocalDisk()).bundle()).as(what).isEmpty();
            try (Stream<Path> left = Files.list(side.resolve("out"))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .as(what)
                        .containsExactlyInAnyOrder("gapferry-test-1.1", "gapferry-test-1.2");
            }
            assertThat(side.resolve("st/changes/1.2.md")).as(what).content().contains("pkg:npm/b@1.0.0");
            new LocalDisk().delete(side);
            return remembered ? 1 : 0;
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    private static void requireWhole(Path bundle, Digest expected, String what) throws IOException {
        Statement statement = new Authentication(
                        TrustChain.of(Keys.trust()),
                        KnownStates.NONE,
                        ReceiverRules.standard(Clock.systemUTC()),
                        new InPlaceDocuments())
                .authenticate(BundleOnMedium.open(bundle))
                .statement();
        assertThat(statement.state()).as(what).isEqualTo(expected);
        for (String line : Files.readAllLines(bundle.resolve("SHA256SUMS"))) {
            try (InputStream in = Files.newInputStream(bundle.resolve(line.substring(66)))) {
                assertThat(Digest.of(in.readAllBytes()).hex()).as(what).isEqualTo(line.substring(0, 64));
            }
        }
    }
}
