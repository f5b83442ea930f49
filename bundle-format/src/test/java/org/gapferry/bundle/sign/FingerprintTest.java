package org.gapferry.bundle.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Digest DIGEST = Digest.of("a trust file".getBytes(StandardCharsets.UTF_8));
    private static final String RIGHT = Fingerprint.of(DIGEST).text().replace("-", "");

    @Test
    void aWrongCharacterIsNoticedWhateverItIsAndWherever() {
        for (int i = 0; i < RIGHT.length(); i++) {
            for (char other : ALPHABET.toCharArray()) {
                if (other != RIGHT.charAt(i)) {
                    isMistyped(RIGHT.substring(0, i) + other + RIGHT.substring(i + 1));
                }
            }
        }
    }

    @Test
    void twoCharactersThatChangedPlacesAreNoticed() {
        for (int i = 0; i < RIGHT.length(); i++) {
            for (int k = i + 1; k < RIGHT.length(); k++) {
                if (RIGHT.charAt(i) != RIGHT.charAt(k)) {
                    StringBuilder swapped = new StringBuilder(RIGHT);
                    swapped.setCharAt(i, RIGHT.charAt(k));
                    swapped.setCharAt(k, RIGHT.charAt(i));
                    isMistyped(swapped.toString());
                }
            }
        }
    }

    @Test
    void theFingerprintOfAnotherFileIsNotATypingError() {
        Digest other = Digest.of(new byte[0]);
        assertThat(refused(Fingerprint.of(other).text())).isEqualTo(BundleProblem.FINGERPRINT_DIFFERS);
        assertThat(refused(other.hex())).isEqualTo(BundleProblem.FINGERPRINT_DIFFERS);
    }

    @Test
    void caseBlanksAndHyphensDoNotMatter() {
        for (String typed : new String[] {
            RIGHT, RIGHT.toLowerCase(java.util.Locale.ROOT), " " + Fingerprint.of(DIGEST) + "\n", DIGEST.hex()
        }) {
            assertThatCode(() -> Fingerprint.require(typed, DIGEST, "trust.json"))
                    .doesNotThrowAnyException();
        }
    }

    private static void isMistyped(String typed) {
        assertThat(refused(typed)).as(typed).isEqualTo(BundleProblem.FINGERPRINT_MISTYPED);
    }

    private static Object refused(String typed) {
        return catchThrowableOfType(ProblemException.class, () -> Fingerprint.require(typed, DIGEST, "trust.json"))
                .first()
                .code();
    }
}
