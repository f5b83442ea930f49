package org.gapferry.testkit;

import java.util.Arrays;
import java.util.HexFormat;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.TrustRules;

/** The keys of tests: the first three test keys of RFC 8032 section 7.1. */
public final class Keys {
    private Keys() {}

    public static SigningKey exporter() {
        return SigningKey.ofSeed(
                HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    }

    public static SigningKey root() {
        return SigningKey.ofSeed(
                HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    }

    /** Nobody's: in no trust file. */
    public static SigningKey stranger() {
        return SigningKey.ofSeed(
                HexFormat.of().parseHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
    }

    /** Further keys, always the same for a number. */
    public static SigningKey further(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return SigningKey.ofSeed(seed);
    }

    /** Keys of a role. */
    public static TrustRules.Keys of(int threshold, SigningKey... keys) {
        return new TrustRules.Keys(
                Arrays.stream(keys).map(SigningKey::verificationKey).toList(), threshold);
    }

    /** Trusts {@link #root} and {@link #exporter}. */
    public static TrustFile trust() {
        return TrustFile.parse("trust.json", TrustFile.first(root(), exporter().verificationKey(), false));
    }
}
