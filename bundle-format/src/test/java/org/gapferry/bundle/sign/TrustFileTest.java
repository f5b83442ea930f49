package org.gapferry.bundle.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("java")
class TrustFileTest {
    private final SigningKey root = SigningKey.generate();
    private final SigningKey exporter = SigningKey.generate();

    private static void assertFails(ExitClass exit, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.exitClass())
                .isEqualTo(exit));
    }

    @Test
    void theFirstVersionIsReadAgain() {
        TrustFile trust = TrustFile.parse("t", TrustFile.first(root, exporter.verificationKey(), false));
        assertThat(trust.version()).isEqualTo(1);
        assertThat(trust.singleKey()).isFalse();
        assertThat(trust.keys(Role.ROOT).keys()).containsExactly(root.verificationKey());
        assertThat(trust.keys(Role.EXPORTER).keys()).containsExactly(exporter.verificationKey());
    }

    @Test
    void oneKeyForAllRolesMustBeSaid() {
        assertThat(TrustFile.parse("t", TrustFile.first(root, root.verificationKey(), true))
                        .singleKey())
                .isTrue();
        String payload = payload(TrustFile.first(root, root.verificationKey(), true))
                .replace("\"singleKey\":true", "\"singleKey\":false");
        byte[] sealed = Envelope.seal(TrustFile.PAYLOAD_TYPE, payload.getBytes(StandardCharsets.UTF_8), List.of(root));
        assertFails(ExitClass.MALFORMED, () -> TrustFile.parse("t", sealed));
    }

    @Test
    void aFileThatItsRootDidNotSignIsRefused() {
        String payload = payload(TrustFile.first(root, exporter.verificationKey(), false));
        byte[] forged =
                Envelope.seal(TrustFile.PAYLOAD_TYPE, payload.getBytes(StandardCharsets.UTF_8), List.of(exporter));
        assertFails(ExitClass.TRUST, () -> TrustFile.parse("t", forged));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"threshold\":1;\"threshold\":0",
                "\"threshold\":1;\"threshold\":-1",
                "\"threshold\":1;\"threshold\":2",
                "\"crit\":[];\"crit\":[\"x\"]",
                "\"format\":1;\"format\":2",
                "\"version\":1;\"version\":0",
                "\"algorithm\":\"ed25519\";\"algorithm\":\"rsa\"",
                "\"singleKey\":false;\"singleKey\":false,\"singleKey\":false",
            })
    void malformedFilesAreRefusedEvenIfSigned(String good, String bad) {
        String payload = payload(TrustFile.first(root, exporter.verificationKey(), false))
                .replace(good, bad);
        byte[] sealed = Envelope.seal(TrustFile.PAYLOAD_TYPE, payload.getBytes(StandardCharsets.UTF_8), List.of(root));
        assertFails(ExitClass.MALFORMED, () -> TrustFile.parse("t", sealed));
    }

    @Test
    void theNextVersionIsSignedByTheRootBeforeAndByItsOwn() {
        SigningKey newRoot = SigningKey.generate();
        TrustFile first = TrustFile.parse("t", TrustFile.first(root, exporter.verificationKey(), false));
        TrustChain chain = TrustChain.of(first);
        TrustRules rules = first.rules()
                .next(
                        true,
                        Map.of(
                                Role.ROOT, new TrustRules.Keys(List.of(newRoot.verificationKey()), 1),
                                Role.EXPORTER, first.keys(Role.EXPORTER),
                                Role.APPROVER,
                                        new TrustRules.Keys(
                                                List.of(SigningKey.generate().verificationKey()), 1)));
        TrustChain next = chain.next("t2", rules.seal(List.of(root, newRoot)));
        assertThat(next.newest().version()).isEqualTo(2);
        assertThat(next.newest().epoch()).isEqualTo(2);
        assertThat(next.newest().keys(Role.APPROVER).threshold()).isEqualTo(1);
        assertThat(next.version(1)).contains(first);
        assertFails(ExitClass.TRUST, () -> chain.next("t2", rules.seal(List.of(root))));
        assertFails(ExitClass.TRUST, () -> chain.next("t2", rules.seal(List.of(newRoot))));
        assertFails(ExitClass.TRUST, () -> next.next("t3", rules.seal(List.of(root, newRoot))));
        assertFails(ExitClass.TRUST, () -> chain.next("t2", first.bytes()));
        TrustFile half = TrustFile.parseUnsigned("t2", rules.seal(List.of(newRoot)));
        assertThat(first.rootSignaturesMissingIn(half)).isEqualTo(1);
        assertThat(half.rootSignaturesMissingIn(half)).isZero();
        assertThat(chain.next("t2", half.countersigned(root)).newest().version())
                .isEqualTo(2);
    }

    @Test
    void rolesThatAreNotKnownAreRefused() {
        String payload = payload(TrustFile.first(root, exporter.verificationKey(), false))
                .replace("\"exporter\":{", "\"emperor\":{\"keys\":[],\"threshold\":1},\"exporter\":{");
        byte[] sealed = Envelope.seal(TrustFile.PAYLOAD_TYPE, payload.getBytes(StandardCharsets.UTF_8), List.of(root));
        assertFails(ExitClass.MALFORMED, () -> TrustFile.parse("t", sealed));
    }

    private static String payload(byte[] file) {
        return new String(Envelope.parse("t", file).payload(), StandardCharsets.UTF_8);
    }

    @Test
    void aKeyCountsOnceHoweverOftenItSigned() {
        byte[] twice = Envelope.seal("x", new byte[] {1}, List.of(exporter, exporter));
        assertThat(Envelope.parse("e", twice).signers(List.of(exporter.verificationKey(), root.verificationKey())))
                .isEqualTo(1);
    }

    @Test
    void envelopesAreReadStrictly() {
        String good = new String(
                Envelope.seal("x", "payload".getBytes(StandardCharsets.UTF_8), List.of(root)), StandardCharsets.UTF_8);
        for (String bad : List.of(
                good.replace("{\"payloadType\":\"x\"", "{\"payloadType\":\"x\",\"payloadType\":\"x\""),
                good.replace("\"payload\":\"", "\"payload\":\"\\n"),
                good.replace("cGF5bG9hZA==", "cGF5bG9hZB=="),
                good + "{}",
                good.substring(0, good.length() - 3),
                "\ufeff" + good,
                "[".repeat(50_000),
                "")) {
            assertFails(ExitClass.MALFORMED, () -> Envelope.parse("e", bad.getBytes(StandardCharsets.UTF_8)));
        }
        assertFails(ExitClass.LIMIT, () -> Envelope.parse("e", new byte[65_537]));
        String urlSafe = good.replace('+', '-').replace('/', '_');
        assertThat(Envelope.parse("e", urlSafe.getBytes(StandardCharsets.UTF_8))
                        .signers(List.of(root.verificationKey())))
                .isEqualTo(1);
    }

    @Test
    void fingerprintsForgiveSpellingAndFindTypingErrors() {
        Digest digest = Digest.of(new byte[] {1, 2, 3});
        String text = Fingerprint.of(digest).text();
        assertThat(text).matches("[A-Z2-7]{4}(-[A-Z2-7]{4}){6}");
        Fingerprint.require(text, digest, "t");
        Fingerprint.require(text.toLowerCase(Locale.ROOT).replace("-", " "), digest, "t");
        Fingerprint.require(digest.hex(), digest, "t");
        char other = text.charAt(0) == 'A' ? 'B' : 'A';
        assertFails(ExitClass.USAGE, () -> Fingerprint.require(other + text.substring(1), digest, "t"));
        assertFails(ExitClass.USAGE, () -> Fingerprint.require("", digest, "t"));
        assertFails(
                ExitClass.TRUST,
                () -> Fingerprint.require(Fingerprint.of(Digest.of(new byte[0])).text(), digest, "t"));
    }
}
