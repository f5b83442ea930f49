package org.gapferry.bundle.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("java")
class VolumeWriterTest {
    @TempDir
    private Path bundle;

    @Test
    void blobsOfEverySizeLieInVolumesThatAreNeverTooLarge() throws IOException {
        Files.createDirectory(bundle.resolve("volumes"));
        Random random = new Random(7);
        TreeMap<Digest, byte[]> blobs = new TreeMap<>();
        for (int size : new int[] {0, 1, 511, 512, 513, 5000, 63_000, 64_000, 65_536, 200_000, 300_001}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            blobs.put(Digest.of(bytes), bytes);
        }
        List<PackingLine> packing = new ArrayList<>();
        try (VolumeWriter writer = new VolumeWriter(new LocalDisk(), bundle, VolumeWriter.MIN_SIZE, packing::add)) {
            for (var blob : blobs.entrySet()) {
                writer.add(new Blob(blob.getKey(), blob.getValue().length), new ByteArrayInputStream(blob.getValue()));
            }
            writer.finish();
        }
        List<byte[]> volumes = new ArrayList<>();
        for (PackingLine line : packing) {
            if (line instanceof Volume volume) {
                byte[] file = Files.readAllBytes(bundle.resolve(Volume.name(volume.number())));
                assertThat(file.length).isLessThanOrEqualTo((int) VolumeWriter.MIN_SIZE);
                assertThat(Blob.of(file)).isEqualTo(volume.file());
                volumes.add(file);
            }
        }
        assertThat(volumes).hasSizeGreaterThan(8);
        TreeMap<Digest, byte[]> joined = new TreeMap<>();
        for (PackingLine line : packing) {
            if (line instanceof Entry entry) {
                byte[] volume = volumes.get(entry.volume() - 1);
                int at = (int) entry.offset();
                assertThat(Arrays.copyOfRange(volume, at - 512, at))
                        .isEqualTo(TarLayout.header(entry.name(), entry.size()));
                joined.merge(
                        entry.blob(), Arrays.copyOfRange(volume, at, at + (int) entry.size()), VolumeWriterTest::join);
            }
        }
        assertThat(joined.keySet()).isEqualTo(blobs.keySet());
        joined.forEach((digest, bytes) -> assertThat(bytes).isEqualTo(blobs.get(digest)));

        String text =
                String.join("", packing.stream().map(line -> line.line() + "\n").toList());
        try (PackingReader reader =
                new PackingReader(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            List<PackingLine> read = new ArrayList<>();
            for (PackingLine line = reader.next(); line != null; line = reader.next()) {
                read.add(line);
            }
            assertThat(read).isEqualTo(packing);
        }
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void contentThatIsNotTheBlobIsRefused() throws IOException {
        Files.createDirectory(bundle.resolve("volumes"));
        try (VolumeWriter writer = new VolumeWriter(new LocalDisk(), bundle, VolumeWriter.DEFAULT_SIZE, line -> {})) {
            Blob blob = Blob.of(new byte[] {1, 2, 3});
            assertThatThrownBy(() -> writer.add(blob, new ByteArrayInputStream(new byte[] {1, 2, 4})))
                    .hasMessageContaining("not what its digest says");
        }
    }
}
