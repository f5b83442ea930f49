package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.manifest.Accepted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NextStateTest {
    @TempDir
    private Path folder;

    private static Coordinates toy(String name) {
        return new Coordinates("toy", "", name, "");
    }

    private static Blob blob(String text) {
        return Blob.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Artifact artifact(String name, String version, String content) {
        return new Artifact(
                toy(name).at(version),
                ArtifactMetadata.NOTHING,
                List.of(ArtifactFile.of(name + ".toy", blob(content))));
    }

    private LastState state(List<Artifact> artifacts, List<Pointer> pointers) throws IOException {
        NextState next = join(LastState.NONE, artifacts, pointers);
        return new LastState(next.inventory());
    }

    private NextState join(LastState last, List<Artifact> artifacts, List<Pointer> pointers, Accepted... accepted)
            throws IOException {
        return NextState.join(folder, last, artifacts, pointers, new Contradictions(List.of(accepted)));
    }

    private static List<InventoryLine> lines(NextState next) throws IOException {
        List<InventoryLine> lines = new ArrayList<>();
        try (InventoryReader reader = new InventoryReader(next.inventory(), "next")) {
            for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Test
    void whatWasShippedStaysAndWhatIsNewIsAddedInOrder() throws IOException {
        LastState last = state(List.of(artifact("b", "1", "b1"), artifact("d", "1", "d1")), List.of());
        try (NextState next = join(
                last,
                List.of(artifact("e", "1", "e1"), artifact("a", "1", "a1"), artifact("b", "2", "b2")),
                List.of())) {
            assertThat(lines(next))
                    .filteredOn(Artifact.class::isInstance)
                    .extracting(line -> ((Artifact) line).coordinates().toString())
                    .containsExactly("pkg:toy/a@1", "pkg:toy/b@1", "pkg:toy/b@2", "pkg:toy/d@1", "pkg:toy/e@1");
            assertThat(lines(next)).filteredOn(BlobLine.class::isInstance).hasSize(5);
            assertThat(next.digest()).isEqualTo(Digest.of(Files.readAllBytes(next.file())));
            assertThat(last.isSameAs(next.inventory())).isFalse();
        }
    }

    @Test
    void theSameClosureAgainIsNoNewState() throws IOException {
        List<Artifact> artifacts = List.of(artifact("a", "1", "x"), artifact("b", "1", "x"));
        List<Pointer> pointers = List.of(
                Pointer.tag(toy("a"), "latest", "1"),
                Pointer.document(toy("a").at("1"), "manifest", blob("m")),
                Pointer.info(toy("a"), "about", blob("today")));
        LastState last = state(artifacts, pointers);
        try (NextState next = join(last, artifacts, pointers)) {
            assertThat(last.isSameAs(next.inventory())).isTrue();
        }
        List<Pointer> told = List.of(pointers.get(0), pointers.get(1), Pointer.info(toy("a"), "about", blob("other")));
        try (NextState next = join(last, artifacts, told)) {
            assertThat(last.isSameAs(next.inventory()))
                    .as("what is told does not count")
                    .isTrue();
        }
        List<Pointer> changed = List.of(pointers.get(0), Pointer.document(toy("a").at("1"), "manifest", blob("n")));
        try (NextState next = join(last, artifacts, changed)) {
            assertThat(last.isSameAs(next.inventory())).isFalse();
        }
    }

    @Test
    void ofAPackageThatIsResolvedAgainTheNewerPointersCount() throws IOException {
        LastState last = state(
                List.of(artifact("a", "1", "1"), artifact("b", "1", "1")),
                List.of(
                        Pointer.tag(toy("a"), "gone", "1"),
                        Pointer.tag(toy("a"), "latest", "1"),
                        Pointer.monotonic(toy("a"), "head", blob("head 7"), 7),
                        Pointer.appendOnly(toy("a"), "tile", blob("tile")),
                        Pointer.tag(toy("b"), "latest", "1")));
        try (NextState next = join(
                last,
                List.of(artifact("a", "2", "2")),
                List.of(
                        Pointer.tag(toy("a"), "latest", "2"),
                        Pointer.tag(toy("a"), "nowhere", "9"),
                        Pointer.tag(toy("a"), "old", "1"),
                        Pointer.monotonic(toy("a"), "head", blob("head 6"), 6)))) {
            assertThat(lines(next))
                    .filteredOn(Pointer.class::isInstance)
                    .containsExactly(
                            Pointer.monotonic(toy("a"), "head", blob("head 7"), 7),
                            Pointer.tag(toy("a"), "latest", "2"),
                            Pointer.tag(toy("a"), "old", "1"),
                            Pointer.appendOnly(toy("a"), "tile", blob("tile")),
                            Pointer.tag(toy("b"), "latest", "1"));
            assertThat(next.refused()).hasSize(1);
        }
    }

    @Test
    void changedBytesAreAContradictionUnlessTheyAreAccepted() throws IOException {
        LastState last = state(List.of(artifact("a", "1", "old"), artifact("b", "1", "same")), List.of());
        Artifact changed = artifact("a", "1", "new");
        List<Artifact> fetched = List.of(changed, artifact("b", "1", "same"), artifact("c", "1", "fresh"));
        assertThat(new Contradictions(List.of()).of(fetched, last)).containsOnlyKeys(changed.coordinates());
        Accepted accepted = new Accepted(changed.coordinates(), blob("new").digest(), "looked at");
        assertThat(new Contradictions(List.of(accepted)).of(fetched, last)).isEmpty();
        try (NextState next = join(last, fetched, List.of(), accepted)) {
            assertThat(lines(next))
                    .contains(new BlobLine(blob("new")))
                    .as("nothing names the former bytes any more")
                    .doesNotContain(new BlobLine(blob("old")));
        }
    }

    @Test
    void versionsOfTheLastStateAreFoundWhereverTheyAre() throws IOException {
        List<Artifact> artifacts = new ArrayList<>();
        for (String name : List.of("a", "a-b", "aa", "b", "c")) {
            for (String version : List.of("1", "1.0", "1.0-rc", "2")) {
                artifacts.add(artifact(name, version, name + version));
            }
        }
        LastState last = state(artifacts, List.of());
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            List<Coordinates> wanted = new ArrayList<>();
            for (String name : List.of("a", "a-b", "a-c", "aa", "b", "c", "d")) {
                for (String version : List.of("0", "1", "1.0", "1.0-rc", "3")) {
                    if (random.nextInt(3) == 0) {
                        wanted.add(toy(name).at(version));
                    }
                }
            }
            Collections.shuffle(wanted, random);
            assertThat(last.artifacts(wanted).values())
                    .containsExactlyInAnyOrderElementsOf(artifacts.stream()
                            .filter(artifact -> wanted.contains(artifact.coordinates()))
                            .toList());
        }
        assertThat(LastState.NONE.artifacts(List.of(toy("a").at("1")))).isEmpty();
    }

    @Test
    void blobsAreSortedOnTheDiskWhereTheyAreMany() throws IOException {
        Random random = new Random(7);
        TreeSet<String> expected = new TreeSet<>();
        StringWriter out = new StringWriter();
        try (SortedBlobs blobs = new SortedBlobs(folder, 50)) {
            for (int i = 0; i < 1_000; i++) {
                Blob blob = blob("blob " + random.nextInt(400));
                expected.add(new BlobLine(blob).line());
                blobs.add(blob);
            }
            blobs.writeTo(out);
        }
        assertThat(out.toString().lines()).containsExactlyElementsOf(expected);
        assertThat(Files.list(folder)).as("temporary files").isEmpty();
    }

    @Test
    void noTemporaryFileIsLeft() throws IOException {
        try (NextState next = join(LastState.NONE, List.of(artifact("a", "1", "1")), List.of())) {
            assertThat(Files.list(folder)).containsExactly(next.file());
        }
        assertThat(Files.list(folder)).isEmpty();
    }
}
