package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.testkit.BundleBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bundles by somebody who means harm, or by an exporter with a defect: what is wrong is signed with the right key where
 * that is possible.
 */
@Timeout(60)
@Tag("java")
class HostileBundleTest {
    private static final String STATEMENT = "statement.dsse.json";

    @TempDir
    private Path folder;

    private StoreFixture store;
    private Path bundle;

    @BeforeEach
    void makeBundle() throws IOException {
        store = new StoreFixture(folder.resolve("store"));
        bundle = folder.resolve("bundle");
        HostileRecipes.base(bundle);
    }

    /** What would be large as a file, and so is made here. */
    static Stream<Arguments> large() {
        String inventory = "inventory.jsonl.gz";
        return Stream.of(
                Arguments.of(
                        "6.11 keys that collide",
                        ExitClass.LIMIT,
                        inventory + ":5",
                        made(i -> i.replaceFirst("}\n$", colliding(100_000) + "}\n"))),
                Arguments.of(
                        "6.6 a line of 2 MiB",
                        ExitClass.LIMIT,
                        inventory + ":1",
                        made(i -> "{\"artifact\":\"" + "a".repeat(2 << 20) + "\"}\n" + i)));
    }

    private static HostileRecipes.Recipe made(UnaryOperator<String> change) {
        return HostileRecipes.inventory(change);
    }

    static Stream<Arguments> corpus() {
        List<Arguments> all = new ArrayList<>();
        for (HostileCorpus.Attack attack : HostileCorpus.all()) {
            all.add(Arguments.of(Named.of(attack.what(), attack)));
        }
        return all.stream();
    }

    /** Members whose names have the same hash code in Java. */
    private static String colliding(int count) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < count; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 17; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            members.append(",\"").append(name).append("\":1");
        }
        return members.toString();
    }

    @Test
    void manyCollidingKeysWithinALineAreReadInTime() throws IOException {
        HostileRecipes.inventory(i -> i.replaceFirst("}\n$", colliding(20_000) + "}\n"))
                .apply(bundle);
        assertThat(store.importBundle(bundle).generation()).isEqualTo(2);
    }

    @Test
    @Timeout(90) // thousands of bundles, one after another
    void noByteOfADocumentCanChangeUnseen() throws IOException {
        bundle = folder.resolve("compressed");
        new BundleBuilder()
                .artifact("a", "1", "bytes of a")
                .pointer("a", "tag/latest", "1")
                .write(bundle);
        for (String name : List.of(STATEMENT, "inventory.jsonl.gz", "packing.jsonl.gz", "trust/1.json")) {
            Path file = bundle.resolve(name);
            byte[] good = Files.readAllBytes(file);
            for (int at = 0; at < good.length; at++) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                Files.write(file, bad);
                boolean idOfKey = false;
                try {
                    store.verify(bundle);
                    String text = new String(good, StandardCharsets.ISO_8859_1);
                    int id = text.indexOf("\"keyid\"");
                    idOfKey = name.equals(STATEMENT) && at >= id && at < text.indexOf("\"sig\"", id);
                    assertThat(idOfKey || Character.isWhitespace(good[at]))
                            .as("byte %s of %s can change unseen", at, name)
                            .isTrue();
                } catch (ProblemException e) {
                    assertThat(e.exitClass())
                            .isIn(ExitClass.TRUST, ExitClass.MALFORMED, ExitClass.INTEGRITY, ExitClass.LIMIT);
                }
            }
            Files.write(file, good);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with blanks", "Größe", "two\nlines", "\u4e2d\u6587"})
    void aBundleMayLieAnywhere(String name) {
        Path place = folder.resolve(name).resolve("bundle");
        new BundleBuilder().artifact("a", "1", "bytes of a").write(place);
        store.verify(place);
        assertThat(store.importBundle(place).generation()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("large")
    void aLargeOneIsRefused(String what, ExitClass exit, String where, HostileRecipes.Recipe recipe)
            throws IOException {
        recipe.apply(bundle);
        refused(bundle, exit, where);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void theCorpusIsJudgedAsItSays(HostileCorpus.Attack attack) throws IOException {
        Path laid = folder.resolve("laid");
        attack.lay(laid);
        if (attack.exit() == ExitClass.DONE) {
            store.verify(laid);
            assertThat(store.importBundle(laid).generation()).isEqualTo(2);
        } else {
            refused(laid, attack.exit(), attack.where());
        }
    }

    private void refused(Path hostile, ExitClass exit, String where) {
        ProblemException refused = store.refuses(hostile);
        assertThat(refused.exitClass()).as(refused.getMessage()).isEqualTo(exit);
        assertThat(refused.first().where()).isEqualTo(where);
        assertThat(refused.getMessage()).doesNotContain("\n").doesNotContain("Exception");
    }

    @Test
    void aHundredThousandFilesAreALimit() throws IOException {
        for (int i = 0; i < 100_001; i++) {
            Files.createFile(bundle.resolve("f" + i));
        }
        assertThat(store.refuses(bundle).exitClass()).isEqualTo(ExitClass.LIMIT);
    }

    @Test
    void theRecipesThemselvesChangeNothingElse() throws IOException {
        HostileRecipes.inventory(i -> i).apply(bundle);
        HostileRecipes.packing(p -> p).apply(bundle);
        HostileRecipes.statement(s -> s).apply(bundle);
        assertThat(store.importBundle(bundle).generation()).isEqualTo(2);
    }
}
