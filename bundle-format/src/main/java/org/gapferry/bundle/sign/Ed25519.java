package org.gapferry.bundle.sign;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Ed25519 (RFC 8032) by Bouncy Castle's own class, with the checks of F3.5 around it, which no implementation makes
 * alike. Its security provider is never loaded: that alone takes half a second.
 */
final class Ed25519 {
    static final int KEY_LENGTH = 32;
    static final int SIGNATURE_LENGTH = 64;
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final BigInteger FIELD = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    /** The y coordinates, little endian, of the points of small order. */
    private static final Set<BigInteger> SMALL_ORDER = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            FIELD.subtract(BigInteger.ONE),
            littleEndian(HexFormat.of().parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
            littleEndian(HexFormat.of().parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")));

    private Ed25519() {}

    /** True for the canonical encoding of a y coordinate that belongs to no point of small order. */
    static boolean isAcceptableKey(byte[] key) {
        if (key.length != KEY_LENGTH) {
            return false;
        }
        byte[] withoutSign = key.clone();
        withoutSign[KEY_LENGTH - 1] &= 0x7f;
        BigInteger y = littleEndian(withoutSign);
        return y.compareTo(FIELD) < 0 && !SMALL_ORDER.contains(y);
    }

    /** False for anything but a good signature of the right form. */
    static boolean verifies(byte[] key, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_LENGTH
                || !isAcceptableKey(key)
                || littleEndian(Arrays.copyOfRange(signature, KEY_LENGTH, SIGNATURE_LENGTH))
                                .compareTo(ORDER)
                        >= 0) {
            return false;
        }
        return org.bouncycastle.math.ec.rfc8032.Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
    }

    static byte[] sign(byte[] seed, byte[] message) {
        byte[] signature = new byte[SIGNATURE_LENGTH];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    static byte[] publicKey(byte[] seed) {
        byte[] key = new byte[KEY_LENGTH];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, key, 0);
        return key;
    }

    static byte[] newSeed() {
        byte[] seed = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(seed);
        return seed;
    }

    /** SubjectPublicKeyInfo (RFC 8410). */
    static byte[] spki(byte[] key) {
        return concat(SPKI_PREFIX, key);
    }

    /** PKCS#8 (RFC 8410), version 1: what OpenSSL reads. */
    static byte[] pkcs8(byte[] seed) {
        return concat(PKCS8_PREFIX, seed);
    }

    /** The key in a SubjectPublicKeyInfo, or an empty array. */
    static byte[] fromSpki(byte[] der) {
        return stripped(SPKI_PREFIX, der);
    }

    /** The seed in a PKCS#8 of version 1, or an empty array. */
    static byte[] fromPkcs8(byte[] der) {
        return stripped(PKCS8_PREFIX, der);
    }

    private static byte[] stripped(byte[] prefix, byte[] der) {
        boolean fits = der.length == prefix.length + KEY_LENGTH
                && Arrays.equals(prefix, 0, prefix.length, der, 0, prefix.length);
        return fits ? Arrays.copyOfRange(der, prefix.length, der.length) : new byte[0];
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }
}
