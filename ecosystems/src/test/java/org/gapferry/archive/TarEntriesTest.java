package org.gapferry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.gapferry.testkit.TarBytes;
import org.junit.jupiter.api.Test;

/** What a tar archive may hold, and what is refused. */
class TarEntriesTest {
    private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT;

    /** Entries as lines: {@code TYPE name size link: content}. */
    private static List<String> read(byte[] tar, ArchiveLimits limits) throws IOException {
        List<String> lines = new ArrayList<>();
        TarEntries.read(new ByteArrayInputStream(tar), limits, entry -> lines.add(line(entry)));
        return lines;
    }

    private static List<String> read(TarBytes tar) throws IOException {
        return read(tar.end().bytes(), LIMITS);
    }

    private static List<String> readGzip(byte[] gzip) throws IOException {
        List<String> lines = new ArrayList<>();
        TarEntries.readGzip(new ByteArrayInputStream(gzip), LIMITS, entry -> lines.add(line(entry)));
        return lines;
    }

    private static String line(ArchiveEntry entry) throws IOException {
        return entry.type()
                + " "
                + entry.name()
                + (entry.link().isEmpty() ? "" : " -> " + entry.link())
                + (entry.isFile() ? ": " + new String(entry.read(1 << 20), StandardCharsets.UTF_8) : "");
    }

    private static void refused(TarBytes tar, ArchiveProblem code, String what) {
        byte[] bytes = tar.end().bytes();
        assertThatThrownBy(() -> read(bytes, LIMITS))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(what);
    }

    private static void malformed(TarBytes tar, String what) {
        refused(tar, ArchiveProblem.MALFORMED, what);
    }

    @Test
    void everyKindOfEntryIsSeenInItsOrder() throws IOException {
        assertThat(read(new TarBytes()
                        .entry("d/", '5', "", new byte[0])
                        .file("d/f", "content")
                        .entry("old", '\0', "", "old".getBytes(StandardCharsets.UTF_8))
                        .entry("olddir/", '0', "", new byte[0])
                        .entry("s", '2', "d/f", new byte[0])
                        .entry("h", '1', "d/f", new byte[0])
                        .entry("c", '3', "", new byte[0])
                        .entry("p", '6', "", new byte[0])
                        .entry("V", 'V', "", new byte[0])))
                .containsExactly(
                        "FOLDER d/",
                        "FILE d/f: content",
                        "FILE old: old",
                        "FOLDER olddir/",
                        "SYMBOLIC_LINK s -> d/f",
                        "HARD_LINK h -> d/f",
                        "DEVICE c",
                        "PIPE p",
                        "OTHER V");
    }

    @Test
    void contentThatIsNotReadIsPassedOver() throws IOException {
        List<String> names = new ArrayList<>();
        byte[] tar = new TarBytes()
                .file("a", "x".repeat(2000))
                .file("b", "y".repeat(512))
                .file("c", "")
                .end()
                .bytes();
        TarEntries.read(new ByteArrayInputStream(tar), LIMITS, entry -> {
            names.add(entry.name() + entry.size());
            assertThat(entry.content().open().read())
                    .isEqualTo(entry.size() == 0 ? -1 : entry.name().equals("a") ? 'x' : 'y');
        });
        assertThat(names).containsExactly("a2000", "b512", "c0");
    }

    @Test
    void longNamesOfPaxAndGnuHoldForOneEntry() throws IOException {
        String name = "n/".repeat(120) + "ü";
        assertThat(read(new TarBytes()
                        .pax('x', "mtime", "1.5", "path", name, "comment", "a=b\nc")
                        .file("short", "1")
                        .file("next", "2")
                        .entry("././@LongLink", 'L', "", (name + "\0").getBytes(StandardCharsets.UTF_8))
                        .file("short", "3")
                        .entry("././@LongLink", 'K', "", (name + "\0").getBytes(StandardCharsets.UTF_8))
                        .entry("link", '2', "short", new byte[0])
                        .pax('x', "linkpath", "far")
                        .entry("link2", '2', "short", new byte[0])))
                .containsExactly(
                        "FILE " + name + ": 1",
                        "FILE next: 2",
                        "FILE " + name + ": 3",
                        "SYMBOLIC_LINK link -> " + name,
                        "SYMBOLIC_LINK link2 -> far");
    }

    @Test
    void sizesMayBePaxOrBinary() throws IOException {
        byte[] binary = new byte[12];
        binary[0] = (byte) 0x80;
        binary[11] = 3;
        assertThat(read(new TarBytes()
                        .pax('x', "size", "3")
                        .header("a", '0', "", TarBytes.octal(0))
                        .raw("abc".getBytes(StandardCharsets.UTF_8))
                        .padding()
                        .header("b", '0', "", binary)
                        .raw("def".getBytes(StandardCharsets.UTF_8))
                        .padding()))
                .containsExactly("FILE a: abc", "FILE b: def");
        binary[3] = 1;
        malformed(new TarBytes().header("b", '0', "", binary), "a size is not a number");
        binary[0] = (byte) 0xff;
        malformed(new TarBytes().header("b", '0', "", binary), "a size is not a number");
        malformed(new TarBytes().header("b", '0', "", "9".getBytes(StandardCharsets.UTF_8)), "not a number");
        malformed(new TarBytes().pax('x', "size", "-3").file("a", ""), "pax header in it is damaged");
    }

    @Test
    void aGlobalHeaderIsSeenAndMayNotNameEntries() throws IOException {
        assertThat(read(new TarBytes().pax('g', "comment", "0123abc").file("a", "1")))
                .containsExactly("GLOBAL_HEADER pax", "FILE a: 1");
        malformed(new TarBytes().pax('g', "path", "evil").file("a", ""), "global header names entries");
        malformed(new TarBytes().pax('g', "size", "12").file("a", ""), "global header names entries");
    }

    @Test
    void whatProgramsReadInDifferentWaysIsRefused() {
        malformed(new TarBytes().entry("s", 'S', "", new byte[0]), "sparse");
        malformed(new TarBytes().pax('x', "GNU.sparse.name", "a").file("s", ""), "sparse");
        malformed(new TarBytes().entry("x", 'X', "", new byte[0]).file("s", ""), "kind `X`");
        malformed(new TarBytes().entry("x", 'N', "", new byte[0]).file("s", ""), "kind `N`");
        malformed(new TarBytes().entry("h", '1', "a", new byte[] {1}), "a hard link, has content");
        malformed(new TarBytes().entry("h", '3', "", new byte[] {1}), "a device, has content");
        malformed(
                new TarBytes()
                        .pax('x', "path", "one")
                        .entry("././@LongLink", 'L', "", "two".getBytes(StandardCharsets.UTF_8))
                        .file("s", ""),
                "two names");
        malformed(new TarBytes().file("a", "").raw(new byte[512]).file("hidden", ""), "block of zeros");
    }

    @Test
    void whatBreaksOffIsRefusedWhereverItDoes() throws IOException {
        byte[] whole = new TarBytes()
                .pax('x', "path", "a")
                .file("b", "content".repeat(100))
                .bytes();
        assertThat(read(whole, LIMITS))
                .as("the zeros at the end may be missing")
                .hasSize(1);
        for (int length = 0; length < whole.length; length += 37) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part, LIMITS)).as("%d bytes", length).isInstanceOf(ArchiveException.class);
        }
        byte[] gzip = TarBytes.gzip(new TarBytes().file("a", "b").end().bytes());
        for (int length = 0; length < gzip.length; length++) {
            byte[] part = Arrays.copyOf(gzip, length);
            assertThatThrownBy(() -> readGzip(part)).as("%d bytes", length).isInstanceOf(ArchiveException.class);
        }
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        malformed(new TarBytes().raw("<html>".repeat(200).getBytes(StandardCharsets.UTF_8)), "not a tar archive");
        malformed(new TarBytes(), "empty");
        byte[] damaged = new TarBytes().file("abc", "").end().bytes();
        damaged[1] = 'x';
        assertThatThrownBy(() -> read(damaged, LIMITS)).hasMessageContaining("not a tar archive, or damaged");
        assertThatThrownBy(() -> readGzip("<html>".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("it is not gzip");
        assertThatThrownBy(() -> readGzip(TarBytes.gzip(new byte[0]))).hasMessageContaining("empty");
    }

    @Test
    void damagedPaxHeadersAreRefused() {
        for (String records : List.of(
                "5 a=b",
                "99 path=x\n",
                "0 path=x\n",
                "x path=x\n",
                "9 path\n",
                "12345678 path=x\n",
                "9 path=xy",
                "9\n",
                "9",
                "6 =ab\n",
                "10 path=x\n10 path")) {
            malformed(
                    new TarBytes()
                            .entry("pax", 'x', "", records.getBytes(StandardCharsets.UTF_8))
                            .file("a", ""),
                    "pax header in it is damaged");
        }
    }

    @Test
    void eachLimitIsNamedWhereItIsExceeded() {
        refused(
                new TarBytes().header("a", '0', "", TarBytes.octal((4L << 30) + 1)),
                ArchiveProblem.LIMIT,
                "limit of 4294967296 inflated bytes");
        refused(
                new TarBytes().header("a", 'x', "", TarBytes.octal((1 << 20) + 1)),
                ArchiveProblem.LIMIT,
                "limit of 1048576 bytes in an extended header");
        refused(
                new TarBytes().pax('x', "path", "a".repeat(4097)).file("b", ""),
                ArchiveProblem.LIMIT,
                "limit of 4096 characters in a name");
        refused(
                new TarBytes().pax('x', "path", "a/".repeat(257)).file("b", ""),
                ArchiveProblem.LIMIT,
                "limit of 256 folders above an entry");
        byte[] three = new TarBytes()
                .pax('x', "a", "b")
                .file("b", "")
                .file("c", "")
                .end()
                .bytes();
        assertThatThrownBy(() -> read(three, LIMITS.withEntries(2))).hasMessage("it exceeds the limit of 2 entries");
        assertThatThrownBy(() -> read(three, LIMITS.withInflated(1500)))
                .hasMessage("it exceeds the limit of 1500 inflated bytes");
    }

    @Test
    void aBombEndsAtItsRatioWhetherOrNotAnEntryIsRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new TarBytes()
                    .header("zeros", '0', "", TarBytes.octal(1L << 30))
                    .bytes());
            for (int i = 0; i < 100; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        assertThatThrownBy(
                        () -> TarEntries.readGzip(new ByteArrayInputStream(bytes.toByteArray()), LIMITS, entry -> {}))
                .hasMessage("it exceeds the limit of 250 times its compressed size");
        ByteArrayOutputStream behind = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(behind)) {
            gzip.write(new TarBytes().file("a", "").end().bytes());
            for (int i = 0; i < 100; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        assertThatThrownBy(() -> readGzip(behind.toByteArray())).hasMessageContaining("times its compressed size");
    }

    @Test
    void membersOfGzipAreOneArchiveAndEachIsChecked() throws IOException {
        byte[] tar = new TarBytes().file("a", "1").file("b", "2").end().bytes();
        byte[] first = TarBytes.gzip(Arrays.copyOf(tar, 700));
        byte[] second = TarBytes.gzip(Arrays.copyOfRange(tar, 700, tar.length));
        byte[] both = join(first, TarBytes.gzip(new byte[0]), second);
        assertThat(readGzip(both)).containsExactly("FILE a: 1", "FILE b: 2");
        for (int at : new int[] {first.length - 1, first.length - 5, both.length - 1, both.length - 6}) {
            byte[] damaged = both.clone();
            damaged[at] ^= 1;
            assertThatThrownBy(() -> readGzip(damaged)).hasMessageContaining("checksum");
        }
        byte[] header = both.clone();
        header[first.length + 2] = 7;
        assertThatThrownBy(() -> readGzip(header)).hasMessage("its gzip header is damaged");
    }

    @Test
    void theHeaderOfGzipMayHaveNamesAndAChecksum() throws IOException {
        byte[] plain = TarBytes.gzip(new TarBytes().file("a", "1").end().bytes());
        byte[] begin = {0x1f, (byte) 0x8b, 8, 4 + 8 + 16, 0, 0, 0, 0, 0, 0, 2, 0, 'e', 'x', 'n', 0, 'c', 0};
        assertThat(readGzip(join(begin, Arrays.copyOfRange(plain, 10, plain.length))))
                .hasSize(1);
        begin[3] |= 2;
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(begin);
        byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        byte[] summed = join(begin, sum, Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(readGzip(summed)).hasSize(1);
        summed[begin.length] ^= 1;
        assertThatThrownBy(() -> readGzip(summed)).hasMessage("its gzip header is damaged");
    }

    @Test
    void whatFollowsTheEndIsNoEntry() throws IOException {
        byte[] tar = new TarBytes().file("a", "1").end().file("behind", "2").bytes();
        assertThat(read(tar, LIMITS)).containsExactly("FILE a: 1");
        assertThat(readGzip(join(TarBytes.gzip(tar), "garbage".getBytes(StandardCharsets.UTF_8))))
                .containsExactly("FILE a: 1");
        assertThat(readGzip(join(TarBytes.gzip(tar), new byte[] {0x1f}))).containsExactly("FILE a: 1");
        assertThatThrownBy(() -> readGzip(join(TarBytes.gzip(tar), new byte[] {0x1f, (byte) 0x8b})))
                .hasMessageContaining("too early");
    }

    /** Each byte of a header was once copied for each of its records: 100 GB here. */
    @Test
    void theWorkForAPaxHeaderGrowsWithItsBytes() throws IOException {
        byte[] one = new TarBytes().pax('x', "a", "b").file("a", "").end().bytes();
        byte[] large = new TarBytes()
                .entry("pax", 'x', "", "6 a=b\n".repeat((1 << 20) / 6).getBytes(StandardCharsets.US_ASCII))
                .file("a", "")
                .end()
                .bytes();
        read(one, LIMITS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        read(large, LIMITS);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(32L << 20);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
