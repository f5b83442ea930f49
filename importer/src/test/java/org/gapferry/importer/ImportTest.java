package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.read.Authentication;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.Note;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreWriter;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.Keys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("java")
class ImportTest {
    @TempDir
    private Path folder;

    private StoreFixture store;

    @BeforeEach
    void makeStore() {
        store = new StoreFixture(folder.resolve("store"));
    }

    private static BundleBuilder first() {
        return new BundleBuilder().artifact("a", "1", "bytes of a").pointer("a", "tag/latest", "1");
    }

    private Path bundle(String name, BundleBuilder builder) {
        return builder.write(folder.resolve(name)).folder();
    }

    private String content(String name, String version) throws IOException {
        try (Store open = store.open();
                Generation generation = open.current(Store.CURRENT).orElseThrow()) {
            var artifact = generation.catalog().artifact(new Coordinates("toy", "", name, version));
            if (artifact.isEmpty()) {
                return "absent";
            }
            Blob blob = artifact.get().files().get(0).blob();
            try (InputStream in = generation.catalog().open(blob).stream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    @Test
    void whatWasSealedIsHeld() throws IOException {
        Importer.Report report = store.importBundle(bundle("b", first()));
        assertThat(report.generation()).isEqualTo(2);
        assertThat(report.alreadyThere()).isFalse();
        assertThat(content("a", "1")).isEqualTo("bytes of a");
        try (Store open = store.open();
                Generation generation = open.current(Store.CURRENT).orElseThrow()) {
            assertThat(generation.catalog().pointers(new Coordinates("toy", "", "a", ""), ""))
                    .toIterable()
                    .extracting(Pointer::name)
                    .containsExactly("tag/latest");
        }
        assertThat(Files.list(folder.resolve("store/quarantine"))).isEmpty();
    }

    @Test
    void importingAgainWritesNothing() {
        Path bundle = bundle("b", first());
        store.importBundle(bundle);
        var before = store.content();
        assertThat(store.importBundle(bundle).alreadyThere()).isTrue();
        assertThat(store.content()).isEqualTo(before);
    }

    @Test
    void twoStoresThatImportedTheSameAreTheSame() {
        StoreFixture other = new StoreFixture(folder.resolve("other"));
        Path bundle = bundle("b", first());
        store.importBundle(bundle);
        other.importBundle(bundle);
        assertThat(other.content()).isEqualTo(store.content());
    }

    @Test
    void blobsOfEverySizeArriveInSmallVolumes() throws IOException {
        BundleBuilder builder = new BundleBuilder().volumeSize(64 << 10);
        Random random = new Random(11);
        byte[] large = new byte[400_000];
        random.nextBytes(large);
        String text = new String(large, StandardCharsets.ISO_8859_1).replaceAll("[^a-z]", "x");
        builder.artifact("large", "1", text).artifact("empty", "1", "").artifact("small", "1", "s");
        Path bundle = bundle("b", builder);
        assertThat(Files.list(bundle.resolve("volumes")).count()).isGreaterThan(5);
        store.verify(bundle);
        store.importBundle(bundle);
        assertThat(content("large", "1")).isEqualTo(text);
        assertThat(content("empty", "1")).isEmpty();
        assertThat(content("small", "1")).isEqualTo("s");
    }

    @Test
    void aLaterStateBringsOnlyWhatIsMissing() throws IOException {
        store.importBundle(bundle("b1", first()));
        Path delta = bundle(
                "b2",
                first().artifact("a", "2", "bytes of a 2")
                        .after(folder.resolve("b1"))
                        .leavingOut("bytes of a"));
        store.verify(delta);
        Importer.Report report = store.importBundle(delta);
        assertThat(report.receivedBlobs()).isEqualTo(1);
        assertThat(content("a", "1")).isEqualTo("bytes of a");
        assertThat(content("a", "2")).isEqualTo("bytes of a 2");
    }

    @Test
    void knownBlobsOfAFullBundleAreSkipped() {
        store.importBundle(bundle("b1", first()));
        Importer.Report report = store.importBundle(
                bundle("b2", first().artifact("b", "1", "new").after(folder.resolve("b1"))));
        assertThat(report.receivedBytes()).isEqualTo(3);
    }

    @Test
    void aDeltaWithoutItsBaseIsMissingSomething() {
        Path delta = bundle(
                "b2", first().artifact("a", "2", "new").number("test", 1, 2).leavingOut("bytes of a"));
        ProblemException refused = store.refuses(delta);
        assertThat(refused.exitClass()).isEqualTo(ExitClass.MISSING);
        assertThat(refused.getMessage())
                .contains(
                        Digest.of("bytes of a".getBytes(StandardCharsets.UTF_8)).hex());
    }

    @Test
    void aStateThatWasMissedIsToldAndNoReasonToRefuse() {
        store.importBundle(bundle("b1", first()));
        bundle("b2", first().artifact("b", "1", "b").after(folder.resolve("b1")));
        Path third = bundle("b3", first().artifact("c", "1", "c").after(folder.resolve("b2")));
        assertThat(store.importBundle(third).notes())
                .anyMatch(note -> !note.finding() && note.what().contains("comes after test 1.1"));
    }

    @Test
    void anOlderStateIsAReplay() {
        Path first = bundle("b1", first());
        store.importBundle(first);
        store.importBundle(bundle("b2", first().artifact("a", "2", "new").after(folder.resolve("b1"))));
        assertThat(store.refuses(first).exitClass()).isEqualTo(ExitClass.REPLAY);
    }

    @Test
    void anotherStateUnderTheSameNumberIsAFork() {
        store.importBundle(bundle("b1", first()));
        ProblemException refused = store.refuses(bundle("b2", first().artifact("b", "1", "other")));
        assertThat(refused.exitClass()).isEqualTo(ExitClass.FORK);
        assertThat(refused.exitClass().code()).isEqualTo(11);
    }

    @Test
    void anotherPackingOfTheSameStateIsFine() {
        store.importBundle(bundle("b1", first()));
        assertThat(store.importBundle(bundle("b2", first().volumeSize(64 << 10)))
                        .alreadyThere())
                .isTrue();
    }

    @Test
    void aCoordinateNeverChangesItsBytes() throws IOException {
        store.importBundle(bundle("b1", first()));
        Path changed = bundle(
                "b2", new BundleBuilder().artifact("a", "1", "evil bytes").after(folder.resolve("b1")));
        ProblemException refused = store.refuses(changed);
        assertThat(refused.exitClass()).isEqualTo(ExitClass.CONTRADICTION);
        assertThat(refused.getMessage()).contains("pkg:toy/a@1");
        assertThat(content("a", "1")).isEqualTo("bytes of a");
    }

    @Test
    void theLedgerRemembersWhatAStateNoLongerHas() {
        store.importBundle(bundle("b1", first()));
        store.importBundle(
                bundle("b2", new BundleBuilder().artifact("b", "1", "b").after(folder.resolve("b1"))));
        Path changed = bundle(
                "b3",
                new BundleBuilder()
                        .artifact("a", "1", "evil bytes")
                        .artifact("b", "1", "b")
                        .after(folder.resolve("b2")));
        assertThat(store.refuses(changed).exitClass()).isEqualTo(ExitClass.CONTRADICTION);
    }

    private static final Coordinates SUMS = new Coordinates("toy", "", "sums", "");

    private static BundleBuilder head(String text, long rank) {
        BundleBuilder builder = new BundleBuilder();
        return builder.pointer(Pointer.monotonic(SUMS, "head", builder.document(text), rank));
    }

    private static BundleBuilder tile(String text) {
        BundleBuilder builder = new BundleBuilder();
        return builder.pointer(Pointer.appendOnly(SUMS, "tile/0", builder.document(text)));
    }

    private Pointer served() throws IOException {
        try (Store open = store.open();
                Generation generation = open.current(Store.CURRENT).orElseThrow()) {
            return generation.catalog().pointers(SUMS, "").next();
        }
    }

    @Test
    void aRankThatGoesBackIsRefusedAndOneThatGrowsIsTaken() throws IOException {
        store.importBundle(bundle("b1", head("tree of 100", 100)));
        ProblemException refused =
                store.refuses(bundle("b2", head("tree of 50", 50).after(folder.resolve("b1"))));
        assertThat(refused.exitClass()).isEqualTo(ExitClass.REPLAY);
        assertThat(refused.getMessage())
                .contains("pkg:toy/sums#head")
                .contains("rank 100")
                .contains("rank 50");
        assertThat(store.refuses(bundle("b3", head("another of 100", 100).after(folder.resolve("b1"))))
                        .exitClass())
                .isEqualTo(ExitClass.CONTRADICTION);
        store.importBundle(bundle("b4", head("tree of 101", 101).after(folder.resolve("b1"))));
        assertThat(served().rank()).isEqualTo(101);
    }

    @Test
    void aRankDoesNotGoBackAfterAStateWithoutThePointerOrARollback() throws IOException {
        store.importBundle(bundle("b1", head("tree of 100", 100)));
        store.importBundle(
                bundle("b2", new BundleBuilder().artifact("b", "1", "b").after(folder.resolve("b1"))));
        Path back = bundle("b3", head("tree of 50", 50).after(folder.resolve("b2")));
        assertThat(store.refuses(back).exitClass()).isEqualTo(ExitClass.REPLAY);
        try (Store open = store.open();
                StoreWriter writer = StoreWriter.lock(open)) {
            writer.rollBack(2, Store.CURRENT);
        }
        assertThat(store.refuses(back).exitClass()).isEqualTo(ExitClass.REPLAY);
    }

    @Test
    void anAppendOnlyDocumentNeverChangesAndNeverLosesItsKind() {
        store.importBundle(bundle("b1", tile("first")));
        assertThat(store.refuses(bundle("b2", tile("second").after(folder.resolve("b1"))))
                        .exitClass())
                .isEqualTo(ExitClass.CONTRADICTION);
        BundleBuilder builder = new BundleBuilder();
        builder.pointer(Pointer.document(SUMS, "tile/0", builder.document("first")));
        assertThat(store.refuses(bundle("b3", builder.after(folder.resolve("b1"))))
                        .exitClass())
                .isEqualTo(ExitClass.CONTRADICTION);
        store.importBundle(bundle("b4", tile("first").artifact("b", "1", "b").after(folder.resolve("b1"))));
    }

    @Test
    void aFeedThatIsBehindAnotherOneIsTakenAndTheHighestRankIsServed() throws IOException {
        store.importBundle(bundle("b1", head("tree of 50", 50)));
        store.importBundle(bundle("b2", head("tree of 100", 100).number("other", 1, 1)));
        assertThat(served().rank()).isEqualTo(100);
        store.importBundle(bundle("b3", head("tree of 60", 60).after(folder.resolve("b1"))));
        assertThat(served().rank()).isEqualTo(100);
        assertThat(store.refuses(bundle("b4", head("a fork of 100", 100).after(folder.resolve("b3"))))
                        .exitClass())
                .as("two histories are shown")
                .isEqualTo(ExitClass.CONTRADICTION);
    }

    private static BundleBuilder files(String... namesAndTexts) {
        BundleBuilder builder = new BundleBuilder();
        List<ArtifactFile> files = new ArrayList<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.add(ArtifactFile.of(namesAndTexts[i], builder.document(namesAndTexts[i + 1])));
        }
        return builder.artifact(
                new Artifact(new Coordinates("toy", "", "tool", "1.0"), ArtifactMetadata.NOTHING, files));
    }

    @Test
    void aFileThatVanishesOrIsSwappedUnderAnotherNameIsInTheReportOfTheImport() {
        store.importBundle(bundle("b1", files("arm64.tar", "arm", "x64.tar", "x64")));
        Importer.Report swapped = store.importBundle(
                bundle("b2", files("evil.tar", "arm", "x64.tar", "x64").after(folder.resolve("b1"))));
        assertThat(swapped.changes().files()).isEqualTo(1);
        assertThat(store.root().resolve("generations/" + swapped.generation() + "/changes.md"))
                .content()
                .contains("| FILE RENAMED | `pkg:toy/tool@1.0` file `evil.tar` |");
        Importer.Report vanished =
                store.importBundle(bundle("b3", files("x64.tar", "x64").after(folder.resolve("b2"))));
        assertThat(vanished.changes().sentence()).contains("1 file of a known version changed");
        assertThat(store.root().resolve("generations/" + vanished.generation() + "/changes.md"))
                .content()
                .contains("| FILE REMOVED | `pkg:toy/tool@1.0` file `evil.tar` |");
    }

    @Test
    void severalFeedsAreServedAsOne() throws IOException {
        store.importBundle(bundle("b1", first()));
        store.importBundle(bundle(
                "b2",
                new BundleBuilder()
                        .artifact("a", "2", "second")
                        .pointer("a", "tag/latest", "2")
                        .number("other", 1, 1)));
        assertThat(content("a", "1")).isEqualTo("bytes of a");
        assertThat(content("a", "2")).isEqualTo("second");
        try (Store open = store.open();
                Generation generation = open.current(Store.CURRENT).orElseThrow()) {
            assertThat(generation.feeds()).hasSize(2);
            assertThat(generation.catalog().pointers(new Coordinates("toy", "", "a", ""), ""))
                    .toIterable()
                    .as("the feed that held the package first moves its pointers")
                    .singleElement()
                    .satisfies(pointer -> assertThat(pointer.target()).isEqualTo(new Pointer.ToVersion("1")));
        }
    }

    @Test
    void aStrangersBundleIsNotTrusted() {
        ProblemException refused = store.refuses(bundle("b", first().signedBy(Keys.stranger())));
        assertThat(refused.exitClass()).isEqualTo(ExitClass.TRUST);
        assertThat(refused.first().where()).isEqualTo("statement.dsse.json");
        assertThat(refused.getMessage()).contains("exporter");
    }

    @Test
    void theRootKeySignsNoBundles() {
        assertThat(store.refuses(bundle("b", first().signedBy(Keys.root()))).exitClass())
                .isEqualTo(ExitClass.TRUST);
    }

    @Test
    void aBundleWithAnotherTrustFileIsNotTrustedEvenIfItsKeyIs() {
        TrustFile other = TrustFile.parse(
                "t", TrustFile.first(Keys.stranger(), Keys.exporter().verificationKey(), false));
        ProblemException refused = store.refuses(bundle("b", first().trusting(other)));
        assertThat(refused.exitClass()).isEqualTo(ExitClass.TRUST);
        assertThat(refused.first().where()).isEqualTo("trust/1.json");
    }

    @Test
    void droppingsOfOperatingSystemsAreIgnoredWithANote() throws IOException {
        Path bundle = bundle("b", first());
        Files.createDirectory(bundle.resolve("System Volume Information"));
        Files.writeString(bundle.resolve("volumes/._0001.tar"), "x");
        assertThat(store.importBundle(bundle).notes()).hasSize(2).noneMatch(Note::finding);
    }

    @Test
    void twoImportsAtOnceAreKeptApart() throws IOException {
        Path bundle = bundle("b", first());
        try (Store open = store.open();
                StoreWriter writer = StoreWriter.lock(open)) {
            assertThat(writer.store()).isSameAs(open);
            ProblemException locked = catchThrowableOfType(ProblemException.class, () -> store.importBundle(bundle));
            assertThat(locked.exitClass()).isEqualTo(ExitClass.LOCKED);
        }
        assertThat(store.importBundle(bundle).alreadyThere()).isFalse();
    }

    @Test
    void anInterruptedImportGoesOnFromWhatWasReceived() throws IOException {
        Path bundle =
                bundle("b", first().artifact("b", "1", "x".repeat(100_000)).volumeSize(64 << 10));
        List<Path> volumes = Files.list(bundle.resolve("volumes")).sorted().toList();
        assertThat(volumes.size()).isGreaterThanOrEqualTo(2);
        Path last = volumes.get(volumes.size() - 1);
        byte[] good = Files.readAllBytes(last);
        byte[] bad = good.clone();
        bad[700] ^= 1;
        Files.write(last, bad);
        // a medium that fails, as seen by the store: the packs of the volumes before it stay
        try (Store open = store.open();
                StoreWriter writer = StoreWriter.lock(open);
                Generation before = open.current(Store.CURRENT).orElseThrow()) {
            var medium = BundleOnMedium.open(bundle);
            var state = new Authentication(before.trust(), before, StoreFixture.RULES, new CopiedDocuments(writer))
                    .authenticate(medium);
            assertThat(catchThrowableOfType(ProblemException.class, () -> new Receive(writer, ImportListener.SILENT)
                                    .receive(state, before))
                            .exitClass())
                    .isEqualTo(ExitClass.INTEGRITY);
        }
        long kept = Files.list(folder.resolve("store/quarantine"))
                .filter(file -> file.toString().endsWith(".tar"))
                .count();
        assertThat(kept).isEqualTo(volumes.size() - 1);
        Files.write(last, good);
        for (Path volume : volumes.subList(0, volumes.size() - 1)) {
            Files.write(volume, new byte[Math.toIntExact(Files.size(volume))]);
        }
        assertThat(store.importBundle(bundle).alreadyThere()).isFalse();
        assertThat(content("b", "1")).isEqualTo("x".repeat(100_000));
    }

    @Test
    void aStoreThatCannotBeWrittenIsADestinationProblem() throws IOException {
        Path bundle = bundle("b", first());
        Path packs = folder.resolve("store/packs");
        Files.delete(packs);
        Files.writeString(packs, "a file where a folder belongs");
        assertThat(catchThrowableOfType(ProblemException.class, () -> store.importBundle(bundle))
                        .exitClass())
                .isEqualTo(ExitClass.DESTINATION);
        Files.delete(packs);
        Files.createDirectory(packs);
        assertThat(store.importBundle(bundle).alreadyThere()).isFalse();
    }

    @Test
    void aBundleInTheStoreIsRefused() {
        Path bundle = bundle("store/quarantine/b", first());
        assertThat(catchThrowableOfType(ProblemException.class, () -> store.importBundle(bundle))
                        .exitClass())
                .isEqualTo(ExitClass.USAGE);
    }

    @Test
    void theLogIsAChain() throws IOException {
        store.importBundle(bundle("b1", first()));
        store.refuses(bundle("b2", first().signedBy(Keys.stranger())));
        List<String> lines = Files.readAllLines(folder.resolve("store/log"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("\"event\":\"imported\"").contains("\"prev\":\"" + "0".repeat(64));
        assertThat(lines.get(1))
                .contains("\"class\":\"TRUST\"")
                .contains("\"prev\":\""
                        + Digest.of(lines.get(0).getBytes(StandardCharsets.UTF_8))
                                .hex());
    }
}
