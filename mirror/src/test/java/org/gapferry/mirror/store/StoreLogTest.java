package org.gapferry.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.testkit.ForwardingDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StoreLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private StoreLog log() {
        return new StoreLog(folder.resolve("log"), new LocalDisk(), CLOCK);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("log"));
    }

    private static String digest(String line) {
        return Digest.of(line.getBytes(StandardCharsets.UTF_8)).hex();
    }

    @Test
    void eachLineNamesTheOneBefore() throws IOException {
        log().append("accepted", Map.of());
        log().append("imported", Map.of("state", "test 1.1"));
        log().append("refused", Map.of());
        List<String> lines = lines();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("{\"prev\":\"" + "0".repeat(64) + "\"");
        assertThat(lines.get(1)).startsWith("{\"prev\":\"" + digest(lines.get(0)) + "\"");
        assertThat(lines.get(2)).startsWith("{\"prev\":\"" + digest(lines.get(1)) + "\"");
    }

    @Test
    void aLineIsJsonWithTheTimeOfTheGivenClockWhateverItsDetailsHold() throws Exception {
        log().append("refused", Map.of("reason", "a \"quoted\"\nline \u0001", "file", "b\\c"));
        JsonNode line = Json.document(lines().get(0).getBytes(StandardCharsets.UTF_8));
        assertThat(line.get("time").stringValue()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(line.get("event").stringValue()).isEqualTo("refused");
        assertThat(line.get("reason").stringValue()).isEqualTo("a \"quoted\"\nline \u0001");
        assertThat(line.get("file").stringValue()).isEqualTo("b\\c");
    }

    @Test
    void aLineThatACrashCutOffStaysALineOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("log"), "{\"prev\":\"torn");
        log().append("imported", Map.of());
        assertThat(lines()).hasSize(2).first().isEqualTo("{\"prev\":\"torn");
        assertThat(lines().get(1)).startsWith("{\"prev\":\"" + digest("{\"prev\":\"torn") + "\"");
    }

    @Test
    void nothingOfTheLogIsWrittenAnewWhenALineIsAdded() throws IOException {
        log().append("first", Map.of());
        String before = Files.readString(folder.resolve("log"));
        StoreLog failing = new StoreLog(
                folder.resolve("log"),
                new ForwardingDisk() {
                    @Override
                    public NewFile append(Path file) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                CLOCK);
        assertThatThrownBy(() -> failing.append("second", Map.of())).hasMessage("No space left on device");
        assertThat(folder.resolve("log")).hasContent(before);
        log().append("second", Map.of());
        assertThat(Files.readString(folder.resolve("log"))).startsWith(before);
    }
}
