package org.gapferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void aMessageIsOneLineThatReadsAsItIs() {
        assertThat(BundleProblem.MALFORMED_TRUST.at("a\nb", "x\u202e\u0007").sentence())
                .isEqualTo("a\\u{a}b: x\\u{202e}\\u{7}");
    }

    @Test
    void ofATextThatIsLongerThanAnyMessageTheEndIsLeftOutAndTheMessageSaysSo() {
        String what =
                BundleProblem.MALFORMED_TRUST.at("", "x".repeat(3_000_000)).what();
        assertThat(what).hasSizeLessThan(4_100).endsWith("x... (2996000 more characters)");
        assertThat(BundleProblem.MALFORMED_TRUST.at("", "x".repeat(4_000)).what())
                .hasSize(4_000);
    }
}
