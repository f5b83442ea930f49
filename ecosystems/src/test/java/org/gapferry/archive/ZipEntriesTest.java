package org.gapferry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a zip archive may hold, and what is refused. */
class ZipEntriesTest {
    private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT;

    @TempDir
    private Path folder;

    private interface Filling {
        void into(ZipArchiveOutputStream zip) throws IOException;
    }

    private static byte[] zip(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            filling.into(zip);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipArchiveOutputStream zip, String name, int mode, byte[] content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        entry.setTime(0);
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    private static void put(ZipArchiveOutputStream zip, String name, String content) throws IOException {
        put(zip, name, 0100644, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Written by the JDK, whose local headers have a descriptor behind their content. */
    private static byte[] plain() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("a/", "a/one.txt", "two.txt")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.endsWith("/") ? new byte[0] : name.getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private ZipEntries open(byte[] zip, ArchiveLimits limits) throws IOException {
        return ZipEntries.open(Files.write(folder.resolve("x.zip"), zip), limits);
    }

    private List<String> read(byte[] zip, ArchiveLimits limits) throws IOException {
        List<String> lines = new ArrayList<>();
        try (ZipEntries entries = open(zip, limits)) {
            entries.visit(entry -> lines.add(entry.type() + " " + entry.name()
                    + (entry.link().isEmpty() ? "" : " -> " + entry.link())
                    + (entry.isFile() ? ": " + new String(entry.read(1 << 20), StandardCharsets.UTF_8) : "")));
        }
        return lines;
    }

    private void refused(byte[] zip, String what) {
        assertThatThrownBy(() -> read(zip, LIMITS))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ArchiveProblem.MALFORMED))
                .hasMessageContaining(what);
    }

    private static int find(byte[] zip, int signature, int from) {
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = from; at < zip.length - 3; at++) {
            if (bytes.getInt(at) == signature) {
                return at;
            }
        }
        throw new AssertionError("no such header");
    }

    private static int directory(byte[] zip) {
        return find(zip, 0x02014b50, 0);
    }

    @Test
    void entriesAreSeenByTheDirectory() throws IOException {
        assertThat(read(plain(), LIMITS))
                .containsExactly("FOLDER a/", "FILE a/one.txt: a/one.txt", "FILE two.txt: two.txt");
        assertThat(read(
                        zip(zip -> {
                            put(zip, "ü/f", "content");
                            put(zip, "l", 0120777, "ü/f".getBytes(StandardCharsets.UTF_8));
                            put(zip, "fifo", 0010644, new byte[0]);
                        }),
                        LIMITS))
                .containsExactly("FILE ü/f: content", "SYMBOLIC_LINK l -> ü/f", "OTHER fifo");
    }

    @Test
    void filesAreFoundByTheirPathAndMayBeReadAgain() throws IOException {
        try (ZipEntries entries = open(plain(), LIMITS)) {
            ArchiveEntry found = entries.find(EntryPath.of("a/one.txt")).orElseThrow();
            assertThat(found.read(9)).asString().isEqualTo("a/one.txt");
            assertThat(found.read(100)).asString().isEqualTo("a/one.txt");
            assertThatThrownBy(() -> found.read(8)).hasMessageContaining("exceeds the limit of 8 bytes");
            assertThat(entries.find(EntryPath.of("a"))).isEmpty();
            assertThat(entries.find(EntryPath.of("none"))).isEmpty();
        }
        byte[] twice = zip(zip -> {
            put(zip, "a/b", "1");
            put(zip, "./a/b", "2");
        });
        try (ZipEntries entries = open(twice, LIMITS)) {
            assertThatThrownBy(() -> entries.find(new EntryPath("a/b"))).hasMessageContaining("same path");
        }
    }

    @Test
    void localHeadersThatSayOtherThingsThanTheDirectoryAreRefused() throws IOException {
        byte[] good = plain();
        int local = find(good, 0x04034b50, 40);
        byte[] name = good.clone();
        name[local + 30] = 'b';
        refused(name, "is another one in the directory");
        byte[] method = good.clone();
        method[local + 8] = 0;
        refused(method, "is another one in the directory");
        byte[] gone = good.clone();
        gone[local] = 0;
        refused(gone, "");
    }

    @Test
    void entriesThatShareBytesAreRefused() throws IOException {
        byte[] zip = zip(out -> {
            put(out, "same", "1".repeat(100));
            put(out, "same", "2".repeat(100));
        });
        int second = find(zip, 0x02014b50, directory(zip) + 4);
        Arrays.fill(zip, second + 42, second + 46, (byte) 0);
        System.arraycopy(zip, directory(zip) + 16, zip, second + 16, 12);
        refused(zip, "share bytes");
    }

    @Test
    void whatIsDamagedIsRefused() throws IOException {
        byte[] good = zip(zip -> put(zip, "file", "content ".repeat(1000)));
        assertThat(read(good, LIMITS)).hasSize(1);
        int data = 30 + "file".length() + good[28]; // the extra field
        for (int at : new int[] {data, data + 5, directory(good) + 16, directory(good) + 24}) {
            byte[] bad = good.clone();
            bad[at] ^= 0x15;
            assertThatThrownBy(() -> read(bad, LIMITS))
                    .as("byte %d", at)
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("`file`");
        }
        for (int length = 0; length < good.length; length++) {
            byte[] part = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(part, LIMITS)).as("%d bytes", length).isInstanceOf(ArchiveException.class);
        }
        byte[] secret = good.clone();
        secret[6] |= 1;
        secret[directory(good) + 8] |= 1;
        refused(secret, "is encrypted");
        byte[] odd = good.clone();
        odd[8] = 1;
        odd[directory(good) + 10] = 1;
        refused(odd, "compressed by method 1");
        refused("<html>".repeat(20).getBytes(StandardCharsets.UTF_8), "not a zip archive");
    }

    @Test
    void eachLimitIsNamedWhereItIsExceeded() throws IOException {
        assertThatThrownBy(() -> read(plain(), LIMITS.withEntries(2))).hasMessage("it exceeds the limit of 2 entries");
        assertThatThrownBy(() -> read(plain(), LIMITS.withInflated(12)))
                .hasMessage("it exceeds the limit of 12 inflated bytes");
        assertThatThrownBy(() -> read(plain(), LIMITS.withNameLength(7)))
                .hasMessage("it exceeds the limit of 7 characters in a name");
        byte[] large = zip(zip -> {
            for (int i = 0; i < 30_000; i++) {
                put(zip, "some/folder/with/a/long/name/" + i, "");
            }
        });
        assertThatThrownBy(() -> read(large, LIMITS.withDirectory(1 << 20)))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ArchiveProblem.LIMIT))
                .hasMessage("it exceeds the limit of 1048576 bytes in its directory");
        byte[] bomb = zip(zip -> put(zip, "zeros", 0100644, new byte[80 << 20]));
        try (ZipEntries entries = open(bomb, LIMITS)) {
            assertThatThrownBy(() -> entries.entries().get(0).read(100 << 20))
                    .hasMessage("it exceeds the limit of 250 times its compressed size");
        }
    }
}
