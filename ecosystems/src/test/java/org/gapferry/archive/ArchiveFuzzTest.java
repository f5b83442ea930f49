package org.gapferry.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.gapferry.testkit.Fuzz;
import org.gapferry.testkit.TarBytes;
import org.junit.jupiter.api.Test;

/** Archives broken in all ways. */
class ArchiveFuzzTest {
    private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT.withInflated(64L << 20);

    private static byte[] tar() {
        return new TarBytes()
                .pax('g', "comment", "0123")
                .file("package/package.json", "{}")
                .pax('x', "path", "package/" + "long/".repeat(30) + "name", "size", "3", "mtime", "1.5")
                .file("short", "abc")
                .entry("././@LongLink", 'L', "", "package/gnu\0".getBytes(StandardCharsets.UTF_8))
                .file("short", "content")
                .entry("package/link", '2', "package.json", new byte[0])
                .entry("package/folder/", '5', "", new byte[0])
                .end()
                .bytes();
    }

    private static void read(ArchiveEntry entry, UnpackedTree tree) throws IOException {
        tree.add(entry);
        if (entry.isFile()) {
            try (InputStream in = entry.content().open()) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    @Test
    void tarArchives() {
        Fuzz.of("tar")
                .example(tar())
                .words("ustar\0", "path=", "13 path=abcd\n", "GNU.sparse.size=1", "99999999999\0", "\u0080")
                .mayThrow(ArchiveException.class)
                .run(input -> TarEntries.read(new ByteArrayInputStream(input), LIMITS, entry -> {
                    assertThat(entry.size()).isNotNegative();
                    EntryPath.ifSafe(entry.name()).ifPresent(EntryPath::folded);
                    if (entry.isFile()) {
                        entry.read(1 << 20);
                    }
                }));
        Fuzz.of("tree of tar")
                .example(new TarBytes()
                        .file("a/b", "c")
                        .entry("a/l", '2', "b", new byte[0])
                        .end()
                        .bytes())
                .words("../", "/", "\\", "C:")
                .mayThrow(ArchiveException.class)
                .run(input -> {
                    UnpackedTree tree = new UnpackedTree(LIMITS).foldingCase();
                    TarEntries.read(new ByteArrayInputStream(input), LIMITS, entry -> read(entry, tree));
                });
    }

    @Test
    void gzip() {
        Fuzz.of("gzip")
                .example(TarBytes.gzip(tar()))
                .mayThrow(ArchiveException.class)
                .run(input -> TarEntries.readGzip(new ByteArrayInputStream(input), LIMITS, entry -> {}));
        Fuzz.of("tar in gzip")
                .example(tar())
                .mayThrow(ArchiveException.class)
                .run(input -> TarEntries.readGzip(new ByteArrayInputStream(TarBytes.gzip(input)), LIMITS, entry -> {}));
    }

    @Test
    void zipArchives() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : new String[] {"a/", "a/one.txt", "ü.txt"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.endsWith("/") ? new byte[0] : name.repeat(20).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        Fuzz.of("zip")
                .example(bytes.toByteArray())
                .words("PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", "\0\0")
                .mayThrow(ArchiveException.class)
                .run(input -> {
                    UnpackedTree tree = new UnpackedTree(LIMITS);
                    try (ZipEntries zip = ZipEntries.open(new SeekableInMemoryByteChannel(input), LIMITS)) {
                        zip.visit(entry -> read(entry, tree));
                    }
                });
    }
}
