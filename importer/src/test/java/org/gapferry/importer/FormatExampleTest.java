package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.Keys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked example of docs/format.md is what the code writes, byte for byte. */
@Tag("java")
class FormatExampleTest {
    @TempDir
    private Path folder;

    @Test
    void theWorkedExampleIsTrue() throws IOException {
        Path bundle = new BundleBuilder()
                .artifact("boat", "1.0", "a toy boat, sailing\n".strip().getBytes(StandardCharsets.UTF_8))
                .pointer("boat", "tag/latest", "1.0")
                .number("example", 1, 1)
                .write(folder.resolve("gapferry-example-1.1"))
                .folder();
        String envelope = Files.readString(bundle.resolve("statement.dsse.json"));
        String payload = envelope.replaceAll("(?s).*\"payload\":\"([^\"]*)\".*", "$1");
        String statement = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
        byte[] volume = Files.readAllBytes(bundle.resolve("volumes/0001.tar"));
        String example = "Inventory, inflated:\n\n```\n" + inflated(bundle.resolve("inventory.jsonl.gz"))
                + "```\n\nPacking, inflated:\n\n```\n" + inflated(bundle.resolve("packing.jsonl.gz"))
                + "```\n\nThe volume's first header, and the content with the first of its padding:\n\n```\n"
                + dump(volume, 0, 272) + "...  zeros up to 0200\n" + dump(volume, 512, 544)
                + "```\n\nThe statement's payload, here with line breaks after some commas:\n\n```\n"
                + statement
                        .replace(",\"predicate\"", ",\n\"predicate\"")
                        .replace(",\"state\"", ",\n\"state\"")
                        .replace(",\"packing\"", ",\n\"packing\"")
                        .replace(",\"trust\"", ",\n\"trust\"")
                        .replace("},{", "},\n{")
                + "\n```\n\nThe signed bytes begin with `DSSEv1 28 application/vnd.in-toto+json " + statement.length()
                + " {\"_type\"`. The envelope, payload shortened:\n\n```\n"
                + envelope.replace(payload, payload.substring(0, 40) + "...")
                + "```\n\nThe trust file's fingerprint is `"
                + Keys.trust().fingerprint() + "`, and SHA256SUMS is:\n\n```\n"
                + Files.readString(bundle.resolve("SHA256SUMS")) + "```\n";
        Path document = Path.of(System.getProperty("gapferry.top", ".."), "docs", "format.md");
        String text = Files.readString(document);
        int begin = text.indexOf("Inventory, inflated:");
        assertThat(begin < 0 ? "" : text.substring(begin))
                .as("replace what follows \"Inventory, inflated:\" in docs/format.md")
                .isEqualTo(example);
    }

    private static String inflated(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String dump(byte[] bytes, int from, int to) {
        StringBuilder out = new StringBuilder();
        for (int at = from; at < to; at += 16) {
            byte[] row = Arrays.copyOfRange(bytes, at, at + 16);
            StringBuilder text = new StringBuilder();
            for (byte b : row) {
                text.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
            }
            out.append(String.format(
                    Locale.ROOT,
                    "%04x  %s  %s%n",
                    at,
                    HexFormat.ofDelimiter(" ").formatHex(row),
                    text));
        }
        return out.toString();
    }
}
