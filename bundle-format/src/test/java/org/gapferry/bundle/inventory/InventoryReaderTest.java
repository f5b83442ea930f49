package org.gapferry.bundle.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("java")
class InventoryReaderTest {
    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String A = "{\"artifact\":\"pkg:toy/a@1\",\"files\":[{\"name\":\"f\",\"sha256\":\"" + HEX
            + "\",\"size\":0,\"proof\":\"none\"}]}\n";
    private static final String B = "{\"blob\":\"" + HEX + "\",\"size\":0}\n";
    private static final String P = "{\"pointer\":\"pkg:toy/a#tag/x\",\"kind\":\"tag\",\"version\":\"1\"}\n";
    private static final String D =
            "{\"pointer\":\"pkg:toy/a#x\",\"kind\":\"monotonic\",\"sha256\":\"" + HEX + "\",\"size\":0,\"rank\":1}\n";

    private static List<String> read(byte[] bytes) throws IOException {
        List<String> lines = new ArrayList<>();
        try (InventoryReader reader = new InventoryReader(() -> new ByteArrayInputStream(bytes), "inventory")) {
            for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line.line() + "\n");
            }
        }
        return lines;
    }

    @Test
    void whatIsReadIsWrittenAlike() throws IOException {
        assertThat(read((A + B + P + D).getBytes(StandardCharsets.UTF_8))).containsExactly(A, B, P, D);
    }

    @Test
    void unknownKeysAreIgnored() throws IOException {
        assertThat(read(B.replace("}", ",\"new\":[1]}").getBytes(StandardCharsets.UTF_8)))
                .containsExactly(B);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("not sorted", B + A),
                Arguments.of("a line twice", A + A),
                Arguments.of("a key twice", B + B.replace(":0}", ":1}")),
                Arguments.of("no newline", A.strip()),
                Arguments.of("carriage return", A.replace("\n", "\r\n")),
                Arguments.of("blank line", A + "\n" + B),
                Arguments.of("byte order mark", "\ufeff" + A),
                Arguments.of("no JSON", "{\n"),
                Arguments.of("two values", B.replace("}\n", "}{}\n")),
                Arguments.of("duplicate key", B.replace(",\"size\":0", ",\"size\":0,\"size\":0")),
                Arguments.of("upper-case digest", B.replace("e3b0", "E3B0")),
                Arguments.of("short digest", B.replace("e3b0", "e3b")),
                Arguments.of("fraction", B.replace(":0}", ":0.0}")),
                Arguments.of("exponent", B.replace(":0}", ":1e3}")),
                Arguments.of("text for a number", B.replace(":0}", ":\"0\"}")),
                Arguments.of("negative size", B.replace(":0}", ":-1}")),
                Arguments.of("unknown kind", "{\"thing\":\"x\"}\n"),
                Arguments.of("coordinate without version", A.replace("@1", "")),
                Arguments.of("coordinate that is not canonical", A.replace("toy/a", "toy/%61")),
                Arguments.of("coordinate with ..", A.replace("toy/a", "toy/..")),
                Arguments.of("file name with a slash", A.replace("\"f\"", "\"../f\"")),
                Arguments.of("unknown proof", A.replace("none", "crc32")),
                Arguments.of("pointer to nothing", P.replace(",\"version\":\"1\"", "")),
                Arguments.of("pointer to both", P.replace(",\"version\"", ",\"sha256\":\"" + HEX + "\",\"version\"")),
                Arguments.of("pointer without kind", P.replace(",\"kind\":\"tag\"", "")),
                Arguments.of("pointer of unknown kind", P.replace("tag\",\"v", "label\",\"v")),
                Arguments.of(
                        "document that is a tag", D.replace("monotonic", "tag").replace(",\"rank\":1", "")),
                Arguments.of("tag that is a document", P.replace("tag\",\"v", "document\",\"v")),
                Arguments.of("monotonic pointer without rank", D.replace(",\"rank\":1", "")),
                Arguments.of("document with rank", D.replace("monotonic", "document")),
                Arguments.of("negative rank", D.replace("\"rank\":1", "\"rank\":-1")),
                Arguments.of("pointer without name", P.replace("#tag/x", "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedLinesAreRefusedWithTheirNumber(String what, String text) {
        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.exitClass()).isEqualTo(ExitClass.MALFORMED);
                    assertThat(e.first().where()).matches("inventory:[12]");
                });
    }

    @Test
    void overlongUtf8IsRefused() {
        byte[] bytes = P.getBytes(StandardCharsets.ISO_8859_1);
        int at = P.indexOf("\"1\"") + 1;
        byte[] bad = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, bad, 0, at);
        bad[at] = (byte) 0xc0;
        bad[at + 1] = (byte) 0xaf;
        System.arraycopy(bytes, at + 1, bad, at + 2, bytes.length - at - 1);
        assertThatThrownBy(() -> read(bad)).hasMessageContaining("not UTF-8");
    }

    @Test
    void depthAndHugeNumbersAreLimits() {
        for (String text : List.of(
                B.replace(":0}", ":9007199254740992}"),
                B.replace(":0}", ":" + "1".repeat(30) + "}"),
                "{\"blob\":" + "[".repeat(100) + "]".repeat(100) + "}\n")) {
            assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.exitClass())
                            .isEqualTo(ExitClass.LIMIT));
        }
    }

    @Test
    void aLineThatIsTooLongIsALimit() {
        byte[] line = ("{\"blob\":\"" + "a".repeat(Lines.MAX_LINE) + "\"}\n").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(line))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.exitClass()).isEqualTo(ExitClass.LIMIT));
    }
}
