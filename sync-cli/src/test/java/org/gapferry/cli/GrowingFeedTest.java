package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A feed over several states: deltas, lost bundles, another packing, an exporter on a fresh machine. */
class GrowingFeedTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private Program program;
    private String fingerprint;
    private Path store;

    @BeforeEach
    void publish() {
        for (String name : new String[] {"a", "b", "c"}) {
            registry.version(name, "1.0.0").publish();
        }
        program = new Program(folder);
        fingerprint = program.setUp();
        store = program.store(fingerprint);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private Program.Ended state(String requirements, Object... options) {
        program.manifest(
                "version: 1\nname: test\nnpm: [" + requirements + "]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        return program.export(options);
    }

    private Program.Ended imports(String bundle) {
        return program.run("import", bundle, "--store", store);
    }

    private static JsonNode json(Program.Ended ended) {
        return JsonMapper.builder().build().readTree(ended.out());
    }

    private boolean holds(String coordinate) throws IOException {
        long generation = json(program.run("status", "--store", store, "--json"))
                .get("generation")
                .longValue();
        return Files.readString(store.resolve("generations/" + generation + "/catalog.jsonl"))
                .contains("\"artifact\":\"pkg:npm/" + coordinate + "\"");
    }

    @Test
    void aDeltaBringsWhatIsNewAndTheStateGrows() throws IOException {
        assertThat(imports(state("a").lastLine()).exit()).isZero();
        Program.Ended second = state("b", "--json");
        assertThat(json(second).at("/counts/artifacts").intValue())
                .as("what was shipped stays")
                .isEqualTo(2);
        assertThat(program.run("verify", json(second).get("bundle").stringValue(), "--store", store)
                        .exit())
                .isZero();
        Program.Ended imported =
                program.run("import", json(second).get("bundle").stringValue(), "--store", store, "--json");
        assertThat(json(imported).at("/imports/0/receivedBlobs").intValue())
                .as("tarball, manifest, document")
                .isEqualTo(3);
        assertThat(holds("a@1.0.0")).isTrue();
        assertThat(holds("b@1.0.0")).isTrue();
    }

    @Test
    void whatChangedIsExplainedOnBothSides() throws IOException {
        assertThat(imports(state("a").lastLine()).exit()).isZero();
        registry.version("a", "1.1.0").publish();
        Program.Ended second = state("a, b");
        assertThat(second.err()).contains("1 new package, 1 further version, 0 removed, 2 tags moved");
        Program.Ended imported = imports(second.lastLine());
        assertThat(imported.err())
                .contains(
                        "1 new package, 1 further version, 0 removed, 2 tags moved, 1 informational document changed, see ");
        for (Path changes : new Path[] {folder.resolve("st/changes/1.2"), store.resolve("generations/3/changes")}) {
            assertThat(Path.of(changes + ".md"))
                    .content()
                    .startsWith("# Changes: test 1.1 to test 1.2\n")
                    .contains("| new version | `pkg:npm/a@1.1.0` |")
                    .contains("| new | `pkg:npm/b@1.0.0` |")
                    .contains("| moved | `pkg:npm/a#tag/latest` from `1.0.0` to `1.1.0` |")
                    .contains("| document added | `pkg:npm/b#document` |");
            JsonNode json = JsonMapper.builder().build().readTree(Files.readString(Path.of(changes + ".json")));
            assertThat(json.get("changes")).hasSize(5);
            assertThat(json.at("/changes/0/change").stringValue()).isEqualTo("updated");
        }
    }

    @Test
    void anExportThatWasInterruptedAfterSealingIsFinishedByTheNext() throws IOException {
        String first = state("a").lastLine();
        Path feed = folder.resolve("st/feed.json");
        Files.move(feed, folder.resolve("st/sealing.json"));
        registry.forgetRequests();
        Program.Ended again = state("a");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.lastLine()).as("the bundle that was sealed").isEqualTo(first);
        assertThat(registry.requests()).as("nothing is downloaded twice").containsExactly("GET /a");
        assertThat(feed).exists();
        assertThat(state("a").err()).contains("nothing new since seq 1");
        assertThat(imports(first).exit()).isZero();
    }

    @Test
    void aLostBundleIsMissedAndSinceHealsIt() throws IOException {
        String first = state("a").lastLine();
        assertThat(imports(first).exit()).isZero();
        state("a, b");
        String third = state("a, b, c").lastLine();
        Program.Ended missing = imports(third);
        assertThat(missing.exit()).isEqualTo(22);
        assertThat(missing.firstError()).startsWith("import: MISSING: inventory.jsonl.gz: 3 blobs are neither");
        Program.Ended healed = state("a, b, c", "--since", first);
        assertThat(healed.lastLine()).endsWith("gapferry-test-1.3-r2");
        assertThat(imports(healed.lastLine()).exit()).isZero();
        assertThat(holds("b@1.0.0")).isTrue();
        assertThat(imports(third).err()).contains("already imported");
        assertThat(imports(first).exit()).isEqualTo(11);
    }

    @Test
    void aFullPackingServesAReceiverThatHoldsNothing() throws IOException {
        state("a");
        state("a, b");
        Program.Ended full = state("a, b", "--full");
        assertThat(full.lastLine()).endsWith("gapferry-test-1.2-full");
        assertThat(imports(full.lastLine()).exit()).isZero();
        assertThat(holds("a@1.0.0")).isTrue();
        assertThat(state("a, b", "--full").lastLine()).endsWith("gapferry-test-1.2-r3");
        assertThat(state("a, b").err()).contains("nothing new since seq 2");
    }

    @Test
    void aFreshMachineContinuesTheFeedFromItsNewestBundle() throws IOException {
        String first = state("a").lastLine();
        assertThat(imports(first).exit()).isZero();
        Files.move(folder.resolve("st"), folder.resolve("lost"));
        Program.Ended refused = state("a, b");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("--after " + first);
        Program.Ended continued = state("a, b", "--after", first);
        assertThat(continued.exit()).as(continued.err()).isZero();
        assertThat(continued.lastLine()).endsWith("gapferry-test-1.2");
        assertThat(imports(continued.lastLine()).exit()).isZero();
        assertThat(holds("a@1.0.0")).isTrue();
        assertThat(state("a, b", "--after", first).exit())
                .as("the state is further now")
                .isEqualTo(2);
    }

    @Test
    void aBaseMustBeOfThisFeedAndSignedByUs() throws IOException {
        String first = state("a").lastLine();
        byte[] statement = Files.readAllBytes(Path.of(first, "statement.dsse.json"));
        Files.writeString(
                Path.of(first, "statement.dsse.json"), new String(statement).replace("\"sig\":\"", "\"sig\":\"AAAA"));
        assertThat(state("a, b", "--since", first).exit()).isIn(10, 20);
        Files.write(Path.of(first, "statement.dsse.json"), statement);
        program.manifest("version: 1\nname: other\nnpm: [b]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        assertThat(program.export("--since", first).exit()).isEqualTo(2);
        assertThat(state("a", "--since", folder.resolve("absent")).exit()).isEqualTo(2);
    }
}
