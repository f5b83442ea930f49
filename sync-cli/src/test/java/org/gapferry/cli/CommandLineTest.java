package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.gapferry.bundle.ExitClass;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("java")
class CommandLineTest {
    @TempDir
    private Path folder;

    private Program program;

    @BeforeEach
    void makeProgram() {
        program = new Program(folder);
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text);
    }

    static Stream<List<String>> wrong() {
        return Stream.of(
                List.of("frobnicate"),
                List.of("export"),
                List.of("export", "--manifst", "x"),
                List.of("key", "generate"),
                List.of("key"),
                List.of("trust", "init", "--out", "t"),
                List.of("trust", "init", "--root", "r", "--out", "t"),
                List.of("trust", "init", "--root", "r", "--exporter", "e", "--single-key", "k", "--out", "t"),
                List.of("verify", "b"),
                List.of("verify", "b", "--trust", "t"),
                List.of("import", "--store", "s"),
                List.of("import", "b", "--store", "absent"),
                List.of("import", "b", "--store", "s", "--channel", "../x"),
                List.of("status", "--store", "absent"),
                List.of("serve", "--store", "absent"),
                List.of("serve", "--store", "absent", "--listen", "8080"),
                List.of("serve", "--store", "absent", "--listen", "0.0.0.0:1"),
                List.of("serve", "--store", "absent", "--public-url", "nonsense"),
                List.of("client-config", "npm"),
                List.of("client-config", "pypi", "--url", "http://x.test"),
                List.of("client-config", "npm", "--url", "x.test"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongCommandLineIsToldInOneLineWithAHint(List<String> arguments) {
        Program.Ended ended = program.run(arguments.toArray());
        assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("USAGE: ")
                .contains("hint: ")
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("'")
                .doesNotContain("Error: ");
        assertThat(ended.err().lines().filter(line -> line.startsWith("hint: ")))
                .doesNotHaveDuplicates();
    }

    static Stream<List<String>> saidHow() {
        return Stream.of(
                List.of("frobnicate", "gapferry: USAGE: unknown command `frobnicate`"),
                List.of("exprt --manifest x", "hint: did you mean: export"),
                List.of("frobnicate --help", "gapferry: USAGE: unknown command `frobnicate`"),
                List.of("store scrub --help", "store: USAGE: unknown command `scrub`"),
                List.of("store", "store: USAGE: missing command; one of: rollback"),
                List.of("why a b", "why: USAGE: unexpected argument `b`"),
                List.of(
                        "status --stroe s --store s",
                        "status: USAGE: unknown option `--stroe`\nhint: did you mean: --store\n"),
                List.of("status", "status: USAGE: missing option `--store STORE`"),
                List.of("import --store s", "import: USAGE: missing argument `BUNDLE`"),
                List.of("status --store", "status: USAGE: --store requires a value"),
                List.of("status --store a --store b", "status: USAGE: --store: the option is repeated"),
                List.of("store rollback --store s --to x", "store rollback: USAGE: --to: invalid number `x`"),
                List.of("trust show", "trust show: USAGE: missing option; one of: TRUST, or --store=STORE"),
                List.of(
                        "verify b",
                        "verify: USAGE: missing option; one of: --store=STORE, or --trust=FILE --fingerprint=F"),
                List.of(
                        "trust init --out t",
                        "trust init: USAGE: missing option; one of: --single-key=KEY, or --root=KEY --exporter=PUB"),
                List.of("verify b --trust t", "verify: USAGE: missing option `--fingerprint F`"),
                List.of(
                        "export --manifest m --key k --trust t --out o --full --since s",
                        "export: USAGE: only one of these options is possible: --full, --since"),
                List.of("serve --store s --max-connections 0", "serve: USAGE: --max-connections: the minimum is 1"));
    }

    @ParameterizedTest
    @MethodSource("saidHow")
    void aWrongCommandLineIsToldInOurWords(List<String> example) {
        Program.Ended ended = program.run((Object[]) example.get(0).split(" "));
        assertThat(ended.err()).contains(example.get(1));
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void helpOfACommandIsPrintedForTheWordHelpToo() {
        assertThat(program.run("help", "export").out()).startsWith("Usage: gapferry export");
        assertThat(program.run("help").out()).startsWith("Usage: gapferry [");
    }

    @Test
    void commandsOfTheSameWordHaveDocumentsOfTheirOwn() {
        assertThat(json(program.run("trust", "init", "--json", "--out", "t").out())
                        .get("schema")
                        .stringValue())
                .isEqualTo("gapferry/trust-init/1");
        assertThat(json(program.run("init", folder.resolve("none"), "--json").out())
                        .get("schema")
                        .stringValue())
                .isEqualTo("gapferry/init/1");
    }

    @Test
    void aFullDiskBehindStdoutIsNotSuccess() {
        PrintStream full = new PrintStream(
                new StandardOutput(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                }),
                true,
                StandardCharsets.UTF_8);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit =
                new Gapferry(program.context(full, new PrintStream(err, true, StandardCharsets.UTF_8))).run("schema");
        assertThat(exit).isEqualTo(41);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("schema: DESTINATION: cannot write to stdout");
    }

    @Test
    void aReaderThatEndsEarlyIsNoFailure() {
        PrintStream pipe = new PrintStream(
                new StandardOutput(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                }),
                true,
                StandardCharsets.UTF_8);
        assertThat(new Gapferry(program.context(pipe, pipe)).run("schema")).isZero();
    }

    @Test
    void aFileWithoutEndIsNotReadWhole() {
        assertThat(program.run("hosts", "--manifest", "/dev/zero").err())
                .startsWith("hosts: MANIFEST: /dev/zero: cannot read the manifest: the file exceeds the limit of ");
        assertThat(program.run("trust", "init", "--single-key", "/dev/zero", "--out", folder.resolve("t"))
                        .err())
                .startsWith("trust init: USAGE: /dev/zero: cannot read the key: the file exceeds the limit of ");
        program.manifest("version: 1\nname: a\nnpm: [\"x@1\"]\nupstreams: {npm: \"http://127.0.0.1:1/\"}\n");
        Program.Ended authorities =
                program.run("doctor", "--manifest", folder.resolve("gapferry.yaml"), "--ca", "/dev/zero");
        assertThat(authorities.err())
                .startsWith("doctor: USAGE: /dev/zero: cannot read the certificate authorities: the file exceeds");
    }

    @Test
    void anExistingFileIsToldBeforeAPassphraseIsAskedFor() throws IOException {
        Files.writeString(folder.resolve("k.pub"), "");
        Program.Ended key = program.run("key", "generate", "--out", folder.resolve("k"));
        assertThat(key.err()).startsWith("key generate: DESTINATION: " + folder.resolve("k.pub") + ": the file exists");
        Files.writeString(folder.resolve("t"), "");
        Program.Ended trust =
                program.run("trust", "init", "--single-key", folder.resolve("none"), "--out", folder.resolve("t"));
        assertThat(trust.err()).startsWith("trust init: DESTINATION: " + folder.resolve("t") + ": the file exists");
    }

    @Test
    void aKeyThatCannotBeWrittenLeavesNoFileBehind() throws IOException {
        Program.Ended ended =
                program.run("key", "generate", "--no-passphrase", "--out", folder.resolve("keys/" + "x".repeat(252)));
        assertThat(ended.exit()).isEqualTo(41);
        assertThat(ended.err())
                .endsWith("cannot write the key: File name too long\n")
                .doesNotContain("->");
        try (Stream<Path> left = Files.list(folder.resolve("keys"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aKeyOfTheOtherKindIsNamed() {
        program.setUp();
        assertThat(program.run(
                                "trust",
                                "init",
                                "--root",
                                folder.resolve("k/root.key"),
                                "--exporter",
                                folder.resolve("k/exp.key"),
                                "--out",
                                folder.resolve("t2"))
                        .err())
                .contains("a private key where a public key is expected")
                .contains("hint: use " + folder.resolve("k/exp.pub"));
    }

    @Test
    void helpTeachesAndListsTheExitCodes() {
        Program.Ended ended = program.run("--help");
        assertThat(ended.exit()).isZero();
        for (ExitClass exit : ExitClass.values()) {
            assertThat(ended.out()).contains(exit.word() + ": ");
        }
        for (String verb : List.of(
                "demo",
                "key generate",
                "trust init",
                "trust accept",
                "export",
                "verify",
                "import",
                "status",
                "serve",
                "client-config")) {
            Object[] arguments = Stream.concat(Stream.of(verb.split(" ")), Stream.of("--help"))
                    .toArray();
            Program.Ended help = program.run(arguments);
            assertThat(help.exit()).as(verb).isZero();
            assertThat(help.out()).contains("Usage: gapferry " + verb);
        }
    }

    @Test
    void everyOptionHasAVariable() {
        program.with("GAPFERRY_OUT", folder.resolve("k").toString()).with("GAPFERRY_NO_PASSPHRASE", "true");
        assertThat(program.run("key", "generate").exit()).isZero();
        assertThat(folder.resolve("k.key")).exists();
    }

    @Test
    void aKeyWithoutAnyPassphraseIsRefusedWithoutATerminal() throws IOException {
        Program.Ended ended = program.run("key", "generate", "--out", folder.resolve("k"));
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("--no-passphrase");
        assertThat(folder.resolve("k.key")).doesNotExist();
        Path secret = Files.writeString(folder.resolve("secret"), "correct horse\n");
        Program.Ended made = program.run("key", "generate", "--out", folder.resolve("k"), "--passphrase-file", secret);
        assertThat(made.exit()).isZero();
        assertThat(made.err())
                .contains("warning: " + secret + ": other users of this machine can read the passphrase")
                .contains("hint: chmod 600 " + secret);
        Program.Ended locked =
                program.run("trust", "init", "--single-key", folder.resolve("k.key"), "--out", folder.resolve("t"));
        assertThat(locked.exit()).isEqualTo(2);
        assertThat(locked.err()).contains("encrypted").doesNotContain("correct horse");
        program.with("GAPFERRY_PASSPHRASE", "correct horse");
        assertThat(program.run("trust", "init", "--single-key", folder.resolve("k.key"), "--out", folder.resolve("t"))
                        .exit())
                .isZero();
    }

    @Test
    void trustIsAcceptedByItsFingerprintAlone() throws IOException {
        String fingerprint = program.setUp();
        assertThat(fingerprint).matches("[A-Z2-7]{4}(-[A-Z2-7]{4}){6}");
        Path trust = folder.resolve("trust.json");
        Path store = folder.resolve("store");
        String other = fingerprint.replaceFirst("^.", fingerprint.startsWith("A") ? "7" : "A");
        Program.Ended mistyped = program.run("trust", "accept", trust, "--store", store, "--fingerprint", other);
        assertThat(mistyped.exit()).isEqualTo(2);
        Program.Ended wrong = program.run("trust", "accept", trust, "--store", store, "--fingerprint", "0".repeat(64));
        assertThat(wrong.exit()).isEqualTo(10);
        assertThat(wrong.err()).startsWith("trust accept: TRUST: ");
        assertThat(store).doesNotExist();
        assertThat(program.run("trust", "accept", trust, "--store", store, "--fingerprint", fingerprint)
                        .exit())
                .isZero();
        assertThat(program.run("trust", "accept", trust, "--store", store, "--fingerprint", fingerprint)
                        .exit())
                .isZero();
        Program.Ended status = program.run("status", "--store", store, "--json");
        assertThat(json(status.out()).get("fingerprint").stringValue()).isEqualTo(fingerprint);
        assertThat(json(status.out()).get("generations")).hasSize(1);

        Path second = folder.resolve("trust2.json");
        String other2 = program.run(
                        "trust",
                        "init",
                        "--root",
                        folder.resolve("k/root.key"),
                        "--exporter",
                        folder.resolve("k/exp.pub"),
                        "--out",
                        second)
                .lastLine();
        assertThat(other2).as("the same keys make the same file").isEqualTo(fingerprint);
        program.run("key", "generate", "--out", folder.resolve("k/new"), "--no-passphrase");
        Path third = folder.resolve("trust3.json");
        String other3 = program.run(
                        "trust",
                        "init",
                        "--root",
                        folder.resolve("k/root.key"),
                        "--exporter",
                        folder.resolve("k/new.pub"),
                        "--out",
                        third)
                .lastLine();
        assertThat(program.run("trust", "accept", third, "--store", store, "--fingerprint", other3)
                        .exit())
                .isEqualTo(10);
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("precious"), "x");
        assertThat(program.run("trust", "accept", trust, "--store", full, "--fingerprint", fingerprint)
                        .exit())
                .isEqualTo(2);
        try (Stream<Path> files = Files.list(full)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aSingleKeyIsLoud() {
        program.run("key", "generate", "--out", folder.resolve("k"), "--no-passphrase");
        Program.Ended init = program.run(
                "trust", "init", "--single-key", folder.resolve("k.key"), "--out", folder.resolve("trust.json"));
        assertThat(init.err()).contains("warning: one key has all roles");
        Path store = program.store(init.lastLine());
        assertThat(program.run("status", "--store", store).out()).contains("WARNING: one key has all roles");
    }

    @Test
    void aBundleIsVerifiedImportedAndRefusedAsTheWordsSay() throws IOException {
        try (FakeNpmRegistry registry = new FakeNpmRegistry()) {
            registry.version("a", "1.0.0").publish();
            String fingerprint = program.setUp();
            program.manifest("version: 1\nname: test\nnpm: [a]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
            Program.Ended exported = program.export("--json", "--volume-size", "64KiB");
            JsonNode export = json(exported.out());
            Path bundle = Path.of(export.get("bundle").stringValue());
            assertThat(export.get("seq").intValue()).isEqualTo(1);
            // the document, the archive, and the lists of what two clients add
            assertThat(export.get("requests").intValue()).isEqualTo(4);

            Program.Ended trusted = program.run(
                    "verify", bundle, "--trust", folder.resolve("trust.json"), "--fingerprint", fingerprint, "--json");
            assertThat(trusted.exit()).isZero();
            assertThat(json(trusted.out()).get("notes")).hasSize(2);

            Path store = folder.resolve("store");
            Path empty =
                    Files.createDirectories(folder.resolve("empty/generations")).getParent();
            Files.createDirectories(empty.resolve("channels"));
            Files.createDirectories(empty.resolve("quarantine"));
            Program.Ended untrusted = program.run("import", bundle, "--store", empty);
            assertThat(untrusted.exit()).isEqualTo(10);
            assertThat(untrusted.firstError()).startsWith("import: TRUST: ");
            program.store(fingerprint);
            assertThat(program.run("verify", bundle, "--store", store).exit()).isZero();
            Program.Ended imported = program.run("import", bundle, "--store", store, "--json");
            assertThat(imported.exit()).as(imported.err()).isZero();
            assertThat(json(imported.out()).at("/imports/0/generation").intValue())
                    .isEqualTo(2);
            assertThat(program.run("import", bundle, "--store", store).err()).contains("already imported");

            Files.writeString(bundle.resolve("SHA256SUMS"), "edited\n");
            Program.Ended finding = program.run("verify", bundle, "--store", store);
            assertThat(finding.exit()).isEqualTo(1);
            assertThat(finding.err()).contains("verify: FINDINGS: SHA256SUMS: was edited");
            Path volume = bundle.resolve("volumes/0001.tar");
            byte[] bytes = Files.readAllBytes(volume);
            bytes[600] ^= 1;
            Files.write(volume, bytes);
            Program.Ended damaged = program.run("verify", bundle, "--store", store, "--json");
            assertThat(damaged.exit()).isEqualTo(21);
            assertThat(damaged.firstError()).startsWith("verify: INTEGRITY: volumes/0001.tar: blob sha256:");
            assertThat(json(damaged.out()).at("/problems/0/id").stringValue()).isEqualTo("bundle/digest-mismatch");
        }
    }

    @Test
    void anExportWithAnotherKeyOrALostStateIsRefusedBeforeAnythingIsFetched() throws IOException {
        try (FakeNpmRegistry registry = new FakeNpmRegistry()) {
            registry.version("a", "1.0.0").publish();
            program.setUp();
            program.manifest("version: 1\nname: test\nnpm: [a]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
            Program.Ended root = program.run(
                    "export",
                    "--manifest",
                    folder.resolve("gapferry.yaml"),
                    "--key",
                    folder.resolve("k/root.key"),
                    "--trust",
                    folder.resolve("trust.json"),
                    "--out",
                    folder.resolve("out"));
            assertThat(root.exit()).isEqualTo(10);
            assertThat(registry.requests()).isEmpty();
            assertThat(program.export("--volume-size", "1KiB").exit()).isEqualTo(2);
            assertThat(program.export().exit()).isZero();
            registry.forgetRequests();
            Files.move(folder.resolve("st"), folder.resolve("lost"));
            Program.Ended lost = program.export();
            assertThat(lost.exit()).isEqualTo(2);
            assertThat(lost.err()).contains("the state folder is missing");
            assertThat(registry.requests()).isEmpty();
        }
    }

    @Test
    void whatCannotBeWrittenIsADestinationAndADamagedCacheHeals() throws IOException {
        try (FakeNpmRegistry registry = new FakeNpmRegistry()) {
            registry.version("a", "1.0.0").publish();
            program.setUp();
            program.manifest("version: 1\nname: test\nnpm: [a]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
            Path out = Files.writeString(folder.resolve("out"), "a file");
            Program.Ended refused = program.export();
            assertThat(refused.exit()).isEqualTo(41);
            assertThat(refused.firstError()).startsWith("export: DESTINATION: ").contains("cannot write");
            Files.delete(out);
            Program.Ended other = program.run(
                    "export",
                    "--manifest",
                    folder.resolve("gapferry.yaml"),
                    "--key",
                    folder.resolve("k/exp.key"),
                    "--trust",
                    folder.resolve("trust.json"),
                    "--state",
                    folder.resolve("other-state"),
                    "--out",
                    folder.resolve("other-out"));
            // not the lists of what clients add, which are read and not carried
            String carried =
                    Files.readString(Path.of(other.lastLine(), "volumes", "0001.tar"), StandardCharsets.ISO_8859_1);
            List<Path> blobs;
            try (Stream<Path> files = Files.walk(folder.resolve("st/cache/blobs"))) {
                blobs = files.filter(Files::isRegularFile)
                        .filter(file -> carried.contains(String.valueOf(file.getFileName())))
                        .toList();
            }
            assertThat(blobs).hasSize(3);
            for (Path blob : blobs) {
                byte[] bytes = Files.readAllBytes(blob);
                bytes[0] ^= 1;
                Files.write(blob, bytes);
                Program.Ended damaged = program.export();
                assertThat(damaged.exit()).isEqualTo(21);
                assertThat(damaged.err()).contains("hint: the cache was damaged");
                if (Files.exists(out)) {
                    try (Stream<Path> bundles = Files.list(out)) {
                        assertThat(bundles).isEmpty();
                    }
                }
            }
            assertThat(program.export().exit()).isZero();
        }
    }

    @Test
    void aWrongManifestIsToldWholeBeforeAnythingIsFetched() {
        program.setUp();
        program.manifest(
                "version: 1\nname: test\nnpm:\n  - \"a@git+https://x.test/a.git\"\n  - {projekt: ./x}\n  - {project: ./absent}\n  - \"a b\"\n  - [x]\n");
        Program.Ended ended = program.export();
        assertThat(ended.exit()).isEqualTo(4);
        assertThat(ended.err().lines().filter(line -> line.startsWith("export: MANIFEST: gapferry.yaml:")))
                .hasSize(5)
                .anySatisfy(
                        line -> assertThat(line)
                                .contains(
                                        "gapferry.yaml:4:5: invalid package spec `a@git+https://x.test/a.git`: it is in no registry"))
                .anySatisfy(line ->
                        assertThat(line).contains("gapferry.yaml:6:15: no package.json in the folder `./absent`"));
        assertThat(ended.err()).contains("did you mean `project`?");
    }

    @Test
    void clientConfigPrintsExportsAndWritesFiles() throws IOException {
        Program.Ended printed = program.run("client-config", "npm", "--url", "http://127.0.0.1:8080");
        assertThat(printed.out().lines()).allMatch(line -> line.matches("export [A-Za-z_]+='[^']*'"));
        assertThat(printed.out()).contains("export npm_config_registry='http://127.0.0.1:8080/npm/'");
        assertThat(program.run("client-config", "npm", "--url", "http://127.0.0.1:8080", "--write", folder.resolve("p"))
                        .exit())
                .isZero();
        assertThat(folder.resolve("p/.npmrc")).content().startsWith("registry=http://127.0.0.1:8080/npm/\n");
        Files.writeString(folder.resolve("p/.npmrc"), "precious=1\n");
        Program.Ended kept =
                program.run("client-config", "npm", "--url", "http://127.0.0.1:8080", "--write", folder.resolve("p"));
        assertThat(kept.exit()).isEqualTo(41);
        assertThat(folder.resolve("p/.npmrc")).content().isEqualTo("precious=1\n");
    }

    @Test
    void clientConfigHasATokenOnlyIfItIsGivenAndWritesItForTheUserOnly() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "t0ken\n");
        Path ca = Files.writeString(folder.resolve("ca.pem"), "");
        String[] access = {"--url", "https://mirror.test", "--token-file", token.toString(), "--ca", ca.toString()};
        Program.Ended printed =
                program.run("client-config", "npm", access[0], access[1], access[2], access[3], access[4], access[5]);
        assertThat(printed.out())
                .contains(
                        "export YARN_NPM_AUTH_TOKEN='t0ken'",
                        "export BUN_CONFIG_TOKEN='t0ken'",
                        "export COREPACK_NPM_TOKEN='t0ken'",
                        "export NODE_EXTRA_CA_CERTS='" + ca + "'",
                        "# npm, pnpm and yarn 1 read a token from a file only")
                .doesNotContain("COREPACK_INTEGRITY_KEYS");
        Program.Ended written = program.run(
                "client-config", "npm", access[0], access[1], access[2], access[3], "--write", folder.resolve("user"));
        Path npmrc = folder.resolve("user/.npmrc");
        assertThat(written.out().lines())
                .allMatch(line -> line.matches("export [A-Za-z_]+='[^']*'"))
                .contains(
                        "export COREPACK_NPM_TOKEN='t0ken'",
                        "export YARN_NPM_AUTH_TOKEN='t0ken'",
                        "export npm_config_userconfig='" + npmrc + "'");
        assertThat(npmrc)
                .content()
                .contains("//mirror.test/npm/:_authToken=t0ken\n", "//mirror.test/npm/:always-auth=true\n");
        assertThat(folder.resolve("user/.yarnrc.yml")).content().contains("npmAuthToken: \"t0ken\"\n");
        assertThat(Files.getPosixFilePermissions(npmrc))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(program.run("client-config", "npm", "--url", "https://mirror.test", "--unsigned-managers")
                        .out())
                .contains("export COREPACK_INTEGRITY_KEYS='0'")
                .doesNotContain("TOKEN");
        assertThat(program.run("client-config", "pulumi", access[0], access[1], access[2], access[3])
                        .exit())
                .isNotZero();
        Files.writeString(token, "two words");
        assertThat(program.run("client-config", "npm", access[0], access[1], access[2], access[3])
                        .exit())
                .isNotZero();
    }
}
