package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.Cursor;
import org.junit.jupiter.api.Test;

/** What every catalog must keep, whatever it is read from: names that begin like others are the dangerous ones. */
public abstract class CatalogContract {
    private static final List<String> NAMES =
            List.of("a", "a-b", "a.b", "a_b", "a~b", "aa", "ab", "A", "b", "@a/a", "@a/b", "@ab/a", "a\u00e9");
    private static final List<String> VERSIONS = List.of("1", "1.0", "1.0-rc", "1.0+x", "10", "2");
    private static final int THREADS = 4;

    private final List<Artifact> artifacts = new ArrayList<>();
    private final List<Pointer> pointers = new ArrayList<>();
    private final Map<Blob, byte[]> documents =
            new TreeMap<>((one, other) -> one.digest().compareTo(other.digest()));

    protected CatalogContract() {
        for (String type : List.of("toy", "toys")) {
            for (String name : NAMES) {
                Coordinates owner = coordinates(type, name);
                for (String version : VERSIONS) {
                    artifacts.add(new Artifact(owner.at(version), ArtifactMetadata.NOTHING, List.of()));
                    pointers.add(Pointer.document(owner.at(version), "manifest", blob(owner.at(version) + " is it")));
                }
                pointers.add(Pointer.tag(owner, "tag/latest", "2"));
                pointers.add(Pointer.tag(owner, "tag/la", "1"));
                pointers.add(Pointer.document(owner, "document", blob(owner + " about")));
            }
        }
    }

    private Blob blob(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        documents.put(Blob.of(bytes), bytes);
        return Blob.of(bytes);
    }

    private static Coordinates coordinates(String type, String name) {
        int slash = name.indexOf('/');
        return new Coordinates(type, slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1), "");
    }

    /**
     * A catalog of exactly this.
     *
     * @param documents what pointers lead to
     */
    protected abstract Catalog catalog(List<Artifact> artifacts, List<Pointer> pointers, Collection<byte[]> documents)
            throws IOException;

    private Catalog full() throws IOException {
        List<Artifact> someOrder = new ArrayList<>(artifacts);
        List<Pointer> otherOrder = new ArrayList<>(pointers);
        Collections.shuffle(someOrder, new Random(1));
        Collections.shuffle(otherOrder, new Random(2));
        return catalog(someOrder, otherOrder, documents.values());
    }

    private Catalog empty() throws IOException {
        return catalog(List.of(), List.of(), List.of());
    }

    @Test
    protected void eachVersionIsFoundByItsCoordinates() throws IOException {
        Catalog catalog = full();
        assertThat(artifacts).allSatisfy(artifact -> assertThat(catalog.artifact(artifact.coordinates()))
                .contains(artifact));
    }

    @Test
    protected void eachPointerIsFoundByItsOwnerAndName() throws IOException {
        Catalog catalog = full();
        assertThat(pointers).allSatisfy(pointer -> assertThat(catalog.pointer(pointer.owner(), pointer.name()))
                .contains(pointer));
        Coordinates owner = coordinates("toy", "a");
        for (String name : List.of("tag", "tag/l", "tag/lat", "tag/latest/x", "manifest", "documents", "doc")) {
            assertThat(catalog.pointer(owner, name)).as(name).isEmpty();
        }
    }

    @Test
    protected void eachBlobIsFoundByItsDigest() throws IOException {
        Catalog catalog = full();
        assertThat(documents.keySet())
                .allSatisfy(blob -> assertThat(catalog.blob(blob.digest())).contains(blob));
        assertThat(catalog.blob(Digest.of(new byte[] {1}))).isEmpty();
        assertThat(empty().blob(Digest.of(new byte[] {1}))).isEmpty();
    }

    @Test
    protected void whatIsNotThereIsNotFound() throws IOException {
        for (Catalog catalog : List.of(full(), empty())) {
            for (String name : List.of("0", "a-", "aaa", "zz", "@a/c", "B")) {
                Coordinates absent = coordinates("toy", name);
                assertThat(catalog.artifact(absent.at("1"))).isEmpty();
                assertThat(catalog.pointer(absent, "document")).isEmpty();
                assertThat(catalog.holds(absent)).isFalse();
                assertThat(catalog.artifacts(absent)).isExhausted();
                assertThat(catalog.pointers(absent, "")).isExhausted();
                assertThat(catalog.pointersOfVersions(absent)).isExhausted();
            }
            for (String version : List.of("0", "1.", "1.0.0", "1.0-r", "3", "99")) {
                assertThat(catalog.artifact(coordinates("toy", "a").at(version)))
                        .as(version)
                        .isEmpty();
                assertThat(catalog.pointers(coordinates("toy", "a").at(version), ""))
                        .as(version)
                        .isExhausted();
            }
            assertThat(catalog.packages("to")).isExhausted();
            assertThat(catalog.packages("toyz")).isExhausted();
        }
        assertThat(empty().packages("toy")).isExhausted();
        assertThat(empty().artifact(coordinates("toy", "a").at("1"))).isEmpty();
    }

    /** In the order of inventories, which is that of the texts with a mark behind them. */
    private static final Comparator<Coordinates> ORDER = Comparator.comparing(coordinates -> coordinates + "@");

    private static List<Coordinates> owners(String type) {
        return NAMES.stream().map(name -> coordinates(type, name)).sorted(ORDER).toList();
    }

    private static List<Coordinates> versions(Coordinates owner) {
        return VERSIONS.stream().map(owner::at).sorted().toList();
    }

    private static <T> List<T> list(Cursor<T> cursor) {
        return cursor.stream().toList();
    }

    @Test
    protected void theVersionsOfAPackageAreItsOwnAndAllInOrder() throws IOException {
        Catalog catalog = full();
        for (Coordinates owner : owners("toy")) {
            assertThat(list(catalog.artifacts(owner)))
                    .extracting(Artifact::coordinates)
                    .containsExactlyElementsOf(versions(owner));
            assertThat(catalog.holds(owner)).isTrue();
        }
    }

    @Test
    protected void theVersionsOfAPackageCanBeginBehindAnyOfThem() throws IOException {
        Catalog catalog = full();
        for (Coordinates owner : owners("toy")) {
            for (String after : List.of("0", "1", "1.0", "1.0-", "1.0-rc", "10", "15", "2", "3")) {
                assertThat(list(catalog.artifacts(owner, after)))
                        .as("%s after %s", owner, after)
                        .extracting(Artifact::coordinates)
                        .containsExactlyElementsOf(versions(owner).stream()
                                .filter(version -> version.compareTo(owner.at(after)) > 0)
                                .toList());
            }
        }
    }

    @Test
    protected void thePackagesOfATypeAreListedOnceAndInOrder() throws IOException {
        assertThat(list(full().packages("toy"))).containsExactlyElementsOf(owners("toy"));
    }

    @Test
    protected void thePackagesOfATypeCanBeginBehindAnyPackageWhetherItIsThereOrNot() throws IOException {
        Catalog catalog = full();
        List<Coordinates> all = owners("toy");
        for (String after : List.of("0", "a", "a-", "a-b", "aa", "ac", "b", "zz", "@a/a", "@a/c", "A", "a\u00e9")) {
            Coordinates behind = coordinates("toy", after);
            assertThat(list(catalog.packages("toy", behind.toString())))
                    .as(after)
                    .containsExactlyElementsOf(all.stream()
                            .filter(owner -> ORDER.compare(owner, behind) > 0)
                            .toList());
        }
    }

    @Test
    protected void thePointersOfAnOwnerAreItsOwnAndThoseOfItsVersionsApart() throws IOException {
        Catalog catalog = full();
        for (Coordinates owner : owners("toy")) {
            assertThat(list(catalog.pointers(owner, "")))
                    .extracting(Pointer::name)
                    .containsExactly("document", "tag/la", "tag/latest");
            assertThat(list(catalog.pointers(owner, "tag/")))
                    .extracting(Pointer::name)
                    .containsExactly("tag/la", "tag/latest");
            assertThat(list(catalog.pointers(owner, "tag/lat")))
                    .extracting(Pointer::name)
                    .containsExactly("tag/latest");
            assertThat(list(catalog.pointers(owner.at("1.0"), "")))
                    .extracting(Pointer::owner, Pointer::name)
                    .containsExactly(tuple(owner.at("1.0"), "manifest"));
            assertThat(list(catalog.pointersOfVersions(owner)))
                    .extracting(Pointer::owner)
                    .containsExactlyElementsOf(versions(owner));
        }
    }

    @Test
    protected void aCursorEndsAndSaysSo() throws IOException {
        Cursor<Artifact> cursor = full().artifacts(coordinates("toy", "a"));
        for (int i = 0; i < VERSIONS.size(); i++) {
            assertThat(cursor.next().coordinates().name()).isEqualTo("a");
        }
        assertThat(cursor.hasNext()).isFalse();
        assertThatThrownBy(cursor::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    protected void documentsAreReadAsTheyAre() throws IOException {
        Catalog catalog = full();
        assertThat(documents)
                .allSatisfy((blob, bytes) -> assertThat(catalog.document(blob)).isEqualTo(bytes));
    }

    @Test
    protected void severalThreadsSeeTheSame() throws Exception {
        Catalog catalog = full();
        Callable<Boolean> reader = () -> {
            for (int round = 0; round < 20; round++) {
                for (String name : NAMES) {
                    Coordinates owner = coordinates("toy", name);
                    if (list(catalog.artifacts(owner)).size() != VERSIONS.size()
                            || list(catalog.pointers(owner, "")).size() != 3
                            || catalog.artifact(owner.at("1.0")).isEmpty()) {
                        return false;
                    }
                }
            }
            return true;
        };
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(THREADS, reader))) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }
}
