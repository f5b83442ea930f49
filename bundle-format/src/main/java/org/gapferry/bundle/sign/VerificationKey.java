package org.gapferry.bundle.sign;

import java.util.Base64;
import java.util.HexFormat;
import org.gapferry.bundle.Digest;

/**
 * A public Ed25519 key that passed the checks of F3.5.
 *
 * @param hex its 32 bytes as 64 hex digits
 */
public record VerificationKey(String hex) {
    public VerificationKey {
        if (!Digest.isHex(hex) || !Ed25519.isAcceptableKey(HexFormat.of().parseHex(hex))) {
            throw new IllegalArgumentException("not a canonical Ed25519 key");
        }
    }

    static VerificationKey of(byte[] bytes) {
        return new VerificationKey(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The hex SHA-256 of the SubjectPublicKeyInfo (F8.3). */
    public String id() {
        return Digest.of(Ed25519.spki(bytes())).hex();
    }

    /** The 32 bytes in base64. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes());
    }
}
