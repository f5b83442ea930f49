package org.gapferry.bundle.sign;

import java.util.Arrays;
import javax.security.auth.Destroyable;

/** A private Ed25519 key in memory. Close it to overwrite it. */
public final class SigningKey implements Destroyable, AutoCloseable {
    private final byte[] seed;
    private final VerificationKey verificationKey;

    SigningKey(byte[] seed) {
        this.seed = seed.clone();
        this.verificationKey = VerificationKey.of(Ed25519.publicKey(seed));
    }

    public static SigningKey generate() {
        return new SigningKey(Ed25519.newSeed());
    }

    /** The key with the given seed of 32 bytes (RFC 8032 5.1.5). */
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != Ed25519.KEY_LENGTH) {
            throw new IllegalArgumentException("a seed has 32 bytes");
        }
        return new SigningKey(seed);
    }

    public VerificationKey verificationKey() {
        return verificationKey;
    }

    byte[] sign(byte[] message) {
        return Ed25519.sign(seed, message);
    }

    byte[] pkcs8() {
        return Ed25519.pkcs8(seed);
    }

    @Override
    public void destroy() {
        Arrays.fill(seed, (byte) 0);
    }

    @Override
    public void close() {
        destroy();
    }

    @Override
    public String toString() {
        return "private key of " + verificationKey.id();
    }
}
