package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.serve.Catalog;
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
    protected void whatIsNotThereIsNotFound() throws IOException {
        for (Catalog catalog : List.of(full(), empty())) {
            for (String name : List.of("", "0", "a-", "aaa", "zz", "@a/c", "B")) {
                if (!name.isEmpty()) {
                    Coordinates absent = coordinates("toy", name);
                    assertThat(catalog.artifact(absent.at("1"))).isEmpty();
                    assertThat(catalog.versions(absent)).isEmpty();
                    assertThat(catalog.pointers(absent)).isEmpty();
                    assertThat(catalog.pointersOfVersions(absent)).isEmpty();
                }
            }
            for (String version : List.of("0", "1.", "1.0.0", "1.0-r", "3", "99")) {
                assertThat(catalog.artifact(coordinates("toy", "a").at(version)))
                        .as(version)
                        .isEmpty();
                assertThat(catalog.pointers(coordinates("toy", "a").at(version)))
                        .as(version)
                        .isEmpty();
            }
            assertThat(catalog.packages("to")).isEmpty();
            assertThat(catalog.packages("toyz")).isEmpty();
        }
        assertThat(empty().packages("toy")).isEmpty();
        assertThat(empty().artifact(coordinates("toy", "a").at("1"))).isEmpty();
    }

    @Test
    protected void theVersionsOfAPackageAreItsOwnAndAll() throws IOException {
        Catalog catalog = full();
        for (String name : NAMES) {
            Coordinates owner = coordinates("toy", name);
            assertThat(catalog.versions(owner))
                    .as(name)
                    .extracting(Artifact::coordinates)
                    .containsExactlyInAnyOrderElementsOf(
                            VERSIONS.stream().map(owner::at).toList());
        }
    }

    @Test
    protected void thePackagesOfATypeAreListedOnceAndInOrder() throws IOException {
        List<Coordinates> packages = full().packages("toy");
        assertThat(packages)
                .isSortedAccordingTo(Comparator.comparing(coordinates -> coordinates + "@"))
                .containsExactlyInAnyOrderElementsOf(
                        NAMES.stream().map(name -> coordinates("toy", name)).toList());
    }

    @Test
    protected void thePointersOfAnOwnerAreItsOwnAndThoseOfItsVersionsApart() throws IOException {
        Catalog catalog = full();
        for (String name : NAMES) {
            Coordinates owner = coordinates("toy", name);
            assertThat(catalog.pointers(owner))
                    .as(name)
                    .extracting(Pointer::name)
                    .containsExactlyInAnyOrder("tag/latest", "tag/la", "document");
            assertThat(catalog.pointers(owner.at("1.0")))
                    .as(name)
                    .extracting(Pointer::owner, Pointer::name)
                    .containsExactly(tuple(owner.at("1.0"), "manifest"));
            assertThat(catalog.pointersOfVersions(owner))
                    .as(name)
                    .extracting(Pointer::owner)
                    .containsExactlyInAnyOrderElementsOf(
                            VERSIONS.stream().map(owner::at).toList());
        }
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
                    if (catalog.versions(owner).size() != VERSIONS.size()
                            || catalog.pointers(owner).size() != 3
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
