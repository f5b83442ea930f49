package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys, thresholds, approvals, rotations and rollbacks, as people type them. */
@Tag("java")
class TrustCeremonyTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private Program program;

    @BeforeEach
    void publish() {
        for (String name : List.of("a", "b", "c")) {
            registry.version(name, "1.0.0").publish();
        }
        program = new Program(folder);
        for (String key : List.of("root1", "root2", "root3", "exp", "exp2", "approver")) {
            program.run("key", "generate", "--out", folder.resolve("k").resolve(key), "--no-passphrase");
        }
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private Path key(String name) {
        return folder.resolve("k").resolve(name);
    }

    private Program.Ended export(String requirements, Object... options) {
        program.manifest(
                "version: 1\nname: test\nnpm: [" + requirements + "]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        return program.export(options);
    }

    private static JsonNode json(Program.Ended ended) {
        return JsonMapper.builder().build().readTree(ended.out());
    }

    private Program.Ended imports(String bundle, Path store) {
        return program.run("import", bundle, "--store", store);
    }

    @Test
    void twoOfThreeRootsAndAnApprover() {
        Path trust = folder.resolve("trust.json");
        Program.Ended half = program.run(
                "trust",
                "init",
                "--root",
                key("root1.key"),
                "--root",
                key("root2.pub"),
                "--root",
                key("root3.pub"),
                "--root-threshold",
                "2",
                "--exporter",
                key("exp.pub"),
                "--approver",
                key("approver.pub"),
                "--out",
                trust);
        assertThat(half.exit()).as(half.err()).isZero();
        assertThat(half.err()).contains("needs 1 more signature").contains("gapferry trust sign");
        assertThat(half.out()).doesNotContain("sha256:");
        assertThat(program.run("trust", "sign", trust, "--key", key("exp.key")).exit())
                .isEqualTo(10);
        String fingerprint =
                program.run("trust", "sign", trust, "--key", key("root3.key")).lastLine();
        Path store = folder.resolve("S");
        assertThat(program.run("trust", "accept", trust, "--store", store, "--fingerprint", fingerprint)
                        .exit())
                .isZero();

        Program.Ended exported = export("a");
        assertThat(exported.err()).contains("1 approver: gapferry sign ");
        String bundle = exported.lastLine();
        Program.Ended refused = imports(bundle, store);
        assertThat(refused.exit()).isEqualTo(10);
        assertThat(refused.firstError())
                .startsWith("import: TRUST: statement.dsse.json: the role `approver` asks for 1 signature");
        assertThat(program.run("sign", bundle, "--key", key("root1.key")).exit())
                .isEqualTo(10);
        Program.Ended signed = program.run("sign", bundle, "--key", key("approver.key"), "--store", store);
        assertThat(signed.exit()).as(signed.err()).isZero();
        assertThat(signed.out()).contains("| new | `pkg:npm/a@1.0.0` |");
        assertThat(signed.lastLine()).isEqualTo(bundle);
        assertThat(imports(bundle, store).exit()).isZero();

        String second = export("a, b").lastLine();
        Program.Ended against = program.run("sign", second, "--key", key("approver.key"), "--since", bundle, "--json");
        assertThat(json(against).get("role").stringValue()).isEqualTo("approver");
        assertThat(json(against).at("/changes/added").intValue()).isEqualTo(1);
        assertThat(imports(second, store).exit()).isZero();
        assertThat(program.run("trust", "show", "--store", store).out()).contains("approver: 1 of 1");
    }

    @Test
    void aStolenKeyIsRevokedAndTheFeedGoesOn() throws Exception {
        String fingerprint = program.setUp();
        Path store = program.store(fingerprint);
        String first = export("a").lastLine();
        assertThat(imports(first, store).exit()).isZero();
        Path next = folder.resolve("trust-2.json");
        Program.Ended rotated = program.run(
                "trust",
                "rotate",
                folder.resolve("trust.json"),
                "--root",
                key("root.key"),
                "--add-exporter",
                key("exp2.pub"),
                "--remove",
                key("exp.pub"),
                "--out",
                next);
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(rotated.err()).contains("number 1 of epoch 2");
        Program.Ended old = program.run(
                "export",
                "--manifest",
                folder.resolve("gapferry.yaml"),
                "--key",
                key("exp.key"),
                "--trust",
                next,
                "--state",
                folder.resolve("st"),
                "--out",
                folder.resolve("out"));
        assertThat(old.exit()).isEqualTo(10);
        Program.Ended exported = program.run(
                "export",
                "--manifest",
                folder.resolve("gapferry.yaml"),
                "--key",
                key("exp2.key"),
                "--trust",
                next,
                "--state",
                folder.resolve("st"),
                "--out",
                folder.resolve("out"));
        assertThat(exported.exit()).as(exported.err()).isZero();
        String second = exported.lastLine();
        assertThat(second).as("a new trust file is something new").endsWith("gapferry-test-2.1");
        assertThat(Path.of(second, "trust")).isDirectoryContaining("glob:**/1.json");
        assertThat(Files.list(Path.of(second, "volumes"))).isEmpty();
        assertThat(imports(second, store).exit()).isZero();
        JsonNode status = json(program.run("status", "--store", store, "--json"));
        assertThat(status.get("trustVersion").intValue()).isEqualTo(2);
        assertThat(status.at("/feeds/0/epoch").intValue()).isEqualTo(2);
        assertThat(imports(first, store).exit()).isEqualTo(10);
        // the state remembers version 1, so naming the newest is enough; and it remembers that it was carried
        assertThat(program.run(
                                "export",
                                "--manifest",
                                folder.resolve("gapferry.yaml"),
                                "--key",
                                key("exp2.key"),
                                "--trust",
                                next,
                                "--state",
                                folder.resolve("st"),
                                "--out",
                                folder.resolve("out"))
                        .err())
                .contains("nothing new since seq 1");
        Program.Ended alone = program.run(
                "export",
                "--manifest",
                folder.resolve("gapferry.yaml"),
                "--key",
                key("exp2.key"),
                "--trust",
                next,
                "--state",
                folder.resolve("st-new"),
                "--out",
                folder.resolve("out-new"));
        assertThat(alone.exit()).isEqualTo(2);
        assertThat(alone.err()).contains("version 1 of the trust file is missing");
        // by hand, on a receiver that gets no bundle
        Path other = folder.resolve("other");
        program.run("trust", "accept", folder.resolve("trust.json"), "--store", other, "--fingerprint", fingerprint);
        assertThat(program.run("trust", "accept", next, "--store", other, "--fingerprint", rotated.lastLine())
                        .exit())
                .isZero();
        assertThat(imports(first, other).exit()).isEqualTo(10);
    }

    @Test
    void revokingTheOnlyExporterIsRefused() {
        program.setUp();
        Program.Ended refused = program.run(
                "trust",
                "revoke",
                folder.resolve("trust.json"),
                "--root",
                key("root.key"),
                "--key",
                key("exp.pub"),
                "--out",
                folder.resolve("trust-2.json"));
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("threshold of the role `exporter`");
        assertThat(folder.resolve("trust-2.json")).doesNotExist();
    }

    @Test
    void aRollbackServesWhatWasAndOpensNoOldDoor() throws Exception {
        Path store = program.store(program.setUp());
        String first = export("a").lastLine();
        imports(first, store);
        String second = export("a, b").lastLine();
        imports(second, store);
        Program.Ended back = program.run("store", "rollback", "--store", store);
        assertThat(back.exit()).as(back.err()).isZero();
        assertThat(back.lastLine()).isEqualTo("generation 4");
        assertThat(catalog(store, 4)).contains("pkg:npm/a@1.0.0").doesNotContain("pkg:npm/b@1.0.0");
        assertThat(program.run("status", "--store", store).out()).contains("rolled back: serves state test 1.1");
        // what was refused is still refused
        assertThat(imports(first, store).exit()).isEqualTo(11);
        // the next delta builds on what was imported, and nothing is missing
        String third = export("a, b, c").lastLine();
        Program.Ended imported = imports(third, store);
        assertThat(imported.exit()).as(imported.err()).isZero();
        assertThat(catalog(store, 5)).contains("pkg:npm/b@1.0.0").contains("pkg:npm/c@1.0.0");
        // back again, twice, and forward by importing the newest again
        assertThat(program.run("store", "rollback", "--store", store).lastLine())
                .isEqualTo("generation 6");
        assertThat(catalog(store, 6)).doesNotContain("pkg:npm/b@1.0.0");
        assertThat(program.run("store", "rollback", "--store", store).lastLine())
                .isEqualTo("generation 7");
        assertThat(imports(second, store).exit()).isEqualTo(11);
        assertThat(imports(third, store).lastLine()).isEqualTo("generation 8");
        assertThat(catalog(store, 8)).isEqualTo(catalog(store, 5));
        assertThat(program.run("store", "rollback", "--store", store, "--to", "99")
                        .exit())
                .isEqualTo(2);
        assertThat(program.run("store", "rollback", "--store", store, "--to", "3")
                        .exit())
                .isZero();
        assertThat(catalog(store, 9)).isEqualTo(catalog(store, 3));
    }

    private static String catalog(Path store, long generation) throws Exception {
        return Files.readString(store.resolve("generations/" + generation + "/catalog.jsonl"));
    }
}
