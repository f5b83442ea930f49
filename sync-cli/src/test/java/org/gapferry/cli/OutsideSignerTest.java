package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signer outside: OpenSSL stands for the module that keeps a key. */
class OutsideSignerTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    private Program program() {
        registry.version("a", "1.0.0").publish();
        Program program = new Program(folder);
        program.manifest("version: 1\nname: test\nnpm: [a]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        return program;
    }

    private String openssl(String key, String output) throws IOException {
        Path script = folder.resolve("sign");
        Files.writeString(
                script,
                "set -e\ncat >\"$0.in\"\nopenssl pkeyutl -sign -rawin -inkey \"" + folder.resolve(key)
                        + "\" -in \"$0.in\"" + output + "\n");
        return "sh " + script;
    }

    private Program.Ended export(Program program, String command) {
        return program.run(
                "export",
                "--manifest",
                folder.resolve("gapferry.yaml"),
                "--key",
                folder.resolve("k/exp.pub"),
                "--sign-cmd",
                command,
                "--trust",
                folder.resolve("trust.json"),
                "--state",
                folder.resolve("st"),
                "--out",
                folder.resolve("out"));
    }

    @Test
    void keysThatStayOutsideMakeTrustAndBundles() throws IOException {
        Program program = program();
        program.run("key", "generate", "--out", folder.resolve("k/root"), "--no-passphrase");
        program.run("key", "generate", "--out", folder.resolve("k/exp"), "--no-passphrase");
        Program.Ended trust = program.run(
                "trust",
                "init",
                "--root",
                folder.resolve("k/root.pub"),
                "--sign-cmd",
                openssl("k/root.key", ""),
                "--exporter",
                folder.resolve("k/exp.pub"),
                "--out",
                folder.resolve("trust.json"));
        assertThat(trust.exit()).as(trust.err()).isZero();
        Program.Ended exported = export(program, openssl("k/exp.key", " | base64"));
        assertThat(exported.exit()).as(exported.err()).isZero();
        Path store = program.store(trust.lastLine());
        assertThat(program.run("import", exported.lastLine(), "--store", store).exit())
                .isZero();
    }

    @Test
    void whatASignerDoesWrongIsSaid() throws IOException {
        Program program = program();
        program.setUp();
        Program.Ended other = export(program, openssl("k/root.key", ""));
        assertThat(other.exit()).isEqualTo(2);
        assertThat(other.err()).contains("did not write an Ed25519 signature");
        assertThat(export(program, "exit 7").err()).contains("the signing command failed: exit status 7");
        assertThat(export(program, "echo hello").err()).contains("did not write an Ed25519 signature");
        assertThat(folder.resolve("out/gapferry-test-1.1")).doesNotExist();
    }
}
