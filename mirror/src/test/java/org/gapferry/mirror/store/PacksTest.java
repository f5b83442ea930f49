package org.gapferry.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("java")
class PacksTest {
    private static final long SEGMENT = 1L << 30;
    private static final Digest PACK = Digest.of(new byte[] {1});

    @TempDir
    private Path folder;

    private StoreLayout layout;
    private Path file;

    @BeforeEach
    void makeFolder() throws IOException {
        layout = new StoreLayout(folder);
        file = layout.pack(PACK);
        Files.createDirectories(file.getParent());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    void bytesAreReadWhereTheyLieAndCannotBeWritten() throws IOException {
        Files.write(file, new byte[] {0, 1, 2, 3, 4});
        try (Packs packs = new Packs(layout)) {
            assertThat(bytes(packs.bytes(PACK, 1, 3))).containsExactly(1, 2, 3);
            assertThat(bytes(packs.bytes(PACK, 3, 100))).containsExactly(3, 4);
            assertThat(packs.bytes(PACK, 0, 5).isReadOnly()).isTrue();
        }
    }

    @Test
    void aPackThatIsTooShortOrGoneIsAnError() throws IOException {
        Files.write(file, new byte[] {0, 1});
        try (Packs packs = new Packs(layout)) {
            assertThatThrownBy(() -> packs.bytes(PACK, 2, 1))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining(PACK.hex());
            assertThatThrownBy(() -> packs.bytes(Digest.of(new byte[0]), 0, 1)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> packs.bytes(PACK, 3 * SEGMENT, 1)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aBlobThatCrossesTheEndOfASegmentIsWhole() throws IOException {
        byte[] content = {1, 2, 3, 4, 5, 6};
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(SEGMENT - 3); // the rest is a hole, which takes no space
            out.write(content);
        }
        Extent.Located place =
                new Extent.Located(Blob.of(content), List.of(new Extent(PACK, SEGMENT - 3, content.length)));
        try (Packs packs = new Packs(layout)) {
            PackedBlob blob = new PackedBlob(place, packs);
            assertThat(bytes(blob.at(0, 6))).containsExactly(1, 2, 3);
            assertThat(bytes(blob.at(3, 6))).containsExactly(4, 5, 6);
            assertThat(blob.bytes()).isEqualTo(content);
            assertThat(blob.stream().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void aBlobInSeveralPiecesIsReadInTheirOrder() throws IOException {
        Files.write(file, new byte[] {9, 3, 4, 9, 1, 2, 9});
        byte[] content = {1, 2, 3, 4};
        Extent.Located place =
                new Extent.Located(Blob.of(content), List.of(new Extent(PACK, 4, 2), new Extent(PACK, 1, 2)));
        try (Packs packs = new Packs(layout)) {
            PackedBlob blob = new PackedBlob(place, packs);
            assertThat(blob.stream().readAllBytes()).isEqualTo(content);
            assertThat(bytes(blob.at(1, 10))).containsExactly(2);
            assertThatThrownBy(() -> blob.at(4, 1)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void severalThreadsReadTheSame() throws Exception {
        byte[] content = new byte[1 << 20];
        new Random(7).nextBytes(content);
        Files.write(file, content);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Packs packs = new Packs(layout)) {
            List<Future<Boolean>> reads = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                Random random = new Random(thread);
                reads.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        int at = random.nextInt(content.length);
                        byte[] read = bytes(packs.bytes(PACK, at, 1000));
                        if (!Arrays.equals(read, Arrays.copyOfRange(content, at, at + read.length))) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> read : reads) {
                assertThat(read.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }
}
