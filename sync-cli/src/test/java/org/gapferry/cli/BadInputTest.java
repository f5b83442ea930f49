package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that cannot be read is told with its file and line by each command, and the others go on. */
class BadInputTest {
    private static final String APP = "{\"name\": \"app\", \"dependencies\": {\"a\": \"^1\"}}";

    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    /** What is said of each bad project, after the folder of all. */
    private final Map<String, String> said = new LinkedHashMap<>();

    private Program program;

    @BeforeEach
    void publish() throws IOException {
        registry.version("a", "1.0.0").publish();
        program = new Program(folder).with("npm_config_registry", registry.url().toString());
        file("good/package.json", APP);
        bad("cut", "package-lock.json", "{\n  \"packages\": {\n    \"node_modules/a\": {", ":3:");
        bad("merged", "yarn.lock", "# yarn lockfile v1\n\n<<<<<<< HEAD\na@1:\n=======\n>>>>>>> x\n", ":3:1: ");
        bad("unknown", "pnpm-lock.yaml", "lockfileVersion: '12.0'\n", ":1:1: the lockfile has version `12.0`");
        bad("outside", "package-lock.json", outside(), ":4:5: the lockfile pins `../../../etc/x`");
        bad("loop", "pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages: &a\n  b: *a\n", ":3:");
        bad(
                "between",
                "yarn.lock",
                "# yarn lockfile v1\na@^1:\n  version \"1.0.0\"\n  dependencies:\n    b \"^2\"\n",
                ":5:1: the lockfile has no entry for `b@^2`, which `a@^1` needs");
        bad("binary", "bun.lockb", "#!/usr/bin/env bun\nbun-lockfile-format-v0\n", ": the lockfile is binary");
        bad("workspace", "pnpm-workspace.yaml", "packages: [\n", ":");
        bad(
                "catalog",
                "package.json",
                "{\"dependencies\": {\"a\": \"catalog:\"}}",
                ": the dependency `a` is `catalog:`");
        bad("text", "package.json", "{\n\"dependencies\": {\"a\":", ":2:");
        bad("number", "package.json", "{\"dependencies\": {\n\"a\": 1}}", ":2:6: `dependencies.a` is not a string");
        bad("list", "package.json", "{\"workspaces\": \"packages/*\"}", ":1:16: `workspaces` is not a list");
        bad("empty", "package.json", "", ":");
        bad("huge", "bun.lock", "{", ": the lockfile is larger than 64 MiB");
        try (SeekableByteChannel out =
                Files.newByteChannel(folder.resolve("projects/huge/bun.lock"), StandardOpenOption.WRITE)) {
            out.position(100L << 20).write(ByteBuffer.wrap(new byte[1]));
        }
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private static String outside() {
        return "{\n  \"lockfileVersion\": 3,\n  \"packages\": {\n"
                + "    \"node_modules/../../../etc/x\": {\"version\": \"1.0.0\"}\n  }\n}\n";
    }

    private void file(String path, String content) throws IOException {
        Path file = folder.resolve("projects").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void bad(String project, String file, String content, String words) throws IOException {
        file(project + "/package.json", APP);
        file(project + "/" + file, content);
        said.put(project, project + "/" + file + words);
    }

    private void manifest() {
        program.manifest("version: 1\nname: test\nnpm:\n"
                + Stream.concat(Stream.of("good"), said.keySet().stream())
                        .map(name -> "  - project: projects/" + name + "\n")
                        .collect(Collectors.joining())
                + "upstreams: {npm: \"" + registry.url() + "\"}\n");
    }

    private void tells(Program.Ended ended, int exit) {
        assertThat(ended.exit()).as(ended.err()).isEqualTo(exit);
        assertThat(said.values())
                .allSatisfy(words -> assertThat(ended.err()).contains(words).contains("projects/" + words));
        assertThat(ended.err()).doesNotContain("Exception", "java.", "\tat ", "BUG");
    }

    @Test
    void anExportHoldsThemBackAndShipsTheOthers() throws IOException {
        Path store = program.store(program.setUp());
        manifest();
        Program.Ended exported = program.export();
        tells(exported, 3);
        assertThat(program.run("import", exported.lastLine(), "--store", store).exit())
                .isZero();
        assertThat(program.run("verify", "--project", folder.resolve("projects/good"), "--store", store)
                        .exit())
                .isZero();
        tells(program.export(), 3);
        assertThat(program.export("--strict").exit()).isEqualTo(4);
    }

    @Test
    void hostsNamesThemAndListsTheOthers() {
        manifest();
        Program.Ended hosts = program.run("hosts", "--manifest", folder.resolve("gapferry.yaml"));
        tells(hosts, 3);
        assertThat(hosts.out()).contains("127.0.0.1");
    }

    @Test
    void initNamesThemAndListsTheOthers() throws IOException {
        tells(program.run("init", folder.resolve("projects")), 3);
        assertThat(folder.resolve("projects/gapferry.yaml"))
                .content()
                .contains("npm:\n  - project: ./good\n\n")
                .satisfies(written ->
                        said.keySet().forEach(name -> assertThat(written).doesNotContain("./" + name)));
    }

    @Test
    void verifyNamesTheOneThatIsAskedFor() {
        Path store = program.store(program.setUp());
        program.manifest("version: 1\nname: test\nnpm: [a]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        assertThat(program.run("import", program.export().lastLine(), "--store", store)
                        .exit())
                .isZero();
        said.forEach((project, words) -> {
            Program.Ended ended = program.run(
                    "verify", "--project", folder.resolve("projects").resolve(project), "--store", store);
            assertThat(ended.exit()).as("%s: %s", project, ended.err()).isEqualTo(3);
            assertThat(ended.err()).contains("verify: PARTIAL: ", "projects/" + words);
            assertThat(ended.err().lines().filter(line -> line.contains(words)))
                    .as("once")
                    .hasSize(1);
        });
    }
}
