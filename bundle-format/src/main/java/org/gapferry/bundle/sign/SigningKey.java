package org.gapferry.bundle.sign;

import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.gapferry.bundle.BundleProblem;

/**
 * Something that signs with one Ed25519 key: a private key in memory, or a signer outside. Close it to overwrite what
 * is in memory.
 */
public final class SigningKey implements Destroyable, AutoCloseable {
    private final byte[] seed;
    private final VerificationKey verificationKey;
    private final Signer signer;

    /** Makes signatures. */
    @FunctionalInterface
    public interface Signer {
        /** The signature of 64 bytes (RFC 8032 5.1.6). */
        byte[] sign(byte[] message);
    }

    SigningKey(byte[] seed) {
        byte[] own = seed.clone();
        this.seed = own;
        this.verificationKey = VerificationKey.of(Ed25519.publicKey(seed));
        this.signer = message -> Ed25519.sign(own, message);
    }

    private SigningKey(VerificationKey key, Signer signer) {
        this.seed = new byte[0];
        this.verificationKey = key;
        this.signer = signer;
    }

    /** A key that never comes here; each signature that the signer makes is checked. */
    public static SigningKey outside(VerificationKey key, Signer signer) {
        return new SigningKey(key, signer);
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

    /** @throws org.gapferry.bundle.ProblemException USAGE if a signer outside made no signature of this key */
    byte[] sign(byte[] message) {
        byte[] signature = signer.sign(message);
        if (seed.length == 0 && !Ed25519.verifies(verificationKey.bytes(), message, signature)) {
            throw BundleProblem.SIGNER_FAILED.thrown(
                    "--sign-cmd",
                    "the signing command did not write an Ed25519 signature by the key " + verificationKey.id(),
                    "it gets the bytes to sign on stdin, and prints 64 bytes, raw or as base64; --key names its public key");
        }
        return signature;
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
