package org.gapferry.bundle.sign;

import java.math.BigInteger;
import java.util.Locale;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;

/**
 * What two people compare to know that they hold the same trust file (F8.4): {@code
 * ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23}.
 */
public record Fingerprint(String text) {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int CHARACTERS = 27;
    private static final int BITS = 5;
    /** x^5 + x^2 + 1. */
    private static final int POLYNOMIAL = 37;

    public static Fingerprint of(Digest digest) {
        BigInteger first = new BigInteger(digest.hex(), 16).shiftRight(256 - CHARACTERS * BITS);
        StringBuilder out = new StringBuilder();
        for (int i = CHARACTERS - 1; i >= 0; i--) {
            out.append(ALPHABET.charAt(first.shiftRight(i * BITS).intValue() & 31));
        }
        out.append(check(out.toString()));
        return new Fingerprint(out.toString().replaceAll("(.{4})(?!$)", "$1-"));
    }

    /**
     * The values by powers of 2 in GF(32), all of them different, so that a wrong character and two characters that
     * changed places are always noticed.
     */
    private static char check(String data) {
        int sum = 0;
        for (int i = 0; i < CHARACTERS; i++) {
            sum = doubled(sum ^ ALPHABET.indexOf(data.charAt(i)));
        }
        return ALPHABET.charAt(sum);
    }

    private static int doubled(int value) {
        int twice = value << 1;
        return (twice & 32) == 0 ? twice : twice ^ POLYNOMIAL;
    }

    /**
     * Compares what was typed, as a fingerprint or as 64 hex digits, with a file's digest. Upper and lower case, blanks
     * and hyphens do not matter.
     *
     * @throws ProblemException USAGE if it was mistyped, TRUST if it is another one
     */
    public static void require(String typed, Digest digest, String file) {
        String plain = typed.replaceAll("[\\s-]", "");
        boolean matches;
        if (plain.matches("[0-9a-fA-F]{64}")) {
            matches = plain.toLowerCase(Locale.ROOT).equals(digest.hex());
        } else {
            String upper = plain.toUpperCase(Locale.ROOT);
            if (!upper.matches("[A-Z2-7]{28}") || check(upper) != upper.charAt(CHARACTERS)) {
                throw BundleProblem.FINGERPRINT_MISTYPED.thrown(
                        "--fingerprint",
                        "`" + typed + "` is not a fingerprint, or has a typing error",
                        "it has seven groups of four characters and was printed by `gapferry trust init`");
            }
            matches = upper.equals(of(digest).text().replace("-", ""));
        }
        if (!matches) {
            throw BundleProblem.FINGERPRINT_DIFFERS.thrown(
                    file,
                    "its fingerprint is " + of(digest).text() + ", not the one that was typed",
                    "do not accept it: ask the one who made the trust file for its fingerprint, by another way than the file came");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
