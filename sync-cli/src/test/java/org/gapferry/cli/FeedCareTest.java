package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.gapferry.bundle.Digest;
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.testkit.Tarball;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What people ask of a feed: which versions, for how long, exactly what was locked, what would happen, and why
 * something is there.
 */
class FeedCareTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private Program program;
    private Path store;

    @BeforeEach
    void publish() {
        registry.version("dep", "1.0.0").with("license", "\"MIT\"").publish();
        registry.version("a", "1.0.0").needs("dep", "^1").publish();
        program = new Program(folder);
        store = program.store(program.setUp());
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private Program.Ended state(String requirements, Object... options) {
        return with("", requirements, options);
    }

    private Program.Ended with(String more, String requirements, Object... options) {
        program.manifest("version: 1\nname: test\nnpm: [" + requirements + "]\nupstreams: {npm: \"" + registry.url()
                + "\"}\n" + more);
        return program.export(options);
    }

    /** The same manifest on a machine without a state. */
    private Program.Ended elsewhere(String suffix, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of(
                "export",
                "--manifest",
                folder.resolve("gapferry.yaml"),
                "--key",
                folder.resolve("k/exp.key"),
                "--trust",
                folder.resolve("trust.json"),
                "--state",
                folder.resolve("st" + suffix),
                "--out",
                folder.resolve("out" + suffix)));
        arguments.addAll(List.of(options));
        return program.run(arguments.toArray());
    }

    private static JsonNode json(Program.Ended ended) {
        return JsonMapper.builder().build().readTree(ended.out());
    }

    private String inventory(String bundle) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(Path.of(bundle, "inventory.jsonl.gz")))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String versions(String inventory, String name) {
        return inventory
                .lines()
                .filter(line -> line.startsWith("{\"artifact\":\"pkg:npm/" + name + "@"))
                .map(line -> line.replaceAll(".*?@([^\"]*)\".*", "$1"))
                .reduce((x, y) -> x + " " + y)
                .orElse("");
    }

    @Test
    void severalVersionsOfARangeCanBeSelected() throws IOException {
        for (String version : List.of("1.1.0", "1.2.0", "1.3.0-rc.1", "1.3.0", "2.0.0")) {
            registry.version("a", version).publish();
        }
        assertThat(versions(inventory(state("a@^1").lastLine()), "a")).isEqualTo("1.3.0");
        assertThat(versions(
                        inventory(
                                state("{package: \"a@^1\", select: \"last 2\"}").lastLine()),
                        "a"))
                .isEqualTo("1.2.0 1.3.0");
        assertThat(versions(inventory(state("{package: \"a@^1\", select: all}").lastLine()), "a"))
                .isEqualTo("1.0.0 1.1.0 1.2.0 1.3.0");
        Program.Ended wrong = state("{package: \"a@latest\", select: all}, {package: a, select: some}");
        assertThat(wrong.exit()).isEqualTo(4);
        assertThat(wrong.err()).contains("is a tag").contains("`select` is `all` or `last N`");
    }

    @Test
    void keepDropsOldVersionsButNothingThatOthersNeed() throws IOException {
        state("a");
        for (String version : List.of("1.2.0", "1.3.0", "1.4.0", "1.5.0")) {
            registry.version("dep", version).publish();
            registry.version("a", version)
                    .needs("dep", version.equals("1.3.0") ? "1.0.0" : version)
                    .publish();
            state("a");
        }
        String all = inventory(state("a", "--full").lastLine());
        assertThat(versions(all, "a")).isEqualTo("1.0.0 1.2.0 1.3.0 1.4.0 1.5.0");
        assertThat(versions(all, "dep")).isEqualTo("1.0.0 1.2.0 1.4.0 1.5.0");
        Program.Ended kept = with("keep: {versions: 3}\n", "a");
        assertThat(kept.exit()).as(kept.err()).isZero();
        assertThat(kept.err()).contains("`keep` drops 2 versions").contains("2 removed");
        String inventory = inventory(kept.lastLine());
        assertThat(versions(inventory, "a")).isEqualTo("1.3.0 1.4.0 1.5.0");
        assertThat(versions(inventory, "dep"))
                .as("a 1.3.0 needs dep 1.0.0, the fourth newest")
                .isEqualTo("1.0.0 1.2.0 1.4.0 1.5.0");
        assertThat(folder.resolve("st/changes/1.6.md")).content().contains("| REMOVED | `pkg:npm/a@1.0.0` |");
        assertThat(with("keep: {versions: 3}\n", "a").err()).contains("nothing new since seq 6");
    }

    @Test
    void keepCountsTheDaysSinceSomethingWasAskedFor() throws IOException {
        registry.version("b", "1.0.0").publish();
        state("a, b");
        assertThat(with("keep: {age: 30d}\n", "a").err()).contains("nothing new since seq 1");
        Path wanted = folder.resolve("st/wanted");
        assertThat(wanted).content().contains("pkg:npm/b@1.0.0 ");
        Files.writeString(wanted, Files.readString(wanted).replaceAll(" 20[0-9-]+", " 2020-01-01"));
        Program.Ended dropped = with("keep: {age: 30d}\n", "a");
        assertThat(dropped.err()).contains("`keep` drops 1 version ");
        assertThat(inventory(dropped.lastLine())).contains("pkg:npm/a@1.0.0").doesNotContain("pkg:npm/b");
        assertThat(with("keep: {age: soon, versions: 0, colour: red}\n", "a").err())
                .contains("expected a number of days")
                .contains("a number of versions")
                .contains("unknown key `colour`");
    }

    @Test
    void changedBytesPassOnlyWhenPeopleAcceptThem() throws IOException {
        String first = state("a, dep").lastLine();
        program.run("import", first, "--store", store);
        byte[] changed = new Tarball()
                .with("package.json", "{\"name\":\"dep\",\"version\":\"1.0.0\"}")
                .bytes();
        String hex = Digest.of(changed).hex();
        registry.version("dep", "1.0.0")
                .holding(new Tarball().with("new.js", "1"))
                .publish();
        Program.Ended held = state("a, dep");
        assertThat(held.exit()).isEqualTo(3);
        String accept = held.err().replaceAll("(?s).*(accept: \\[\\{.*?\\}\\]).*", "$1");
        assertThat(accept).contains("pkg:npm/dep@1.0.0");
        assertThat(hex).isNotEmpty();
        Program.Ended passed = with(accept.replace("\"...\"", "\"rebuilt by its author, compared\"") + "\n", "a, dep");
        assertThat(passed.exit()).as(passed.err()).isZero();
        assertThat(passed.err()).contains("1 FILE REPLACED");
        assertThat(inventory(passed.lastLine())).contains("\"replaces\":[").contains("rebuilt by its author");
        assertThat(folder.resolve("st/changes/1.2.md")).content().contains("| REPLACED | `pkg:npm/dep@1.0.0`");
        assertThat(program.run("verify", passed.lastLine(), "--store", store).exit())
                .isEqualTo(1);
        Program.Ended imported = program.run("import", passed.lastLine(), "--store", store);
        assertThat(imported.exit()).as("a waived check is a finding").isEqualTo(1);
        assertThat(imported.err())
                .contains("FINDINGS: inventory.jsonl.gz: pkg:npm/dep@1.0.0 brings")
                .contains("rebuilt");
        Path ledger = store.resolve("generations/3/ledger.jsonl");
        assertThat(ledger).content().contains("\"former\":[");
        assertThat(state("a, dep").exit())
                .as("what was accepted is what was shipped")
                .isZero();
        assertThat(with("accept: [{artifact: \"pkg:npm/dep\", sha256: x}]\n", "a")
                        .exit())
                .isEqualTo(4);
    }

    @Test
    void strictFailsWhereARequirementWouldBeHeldBack() {
        Program.Ended strict = state("a, absent", "--strict");
        assertThat(strict.exit()).isEqualTo(3);
        assertThat(strict.out()).isEmpty();
        assertThat(folder.resolve("out")).doesNotExist();
        Program.Ended lenient = state("a, absent");
        assertThat(lenient.exit()).isEqualTo(3);
        assertThat(lenient.lastLine()).endsWith("gapferry-test-1.1");
    }

    @Test
    void aLockReproducesTheState() throws IOException {
        String first = state("a").lastLine();
        registry.version("dep", "1.1.0").publish();
        Path lock = folder.resolve("gapferry.lock.json");
        String written = Files.readString(lock);
        Program.Ended locked = elsewhere("2", "--locked");
        assertThat(locked.exit()).as(locked.err()).isZero();
        String again = inventory(locked.lastLine());
        assertThat(versions(again, "dep")).isEqualTo("1.0.0");
        assertThat(again.replaceAll("(?m)^.*document.*$", ""))
                .isEqualTo(inventory(first).replaceAll("(?m)^.*document.*$", ""));
        assertThat(lock).content().isEqualTo(written);
        registry.forgetRequests();
        assertThat(program.export("--locked", "--offline", "--full").exit()).isZero();
        assertThat(registry.requests()).isEmpty();
        Program.Ended other = state("a, dep", "--locked");
        assertThat(other.exit()).isEqualTo(4);
        assertThat(other.firstError()).contains("MANIFEST").contains("does not match the requirements");
        state("a");
        registry.corrupt("/dep/-/dep-1.1.0.tgz", new byte[] {1});
        Program.Ended corrupt = elsewhere("3", "--locked");
        assertThat(corrupt.exit()).as(corrupt.err()).isIn(3, 5);
        assertThat(corrupt.out()).isEmpty();
        Files.delete(lock);
        assertThat(program.export("--locked").exit()).isEqualTo(4);
    }

    @Test
    void aDryRunSealsNothing() {
        registry.version("big", "1.0.0")
                .holding(new Tarball().with("x", "y".repeat(10_000)))
                .publish();
        Program.Ended plan = state("a, big", "--dry-run", "--json");
        assertThat(plan.exit()).as(plan.err()).isZero();
        JsonNode dry = json(plan).get("dryRun");
        assertThat(dry.get("artifacts").intValue()).isEqualTo(3);
        assertThat(dry.get("newArtifacts").intValue()).isEqualTo(3);
        assertThat(dry.get("downloads").intValue()).isEqualTo(3);
        assertThat(dry.get("downloadBytes").longValue()).isPositive();
        assertThat(dry.get("unknownSizes").intValue()).isZero();
        assertThat(registry.requests()).noneMatch(request -> request.startsWith("GET") && request.endsWith(".tgz"));
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("gapferry.lock.json")).doesNotExist();
        state("a");
        Program.Ended after = state("a, big", "--dry-run");
        assertThat(after.out()).contains("3 artifacts, 1 of them new").contains("to download: 1 files");
        assertThat(state("a").err()).contains("nothing new since seq 1");
    }

    @Test
    void offlineAsksNobody() {
        registry.version("b", "1.0.0")
                .with("optionalDependencies", "{\"nowhere\":\"^1\"}")
                .publish();
        state("a, b");
        registry.forgetRequests();
        Program.Ended again = state("a, b", "--offline", "--full", "--json");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(json(again).get("requests").intValue()).isZero();
        assertThat(registry.requests()).isEmpty();
        Program.Ended missing = state("c", "--offline");
        assertThat(missing.exit()).isEqualTo(5);
        assertThat(missing.err()).contains("metadata of c is not in the cache").contains("without --offline");
    }

    @Test
    void whyTellsWhatTheStatesOfAStoreChanged() throws IOException {
        program.run("import", state("a").lastLine(), "--store", store);
        registry.version("extra", "1.0.0").publish();
        program.run("import", state("a, extra").lastLine(), "--store", store);
        assertThat(program.run("why", "extra", "--store", store).out().lines())
                .as("a version that the last state brought")
                .containsExactly(
                        "pkg:npm/extra@1.0.0",
                        "  gapferry.yaml:3:10 extra",
                        "  test 1.2 new",
                        "pkg:npm/extra",
                        "  test 1.2 document added document: info",
                        "  test 1.2 tag set tag/latest");
        Files.writeString(folder.resolve("st/wanted"), "pkg:npm/extra@1.0.0 2020-01-01\n");
        Program.Ended dropped = with("keep: {age: 30d}\n", "a");
        assertThat(dropped.err()).contains("`keep` drops 1 version ");
        program.run("import", dropped.lastLine(), "--store", store);
        Program.Ended gone = program.run("why", "extra@1.0.0", "--store", store, "--json");
        assertThat(json(gone).at("/artifacts/0/why").isEmpty()).isTrue();
        assertThat(json(gone)
                        .at("/artifacts/0/history")
                        .valueStream()
                        .map(change -> change.get("state").stringValue() + " "
                                + change.get("change").stringValue()))
                .as("a version that is gone")
                .containsExactly("test 1.3 removed", "test 1.2 added");
    }

    @Test
    void whyShowsTheWayToTheManifest() {
        String bundle = state("a").lastLine();
        program.run("import", bundle, "--store", store);
        Path lock = folder.resolve("gapferry.lock.json");
        Program.Ended why = program.run("why", "dep", "--lock", lock);
        assertThat(why.out().lines())
                .containsExactly("pkg:npm/dep@1.0.0", "  pkg:npm/a@1.0.0 dependencies dep@^1", "  gapferry.yaml:3:7 a");
        assertThat(program.run("why", "pkg:npm/dep@1.0.0", "--store", store).out())
                .isEqualTo(why.out());
        assertThat(json(program.run("why", "pkg:npm/dep", "--store", store, "--json"))
                        .at("/artifacts/0/why/1")
                        .stringValue())
                .isEqualTo("gapferry.yaml:3:7 a");
        assertThat(program.run("why", "absent", "--lock", lock).exit()).isEqualTo(1);
        assertThat(store.resolve("generations/2/changes.md"))
                .content()
                .contains("| MIT |")
                .contains("pkg:npm/a@1.0.0 dependencies dep@^1");
    }

    @Test
    void aReceiptChoosesTheBase() throws IOException {
        Path receipt = folder.resolve("receipt.json");
        program.run("receipt", "--store", store, "--out", receipt);
        String first = state("a").lastLine();
        program.run("import", first, "--store", store);
        registry.version("b", "1.0.0").publish();
        registry.version("c", "1.0.0").publish();
        state("a, b");
        assertThat(program.run("receipt", "--store", store, "--out", receipt).lastLine())
                .isEqualTo(receipt.toString());
        String third = state("a, b, c", "--since", receipt).lastLine();
        assertThat(program.run("import", third, "--store", store).exit())
                .as("state 2 was never carried")
                .isZero();
        Files.writeString(
                receipt,
                Files.readString(receipt).replaceAll("\"state\":\"[0-9a-f]{16}", "\"state\":\"0123456789abcdef"));
        Program.Ended unknown = state("a, b, c", "--since", receipt);
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("which is unknown to this exporter");
        Files.writeString(receipt, "{}");
        assertThat(state("a, b, c", "--since", receipt).exit()).isEqualTo(2);
    }
}
