package org.gapferry.bundle.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("java")
class Ed25519Test {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SEED = HEX.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    private static final byte[] MESSAGE = HEX.parseHex("72");

    /** RFC 8032 section 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    })
    void signsAndVerifiesAsTheRfcSays(String seed, String key, String message, String signature) {
        byte[] text = HEX.parseHex(message);
        assertThat(HEX.formatHex(Ed25519.publicKey(HEX.parseHex(seed)))).isEqualTo(key);
        assertThat(HEX.formatHex(Ed25519.sign(HEX.parseHex(seed), text))).isEqualTo(signature);
        assertThat(Ed25519.verifies(HEX.parseHex(key), text, HEX.parseHex(signature)))
                .isTrue();
    }

    @Test
    void refusesASignatureWithOneByteMoreOrLess() {
        byte[] key = Ed25519.publicKey(SEED);
        byte[] signature = Ed25519.sign(SEED, MESSAGE);
        assertThat(Ed25519.verifies(key, MESSAGE, signature)).isTrue();
        assertThat(Ed25519.verifies(key, MESSAGE, Arrays.copyOf(signature, 65))).isFalse();
        assertThat(Ed25519.verifies(key, MESSAGE, Arrays.copyOf(signature, 63))).isFalse();
    }

    @Test
    void refusesAMalleatedSignature() {
        byte[] signature = Ed25519.sign(SEED, MESSAGE);
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] s = new byte[32];
        for (int i = 0; i < 32; i++) {
            s[i] = signature[63 - i];
        }
        byte[] larger = new BigInteger(1, s).add(order).toByteArray();
        byte[] malleated = signature.clone();
        for (int i = 0; i < 32; i++) {
            int from = larger.length - 1 - i;
            malleated[32 + i] = from >= 0 ? larger[from] : 0;
        }
        assertThat(Ed25519.verifies(Ed25519.publicKey(SEED), MESSAGE, malleated))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
            })
    void refusesKeysOfSmallOrderAndThoseThatAreNotCanonical(String key) {
        assertThat(Ed25519.isAcceptableKey(HEX.parseHex(key))).isFalse();
    }

    /** The JDK's own implementation is another one; both must agree about the same bytes. */
    @Test
    void agreesWithTheImplementationOfTheJdk() throws GeneralSecurityException {
        Random random = new Random(4711);
        KeyFactory keys = KeyFactory.getInstance("Ed25519", "SunEC");
        for (int round = 0; round < 50; round++) {
            byte[] seed = new byte[32];
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(seed);
            random.nextBytes(message);
            Signature other = Signature.getInstance("Ed25519", "SunEC");
            other.initSign(keys.generatePrivate(new PKCS8EncodedKeySpec(Ed25519.pkcs8(seed))));
            other.update(message);
            byte[] signature = other.sign();
            assertThat(Ed25519.sign(seed, message)).as("round %d", round).isEqualTo(signature);
            byte[] key = Ed25519.publicKey(seed);
            assertThat(keys.generatePublic(new X509EncodedKeySpec(Ed25519.spki(key)))
                            .getEncoded())
                    .isEqualTo(Ed25519.spki(key));
            assertThat(Ed25519.verifies(key, message, signature)).isTrue();
            signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            assertThat(Ed25519.verifies(key, message, signature))
                    .as("round %d, one bit changed", round)
                    .isFalse();
        }
    }

    @Test
    void refusesASignatureUnderAKeyThatIsNoPoint() {
        byte[] signature = Ed25519.sign(SEED, MESSAGE);
        byte[] key = new byte[32];
        int outside = 0;
        for (byte y = 2; y < 40; y++) {
            key[0] = y;
            assertThat(Ed25519.verifies(key, MESSAGE, signature)).isFalse();
            outside += Ed25519.isAcceptableKey(key) ? 1 : 0;
        }
        assertThat(outside).isEqualTo(38);
    }
}
