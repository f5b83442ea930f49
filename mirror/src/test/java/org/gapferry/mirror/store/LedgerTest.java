package org.gapferry.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Digest FIRST = digest("first");
    private static final Digest SECOND = digest("second");
    private static final Digest THIRD = digest("third");

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Ledger.Line line(String file, Digest digest) {
        return Ledger.Line.of(new Coordinates("toy", "@scope", "train", "1.0"), file, digest);
    }

    private static List<Ledger.Line> read(String text) throws IOException {
        List<Ledger.Line> lines = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Ledger.Reader reader = new Ledger.Reader(() -> new ByteArrayInputStream(bytes))) {
            for (Ledger.Line line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Ledger.Line plain = line("a.tgz", FIRST);
        Ledger.Line replaced = line("b, \"quoted\" #2.tgz", FIRST).followedBy(SECOND);
        assertThat(read(plain.text() + "\n" + replaced.text() + "\n")).containsExactly(plain, replaced);
        assertThat(read("")).isEmpty();
    }

    @Test
    void aFileThatComesAgainWithItsBytesChangesNothing() {
        Ledger.Line known = line("a", FIRST).followedBy(SECOND);
        assertThat(known.followedBy(SECOND)).isEqualTo(known);
    }

    @Test
    void otherBytesLeaveTheFormerOnesBehindInTheirOrder() {
        Ledger.Line known = line("a", FIRST).followedBy(SECOND).followedBy(THIRD);
        assertThat(known.digest()).isEqualTo(THIRD);
        assertThat(known.former()).containsExactly(FIRST, SECOND);
    }

    @Test
    void aFileIsKnownByItsCoordinateAndItsEncodedName() {
        assertThat(line("a b#c.tgz", FIRST).key()).isEqualTo("pkg:toy/%40scope/train@1.0#a%20b%23c.tgz");
    }

    @Test
    void aDamagedLineIsNamedByItsNumber() {
        String whole = line("a", FIRST).text() + "\n";
        for (String damaged : List.of("{\"file\":\"x\"}", whole.substring(0, 40), "{\"file\":1}", "no json")) {
            assertThatThrownBy(() -> read(whole + damaged + "\n"))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> {
                        assertThat(problem.first().code()).isEqualTo(StoreProblem.DAMAGED);
                        assertThat(problem.first().sentence()).contains("ledger.jsonl:2");
                    });
        }
    }
}
