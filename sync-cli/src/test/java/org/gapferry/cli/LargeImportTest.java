package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.Keys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the size of what crosses: 2 GiB are verified and imported by a process of 128 MiB. */
@Tag("java")
class LargeImportTest {
    private static final int BLOBS = 8;
    private static final long BLOB_SIZE = 256L << 20;
    private static final long VOLUME_SIZE = 600L << 20;

    @TempDir
    private Path folder;

    /** Bytes that differ from blob to blob, made while they are read. */
    private static final class Content extends InputStream {
        private final byte[] block = new byte[1 << 20];
        private long position;

        Content(int seed) {
            new Random(seed).nextBytes(block);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (position == BLOB_SIZE) {
                return -1;
            }
            int at = (int) (position % block.length);
            int count = (int) Math.min(Math.min(length, block.length - at), BLOB_SIZE - position);
            System.arraycopy(block, at, buffer, offset, count);
            position += count;
            return count;
        }
    }

    private static Blob blob(int seed) throws IOException {
        MessageDigest digest = Digest.sha256();
        byte[] buffer = new byte[1 << 20];
        try (Content content = new Content(seed)) {
            for (int count = content.read(buffer, 0, buffer.length);
                    count >= 0;
                    count = content.read(buffer, 0, buffer.length)) {
                digest.update(buffer, 0, count);
            }
        }
        return new Blob(Digest.from(digest), BLOB_SIZE);
    }

    @Test
    void twoGibibytesPassThroughASmallProcess() throws Exception {
        BundleBuilder builder = new BundleBuilder().volumeSize(VOLUME_SIZE);
        for (int seed = 1; seed <= BLOBS; seed++) {
            int content = seed;
            builder.artifact("large", seed + ".0", blob(seed), wanted -> new Content(content));
        }
        Path bundle = builder.write(folder.resolve("bundle")).folder();
        Path trust = Files.write(folder.resolve("trust.json"), Keys.trust().bytes());
        String fingerprint = Keys.trust().fingerprint().text();
        Path store = folder.resolve("store");
        small("trust", "accept", trust.toString(), "--store", store.toString(), "--fingerprint", fingerprint);
        small("verify", bundle.toString(), "--store", store.toString());
        small("import", bundle.toString(), "--store", store.toString());
        try (var packs = Files.list(store.resolve("packs"))) {
            long bytes = packs.mapToLong(pack -> pack.toFile().length()).sum();
            assertThat(bytes).isGreaterThan(BLOBS * BLOB_SIZE);
        }
    }

    private void small(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("XDG_STATE_HOME", folder.resolve("xdg").toString());
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("output")))
                .isZero();
    }
}
