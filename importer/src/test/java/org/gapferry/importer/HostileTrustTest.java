package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.Note;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.TrustRules;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreWriter;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thresholds, rotations, epochs, numbers that jump, and clocks. The numbers are those of the corpus of hostile bundles.
 */
@Timeout(30)
class HostileTrustTest {
    private static final String STATEMENT = "statement.dsse.json";

    @TempDir
    private Path folder;

    private final SigningKey root = Keys.root();
    private final SigningKey exporter = Keys.exporter();
    private final SigningKey second = Keys.further(2);
    private final SigningKey approver = Keys.further(3);
    private final TrustChain one = TrustChain.of(Keys.trust());

    private Path bundle(String name, BundleBuilder builder) {
        return builder.write(folder.resolve(name)).folder();
    }

    private static BundleBuilder content(String name) {
        return new BundleBuilder().artifact(name, "1", "bytes of " + name);
    }

    private static TrustFile trust(Map<Role, TrustRules.Keys> roles, SigningKey... signers) {
        return TrustFile.parse("t", TrustRules.first(false, roles).seal(List.of(signers)));
    }

    /** Version 2, which replaces the exporter's key and so begins a new epoch. */
    private byte[] rotated() {
        return Keys.trust()
                .rules()
                .next(true, Map.of(Role.ROOT, Keys.of(1, root), Role.EXPORTER, Keys.of(1, second)))
                .seal(List.of(root));
    }

    private void refused(StoreFixture store, Path bundle, ExitClass exit, String where) {
        ProblemException refused = store.refuses(bundle);
        assertThat(refused.exitClass()).as(refused.getMessage()).isEqualTo(exit);
        assertThat(refused.first().where()).isEqualTo(where);
    }

    @Test
    void aThresholdOfTwoAsksForTwoKeys() throws IOException {
        TrustFile two = trust(Map.of(Role.ROOT, Keys.of(1, root), Role.EXPORTER, Keys.of(2, exporter, second)), root);
        StoreFixture store = new StoreFixture(folder.resolve("store"), two);
        // 1.7 one signature twice; 1.8 the same key's signatures under two key ids
        Path twice = bundle("twice", content("a").trusting(two).signedBy(exporter, exporter));
        refused(store, twice, ExitClass.TRUST, STATEMENT);
        String ids = Files.readString(twice.resolve(STATEMENT))
                .replaceFirst(
                        exporter.verificationKey().id(),
                        second.verificationKey().id());
        Files.writeString(twice.resolve(STATEMENT), ids);
        ProblemException refused = store.refuses(twice);
        assertThat(refused.getMessage())
                .contains("role `exporter` asks for 2 signatures")
                .contains("1 verified");
        assertThat(store.importBundle(bundle("good", content("a").trusting(two).signedBy(exporter, second)))
                        .generation())
                .isEqualTo(2);
    }

    @Test
    void theSameBytesUnderTwoIdsAreNoTrustFile() {
        String payload = "{\"format\":1,\"crit\":[],\"version\":1,\"epoch\":1,\"singleKey\":false,\"keys\":{\""
                + "0".repeat(64) + "\":{\"algorithm\":\"ed25519\",\"public\":\""
                + exporter.verificationKey().base64() + "\"}},\"roles\":{}}";
        byte[] sealed = Envelope.seal(TrustFile.PAYLOAD_TYPE, payload.getBytes(StandardCharsets.UTF_8), List.of(root));
        assertThat(catchThrowableOfType(ProblemException.class, () -> TrustFile.parse("t", sealed))
                        .exitClass())
                .isEqualTo(ExitClass.MALFORMED);
    }

    @Test
    void anApproverSignsToo() throws IOException {
        TrustFile both = trust(
                Map.of(
                        Role.ROOT, Keys.of(1, root),
                        Role.EXPORTER, Keys.of(1, exporter),
                        Role.APPROVER, Keys.of(1, approver, second)),
                root);
        StoreFixture store = new StoreFixture(folder.resolve("store"), both);
        Path bundle = bundle("b", content("a").trusting(both));
        // 1.15
        ProblemException refused = store.refuses(bundle);
        assertThat(refused.exitClass()).isEqualTo(ExitClass.TRUST);
        assertThat(refused.first().where()).isEqualTo(STATEMENT);
        assertThat(refused.getMessage()).contains("role `approver` asks for 1 signature");
        Path alone = bundle("alone", content("a").trusting(both).signedBy(approver));
        assertThat(store.refuses(alone).getMessage()).contains("role `exporter`");
        assertThat(Countersigner.role(approver, both)).isEqualTo(Role.APPROVER);
        assertThat(catchThrowableOfType(ProblemException.class, () -> Countersigner.role(Keys.stranger(), both))
                        .exitClass())
                .isEqualTo(ExitClass.TRUST);
        new Countersigner(new LocalDisk()).sign(bundle, approver);
        byte[] signed = Files.readAllBytes(bundle.resolve(STATEMENT));
        new Countersigner(new LocalDisk()).sign(bundle, approver);
        assertThat(Files.readAllBytes(bundle.resolve(STATEMENT))).isEqualTo(signed);
        store.verify(bundle);
        assertThat(store.importBundle(bundle).generation()).isEqualTo(2);
    }

    @Test
    void aRotationCrossesWithTheNextBundle() throws IOException {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        Path first = bundle("b1", content("a"));
        store.importBundle(first);
        TrustChain two = one.next("t2", rotated());
        // 2.18 a new epoch begins at seq 1
        Path next = bundle(
                "b2",
                content("a")
                        .artifact("b", "1", "b")
                        .number("test", 2, 1)
                        .trusting(two)
                        .signedBy(second));
        store.verify(next);
        assertThat(store.importBundle(next).receivedBlobs()).isEqualTo(1);
        try (Store open = store.open();
                Generation generation = open.current(Store.CURRENT).orElseThrow()) {
            assertThat(generation.trust().newest().version()).isEqualTo(2);
            assertThat(generation.trust().versions()).hasSize(2);
        }
        // what the old key signed is over
        refused(store, first, ExitClass.TRUST, STATEMENT);
        refused(store, bundle("b3", content("c").after(next).trusting(two)), ExitClass.TRUST, STATEMENT);
        // 1.24 fewer versions than were accepted
        Path back = bundle("b4", content("c").after(next).trusting(one).signedBy(second));
        refused(store, back, ExitClass.REPLAY, "trust/1.json");
        assertThat(store.importBundle(bundle(
                                "b5", content("c").after(next).trusting(two).signedBy(second)))
                        .generation())
                .isEqualTo(4);
    }

    @Test
    void aKeyThatTheBundleItselfRevokesIsNotTrusted() {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        // 1.23
        refused(
                store,
                bundle("b", content("a").number("test", 2, 1).trusting(one.next("t2", rotated()))),
                ExitClass.TRUST,
                STATEMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"new root alone", "old root alone", "another version", "no threshold"})
    void aBadRotationIsRefusedAndForgotten(String what) throws IOException {
        SigningKey newRoot = Keys.further(9);
        TrustRules rules = Keys.trust()
                .rules()
                .next(false, Map.of(Role.ROOT, Keys.of(1, newRoot), Role.EXPORTER, Keys.of(1, exporter)));
        byte[] bad =
                switch (what) {
                    case "new root alone" -> rules.seal(List.of(newRoot)); // 1.17
                    case "old root alone" -> rules.seal(List.of(root)); // 1.18
                    case "another version" -> // 1.20
                        new TrustRules(3, 1, false, rules.roles()).seal(List.of(root, newRoot));
                    default -> { // 1.21
                        String payload = new String(rules.seal(List.of(root)), StandardCharsets.UTF_8)
                                .replaceAll("(?s).*\"payload\":\"([^\"]*)\".*", "$1");
                        String none = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8)
                                .replaceFirst("\"threshold\":1", "\"threshold\":0");
                        yield Envelope.seal(
                                TrustFile.PAYLOAD_TYPE, none.getBytes(StandardCharsets.UTF_8), List.of(root, newRoot));
                    }
                };
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        Path bundle = bundle("b", content("a"));
        Files.write(bundle.resolve("trust/2.json"), bad);
        refused(store, bundle, what.equals("no threshold") ? ExitClass.MALFORMED : ExitClass.TRUST, "trust/2.json");
        // 1.22 nothing of it is kept
        Files.delete(bundle.resolve("trust/2.json"));
        assertThat(store.importBundle(bundle).generation()).isEqualTo(2);
    }

    @Test
    void aGoodRotationThatTheStatementDoesNotPinIsUnlisted() throws IOException {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        byte[] next =
                Keys.trust().rules().next(false, Keys.trust().rules().roles()).seal(List.of(root));
        Path bundle = bundle("b", content("a"));
        Files.write(bundle.resolve("trust/2.json"), next);
        refused(store, bundle, ExitClass.UNLISTED, "trust/2.json");
        // 1.19 a gap
        Files.write(bundle.resolve("trust/3.json"), next);
        Files.delete(bundle.resolve("trust/2.json"));
        refused(store, bundle, ExitClass.MISSING, "trust/2.json");
        // 6.9 a number that no trust file has
        Files.move(bundle.resolve("trust/3.json"), bundle.resolve("trust/1000000.json"));
        refused(store, bundle, ExitClass.LIMIT, "trust/1000000.json");
    }

    @Test
    void anEpochThatNobodyBeganIsRefused() {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        // 2.17
        refused(store, bundle("b", content("a").number("test", 2, 1)), ExitClass.TRUST, STATEMENT);
    }

    @Test
    void laterVersionsAreAcceptedByHandToo() throws IOException {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        store.importBundle(bundle("b1", content("a")));
        try (Store open = store.open();
                StoreWriter writer = StoreWriter.lock(open)) {
            TrustFile next = TrustFile.parse("t2", rotated());
            assertThat(writer.acceptTrust(next, Store.CURRENT)).isTrue();
            assertThat(writer.acceptTrust(next, Store.CURRENT)).isFalse();
            assertThat(writer.acceptTrust(Keys.trust(), Store.CURRENT)).isFalse();
            TrustFile forged = TrustFile.parse(
                    "t3",
                    new TrustRules(
                                    3,
                                    2,
                                    false,
                                    Map.of(Role.ROOT, Keys.of(1, second), Role.EXPORTER, Keys.of(1, exporter)))
                            .seal(List.of(second)));
            assertThat(catchThrowableOfType(ProblemException.class, () -> writer.acceptTrust(forged, Store.CURRENT))
                            .exitClass())
                    .isEqualTo(ExitClass.TRUST);
            writer.emptyQuarantine(false);
            try (Generation generation = open.current(Store.CURRENT).orElseThrow()) {
                assertThat(generation.number()).isEqualTo(3);
                assertThat(generation.holds(Digest.of("bytes of a".getBytes(StandardCharsets.UTF_8))))
                        .isTrue();
            }
        }
        refused(store, bundle("b2", content("b").after(folder.resolve("b1"))), ExitClass.TRUST, STATEMENT);
    }

    @Test
    void aStoreMayBeginWithALaterVersion() throws IOException {
        TrustChain two = one.next("t2", rotated());
        StoreFixture store = new StoreFixture(folder.resolve("store"), two.newest());
        Path bundle =
                bundle("b", content("a").number("test", 2, 1).trusting(two).signedBy(second));
        store.verify(bundle);
        store.importBundle(bundle);
        TrustChain three = two.next(
                "t3",
                two.newest().rules().next(false, two.newest().rules().roles()).seal(List.of(root)));
        store.importBundle(
                bundle("b2", content("a").after(bundle).trusting(three).signedBy(second)));
        try (Store open = store.open();
                Generation generation = open.current(Store.CURRENT).orElseThrow()) {
            assertThat(generation.trust().versions().stream().map(TrustFile::version))
                    .containsExactly(2, 3);
        }
    }

    @Test
    void aStateThatFollowsAnotherOneIsAFork() {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        store.importBundle(bundle("b1", content("a")));
        Path other = bundle("other", content("x"));
        // 2.5
        refused(store, bundle("b2", content("a").after(other)), ExitClass.FORK, STATEMENT);
    }

    @Test
    void aNumberFarAheadAsksForPeople() throws IOException {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        Path first = bundle("b1", content("a"));
        store.importBundle(first);
        // 2.6
        for (long seq : new long[] {10_002, 9_007_199_254_740_991L}) {
            ProblemException refused =
                    store.refuses(bundle("b" + seq, content("a").number("test", 1, seq)));
            assertThat(refused.exitClass()).isEqualTo(ExitClass.REPLAY);
            assertThat(refused.first().hints()).anyMatch(hint -> hint.contains("--accept-jump"));
        }
        store.verify(bundle("near", content("a").number("test", 1, 10_001)));
        ReceiverRules confirmed = new ReceiverRules(Clock.systemUTC(), Optional.empty(), true, true);
        try (Store open = store.open()) {
            new Importer(open, Store.CURRENT, confirmed, ImportListener.SILENT).importBundle(folder.resolve("b10002"));
        }
        refused(store, folder.resolve("near"), ExitClass.REPLAY, STATEMENT);
    }

    @Test
    void aClockAloneRefusesNothing() throws IOException {
        StoreFixture store = new StoreFixture(folder.resolve("store"));
        Path bundle = bundle("b", content("a")); // sealed on 2026-11-21
        // 2.8 and 2.10
        assertThat(notes(store, bundle, "2027-12-26T00:00:00Z", Optional.empty()))
                .contains("399 days ago");
        assertThat(notes(store, bundle, "1970-01-01T00:00:00Z", Optional.empty()))
                .contains("clocks is wrong");
        assertThat(notes(store, bundle, "2026-11-25T00:00:00Z", Optional.empty()))
                .isEmpty();
        for (String now : List.of("2027-12-26T00:00:00Z", "1970-01-01T00:00:00Z")) {
            ProblemException refused = catchThrowableOfType(
                    ProblemException.class, () -> notes(store, bundle, now, Optional.of(Duration.ofDays(90))));
            assertThat(refused.exitClass()).isEqualTo(ExitClass.CLOCK);
            assertThat(refused.first().where()).isEqualTo(STATEMENT);
        }
    }

    private static String notes(StoreFixture store, Path bundle, String now, Optional<Duration> maxAge)
            throws IOException {
        ReceiverRules rules = new ReceiverRules(Clock.fixed(Instant.parse(now), ZoneOffset.UTC), maxAge, false, true);
        try (Store open = store.open();
                Generation generation = open.current(Store.CURRENT).orElseThrow()) {
            Verifier.Report report = new Verifier(rules, ImportListener.SILENT).verify(bundle, generation);
            assertThat(report.notes()).noneMatch(Note::finding);
            return String.join("; ", report.notes().stream().map(Note::what).toList());
        }
    }
}
