package org.gapferry.bundle.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("java")
class LocalDiskTest {
    private static final int BUFFER = 1 << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER, 5 * BUFFER + 511, 5 * BUFFER + 512})
    void aLargeFileHoldsWhatWasWritten(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path file = folder.resolve("large");
        Random sizes = new Random(1);
        try (Disk.NewFile out = new LocalDisk().createLarge(file)) {
            for (int at = 0; at < size; ) {
                int count = Math.min(size - at, 1 + sizes.nextInt(1 << 18));
                out.write(content, at, count);
                at += count;
            }
            out.force();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void aLargeFileGoesOnAfterItWasForced() throws IOException {
        byte[] content = new byte[7 * BUFFER + 77];
        new Random(3).nextBytes(content);
        Path file = folder.resolve("large");
        try (Disk.NewFile out = new LocalDisk().createLarge(file)) {
            out.write(content, 0, 2 * BUFFER + 5);
            out.force();
            assertThat(Files.size(file)).isEqualTo(2 * BUFFER + 5);
            out.write(content, 2 * BUFFER + 5, 4 * BUFFER);
            out.flush();
            out.write(content, 6 * BUFFER + 5, BUFFER + 72);
            out.force();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void aLargeFileReplacesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("large"), "before");
        assertThatThrownBy(() -> new LocalDisk().createLarge(file).close())
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("before");
    }
}
