package org.gapferry.bundle.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedLinesTest {
    private static final long SEED = 20_261_128;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    private NavigableSet<String> lines(int count) {
        NavigableSet<String> lines = new TreeSet<>();
        while (lines.size() < count) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                line.append((char) ('a' + random.nextInt(20)));
            }
            int length = random.nextInt(50) == 0 ? random.nextInt(200_000) : random.nextInt(60);
            lines.add(line + "x".repeat(length));
        }
        return lines;
    }

    private SortedLines open(Iterable<String> lines) throws IOException {
        Path file = Files.createTempFile(folder, "lines", "");
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        Files.writeString(file, text);
        return new SortedLines(file);
    }

    private static String text(SortedLines.Walk walk) {
        return new String(walk.line(), StandardCharsets.UTF_8);
    }

    private static List<String> rest(SortedLines.Walk walk) throws IOException {
        List<String> rest = new ArrayList<>();
        while (walk.next()) {
            rest.add(text(walk));
        }
        return rest;
    }

    private String key() {
        return String.valueOf((char) ('a' + random.nextInt(21))) + (char) ('a' + random.nextInt(21));
    }

    @Test
    void aWalkBeginsAtTheFirstLineNotBelowItsKey() throws IOException {
        for (int count : new int[] {0, 1, 2, 50, 700}) {
            NavigableSet<String> expected = lines(count);
            try (SortedLines lines = open(expected)) {
                for (int i = 0; i < 60; i++) {
                    String key = key();
                    assertThat(rest(lines.from(key)))
                            .as("%s of %d", key, count)
                            .containsExactlyElementsOf(expected.tailSet(key, true));
                }
                for (String line : expected) {
                    assertThat(lines.first(line))
                            .hasValueSatisfying(found -> assertThat(new String(found, StandardCharsets.UTF_8))
                                    .isEqualTo(line));
                }
            }
        }
    }

    @Test
    void aWalkSkipsForwardOverNearAndFarLines() throws IOException {
        NavigableSet<String> expected = lines(700);
        try (SortedLines lines = open(expected)) {
            for (int i = 0; i < 300; i++) {
                String from = key();
                SortedLines.Walk walk = lines.from(from);
                if (!walk.next()) {
                    continue;
                }
                String before = text(walk);
                String key = random.nextBoolean() ? before + "a" : key();
                walk.skipTo(key);
                String floor = key.compareTo(before) > 0 ? key : before + "\0";
                assertThat(rest(walk))
                        .as("%s to %s", from, key)
                        .containsExactlyElementsOf(expected.tailSet(floor, true));
            }
        }
    }

    @Test
    void aPrefixThatNoLineHasIsNotFound() throws IOException {
        try (SortedLines lines = open(List.of("ab", "abc", "b"))) {
            assertThat(lines.first("aa")).isEmpty();
            assertThat(lines.first("abd")).isEmpty();
            assertThat(lines.first("c")).isEmpty();
            assertThat(lines.first("ab")).contains("ab".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aFileThatEndsWithinALineIsDamaged() throws IOException {
        Path file = Files.writeString(folder.resolve("torn"), "a\nb");
        try (SortedLines lines = new SortedLines(file)) {
            assertThatThrownBy(() -> rest(lines.from("a")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not ended");
        }
    }
}
