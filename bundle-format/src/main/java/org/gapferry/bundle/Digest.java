package org.gapferry.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256, the name of a blob. Its text form is 64 lower-case hex digits. */
public record Digest(String hex) implements Comparable<Digest> {
    private static final int HEX_LENGTH = 64;
    private static final boolean[] HEX = hexDigits();

    public Digest {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("not 64 lower-case hex digits: " + hex);
        }
    }

    /** True for 64 lower-case hex digits. */
    public static boolean isHex(String text) {
        return isHex(text, HEX_LENGTH);
    }

    /** True for so many lower-case hex digits. */
    public static boolean isHex(String text, int digits) {
        if (text.length() != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if (c > 'f' || !HEX[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] hexDigits() {
        boolean[] table = new boolean['f' + 1];
        for (char c : "0123456789abcdef".toCharArray()) {
            table[c] = true;
        }
        return table;
    }

    /** The digest that a finished computation yields; {@code digest} is reset. */
    public static Digest from(MessageDigest digest) {
        return new Digest(HexFormat.of().formatHex(digest.digest()));
    }

    public static Digest of(byte[] bytes) {
        MessageDigest digest = sha256();
        digest.update(bytes);
        return from(digest);
    }

    /** A new SHA-256 computation. */
    public static MessageDigest sha256() {
        return algorithm("SHA-256");
    }

    /** A new computation of an algorithm that every Java has. */
    public static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The {@code index}-th 64 bits, from 0 to 3, in the order in which they are written. */
    public long bits(int index) {
        long bits = 0;
        for (int i = index * 16; i < index * 16 + 16; i++) {
            char c = hex.charAt(i);
            bits = bits << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
        }
        return bits;
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
