package org.gapferry.bundle;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A way to digest a file, the strongest first (F4.5). */
public enum DigestAlgorithm {
    SHA512("SHA-512", 64),
    SHA384("SHA-384", 48),
    SHA256("SHA-256", 32),
    /** Go's digest of the files in a module's archive: {@code h1:} and base64. It is not one of the archive's bytes. */
    H1("", 32),
    SHA1("SHA-1", 20),
    MD5("MD5", 16);

    private static final Pattern BASE64_OF_32_BYTES = Pattern.compile("h1:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=");
    private static final List<DigestAlgorithm> BY_WORD = Arrays.stream(values())
            .sorted((a, b) -> a.word().compareTo(b.word()))
            .toList();

    private final String javaName;
    private final int bytes;

    DigestAlgorithm(String javaName, int bytes) {
        this.javaName = javaName;
        this.bytes = bytes;
    }

    /** The word in inventories and lock files, such as {@code sha512}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The algorithm of a word; empty if there is none. */
    public static Optional<DigestAlgorithm> ofWord(String word) {
        return BY_WORD.stream().filter(one -> one.word().equals(word)).findFirst();
    }

    /** All, in the order in which inventories write them. */
    public static List<DigestAlgorithm> byWord() {
        return BY_WORD;
    }

    /** True if it can be computed while the bytes of a file pass. */
    public boolean isOfBytes() {
        return this != H1;
    }

    /**
     * A new computation.
     *
     * @throws IllegalStateException for {@link #H1}
     */
    public MessageDigest computation() {
        if (!isOfBytes()) {
            throw new IllegalStateException(word() + " is not a digest of a file's bytes");
        }
        return Digest.algorithm(javaName);
    }

    /** How many hex digits a value has. */
    public int hexDigits() {
        return bytes * 2;
    }

    /** True for the text of a value: lower-case hex digits, or {@code h1:} and base64. */
    public boolean isValue(String text) {
        return this == H1 ? BASE64_OF_32_BYTES.matcher(text).matches() : Digest.isHex(text, hexDigits());
    }
}
