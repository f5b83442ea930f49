package org.gapferry.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.InventoryLines;
import org.gapferry.bundle.volume.PackingLine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines as we write them are read without a tree, and must mean what the tree means. A space after the brace makes no
 * difference to JSON, and makes any line one that is read as a tree.
 */
class CanonicalLineTest {
    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String[] PIECES = {
        "\"",
        "\\",
        ",",
        "}",
        "]",
        "{",
        ":",
        "0",
        "9",
        "00",
        "-",
        "1e3",
        ".",
        " ",
        "\\u0061",
        "\u00e9",
        "\t",
        "%40",
        "%4",
        "@",
        "/",
        "f",
        "F",
        "none",
        "sha1",
        "h1:",
        "\"sha1\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"",
        "SHA1",
        ",\"size\":1",
        "\"size\":",
        "true",
        "null",
        "9007199254740993",
        "999999999999999",
        "1000000000000000"
    };

    @FunctionalInterface
    private interface Parser {
        Object parse(byte[] line, int length) throws Malformed, IOException;
    }

    private static String meaning(Parser parser, String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try {
            return parser.parse(bytes, bytes.length).toString();
        } catch (Malformed | ProblemException e) {
            return "malformed";
        }
    }

    private static List<String> variants(String line, Random random) {
        List<String> variants = new ArrayList<>(List.of(line));
        for (int i = 0; i < 20_000; i++) {
            StringBuilder changed = new StringBuilder(line);
            for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
                int at = 1 + random.nextInt(changed.length() - 1);
                int end = Math.min(changed.length(), at + random.nextInt(4));
                String piece = random.nextInt(3) == 0 ? "" : PIECES[random.nextInt(PIECES.length)];
                changed.replace(at, end, piece);
            }
            variants.add(changed.toString());
        }
        return variants;
    }

    private static void compare(Parser parser, String line) throws IOException {
        long seed = Long.getLong("gapferry.seed", System.nanoTime());
        int understood = 0;
        for (String variant : variants(line, new Random(seed))) {
            String meaning = meaning(parser, variant);
            assertThat(meaning)
                    .as("replay with -Dgapferry.seed=%d, line %s", seed, variant)
                    .isEqualTo(meaning(parser, "{ " + variant.substring(1)));
            understood += meaning.equals("malformed") ? 0 : 1;
        }
        assertThat(understood).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"blob\":\"" + HEX + "\",\"size\":20}",
                "{\"artifact\":\"pkg:npm/%40a/b@1.0.0-x%2B1\",\"published\":\"2026-01-01T00:00:00Z\",\"why\":\"npm[0]\",\"license\":\"MIT\",\"flags\":[\"a-b\",\"c\"],"
                        + "\"files\":[{\"name\":\"a.tgz\",\"sha256\":\"" + HEX
                        + "\",\"size\":1,\"digests\":{\"md5\":\"d41d8cd98f00b204e9800998ecf8427e"
                        + "\",\"sha512\":\"" + HEX + HEX
                        + "\"},\"proof\":\"sha512\"},{\"name\":\"b\",\"sha256\":\"" + HEX
                        + "\",\"size\":2,\"proof\":\"none\"}]}",
                "{\"artifact\":\"pkg:toy/a@1\",\"files\":[{\"name\":\"b\",\"sha256\":\"" + HEX
                        + "\",\"size\":2,\"proof\":\"none\",\"replaces\":[\"" + HEX + "\"],\"reason\":\"r\"}]}",
                "{\"artifact\":\"pkg:toy/a@1\"}",
                "{\"pointer\":\"pkg:toy/a#tag/x\",\"kind\":\"tag\",\"version\":\"1\"}",
                "{\"pointer\":\"pkg:toy/a@1#d\",\"kind\":\"document\",\"sha256\":\"" + HEX + "\",\"size\":1}",
                "{\"pointer\":\"pkg:toy/a@1#x/%2F\",\"kind\":\"monotonic\",\"sha256\":\"" + HEX
                        + "\",\"size\":1,\"rank\":7}"
            })
    void anInventoryLineMeansWhatItsTreeMeans(String line) throws IOException {
        compare(InventoryLines::parse, line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"blob\":\"" + HEX + "\",\"size\":20,\"volume\":1,\"offset\":512}",
                "{\"blob\":\"" + HEX + "\",\"size\":20,\"volume\":1,\"offset\":512,\"part\":1,\"of\":2}",
                "{\"volume\":1,\"size\":2048,\"sha256\":\"" + HEX + "\"}"
            })
    void aPackingLineMeansWhatItsTreeMeans(String line) throws IOException {
        compare(PackingLine::parse, line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"blob\":\"" + HEX + "\",\"size\":20,\"at\":[{\"pack\":\"" + HEX + "\",\"offset\":512,\"size\":20}]}",
                "{\"blob\":\"" + HEX + "\",\"size\":20,\"at\":[{\"pack\":\"" + HEX
                        + "\",\"offset\":512,\"size\":10},{\"pack\":\"" + HEX + "\",\"offset\":1536,\"size\":10}]}"
            })
    void aPlaceInPacksMeansWhatItsTreeMeans(String line) throws IOException {
        compare(Extent.Located::parse, line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"file\":\"pkg:toy/a@1#b\",\"sha256\":\"" + HEX + "\"}",
                "{\"file\":\"pkg:toy/a@1#b\",\"sha256\":\"" + HEX + "\",\"former\":[\"" + HEX + "\"]}"
            })
    void aLineOfTheLedgerMeansWhatItsTreeMeans(String line) throws IOException {
        compare(
                (bytes, length) -> {
                    String text = new String(bytes, 0, length, StandardCharsets.UTF_8) + "\n";
                    try (Ledger.Reader reader =
                            new Ledger.Reader(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
                        return String.valueOf(reader.next());
                    }
                },
                line);
    }
}
