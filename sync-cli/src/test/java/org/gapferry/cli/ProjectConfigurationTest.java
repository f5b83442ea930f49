package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of the configuration in projects, by whole commands. */
class ProjectConfigurationTest {
    private static final String APP = "{\"name\": \"app\", \"dependencies\": {\"a\": \"^1\"}}";
    private static final String TOKEN = "s3cret-token";

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
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private void file(String path, String content) throws IOException {
        Path file = folder.resolve("projects").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void bad(String project, String file, String content, String words) throws IOException {
        file(project + "/package.json", APP);
        file(project + "/" + file, content);
        said.put(project, "projects/" + project + "/" + file + words);
    }

    private void manifest(String more) {
        program.manifest("version: 1\nname: test\nnpm:\n"
                + Stream.concat(Stream.of("good"), said.keySet().stream())
                        .map(name -> "  - project: projects/" + name + "\n")
                        .collect(Collectors.joining())
                + more);
    }

    /** No file has it but those of projects and the manifest. */
    private void assertNowhere(String secret) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> left = files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(folder.resolve("projects")))
                    .filter(file -> !file.endsWith("gapferry.yaml"))
                    .toList();
            assertThat(left).isNotEmpty();
            for (Path file : left) {
                byte[] bytes = Files.readAllBytes(file);
                if (file.toString().endsWith(".gz")) {
                    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                        bytes = in.readAllBytes();
                    }
                }
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret);
            }
        }
    }

    @Test
    void badConfigurationIsToldWithFileAndLineAndTheOthersShip() throws IOException {
        program.setUp();
        bad(
                "npmrc",
                ".npmrc",
                "# team\n@team:registry=${TEAM_URL}\n",
                ":2:1: the registry of `@team` is in the variable `TEAM_URL`");
        bad(
                "yarn",
                ".yarnrc.yml",
                "npmRegistryServer: \"${TEAM_URL}\"\n",
                ":1:20: the registry is in the variable `TEAM_URL`");
        bad(
                "bun",
                "bunfig.toml",
                "[install]\nregistry = \"$TEAM_URL\"\n",
                ":2:12: the registry is in the variable `TEAM_URL`");
        bad("scheme", ".npmrc", "registry=npm.team.test/\n", ":1:1: the registry is not a URL");
        bad("user", ".npmrc", "registry=https://u:" + TOKEN + "@npm.team.test/\n", ":1:1: the registry has a user");
        bad(
                "query",
                ".npmrc",
                "registry=https://npm.team.test/?token=" + TOKEN + "\n",
                ":1:1: the registry has a user");
        bad("cut", "bunfig.toml", "[install]\nregistry = { url = \"https", ":2:");
        bad("yml", ".yarnrc.yml", "npmScopes:\n  team: {npmAuthToken: \"" + TOKEN, ":2:");
        bad("one", ".npmrc", "@both:registry=http://one.test/\n", ":1:1");
        bad("two", ".yarnrc", "\"@both:registry\" \"http://two.test/\"\n", ":1:1");
        manifest("");
        Program.Ended exported = program.export();
        assertThat(exported.exit()).as(exported.err()).isEqualTo(3);
        assertThat(said.values()).allSatisfy(words -> assertThat(exported.err()).contains(words));
        assertThat(exported.err() + exported.out()).doesNotContain(TOKEN, "Exception", "\tat ");
        assertThat(exported.lastLine()).isNotEmpty();
        assertThat(registry.requests()).contains("GET /a/-/a-1.0.0.tgz");
        assertNowhere(TOKEN);
    }

    private static String lockfile(String resolved, String integrity) {
        return "{\"name\": \"app\", \"lockfileVersion\": 3, \"requires\": true, \"packages\": {\n"
                + "  \"\": {\"name\": \"app\", \"dependencies\": {\"a\": \"^1\"}},\n"
                + "  \"node_modules/a\": {\"version\": \"1.0.0\", \"resolved\": \"" + resolved + "\",\n"
                + "    \"integrity\": \"" + integrity + "\"}}}\n";
    }

    private String integrity() {
        return registry.document("a").at("/versions/1.0.0/dist/integrity").asString();
    }

    @Test
    void aLockfileThatWasWrittenBehindAMirrorIsCarriedFromTheUpstreamAndItsHostIsTold() throws Exception {
        String fingerprint = program.setUp();
        file(
                "good/package-lock.json",
                lockfile("https://nexus.corp.test/repository/npm-all/a/-/a-1.0.0.tgz", integrity()));
        manifest("");
        Program.Ended exported = program.export();
        assertThat(exported.exit()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("nexus.corp.test");
        assertThat(registry.requests()).contains("GET /a/-/a-1.0.0.tgz");
        Program.Ended verified = program.run(
                "verify",
                exported.lastLine(),
                "--store",
                program.store(fingerprint),
                "--project",
                folder.resolve("projects/good"));
        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.err()).contains("nexus.corp.test");
        assertThat(program.run("client-config", "npm", "--url", "http://127.0.0.1:8080")
                        .out())
                .contains("export npm_config_replace_registry_host='always'");
    }

    @Test
    void aWrongDigestInALockfileHoldsBackItsProjectAndThePackageShipsForTheOthers() throws Exception {
        program.setUp();
        file("good/package-lock.json", lockfile(registry.url() + "a/-/a-1.0.0.tgz", integrity()));
        file("wrong/package.json", APP);
        file(
                "wrong/package-lock.json",
                lockfile(registry.url() + "a/-/a-1.0.0.tgz", "sha512-" + "A".repeat(86) + "=="));
        said.put("wrong", "projects/wrong/package-lock.json:3:3: the lockfile has sha512-AAAA");
        manifest("");
        Program.Ended exported = program.export();
        assertThat(exported.exit()).as(exported.err()).isEqualTo(3);
        assertThat(exported.err()).contains(said.values()).doesNotContain("held back: gapferry.yaml:4");
        assertThat(exported.lastLine()).isNotEmpty();
        assertThat(registry.requests()).contains("GET /a/-/a-1.0.0.tgz");
    }

    @Test
    void aTokenInAnUpstreamsUrlIsRefusedAndNeverShown() throws Exception {
        program.setUp();
        for (String url : List.of(
                registry.url() + "?token=" + TOKEN,
                registry.url().toString().replace("http://", "http://user:" + TOKEN + "@"))) {
            manifest("upstreams: {npm: \"" + url + "\"}\n");
            Program.Ended exported = program.export();
            assertThat(exported.exit()).as(exported.err()).isEqualTo(4);
            assertThat(exported.err()).contains("gapferry.yaml:5:18").doesNotContain(TOKEN);
        }
        assertThat(registry.requests()).isEmpty();
        assertNowhere(TOKEN);
    }

    @Test
    void aStrangersPackageOfABoundScopeIsNeverAskedOfTheRegistryForAllNames() throws IOException {
        program.setUp();
        registry.version("@team/lib", "9.9.9").publish();
        registry.version("@team/gone", "9.9.9").publish();
        registry.version("core", "9.9.9").publish();
        try (FakeNpmRegistry team = new FakeNpmRegistry()) {
            team.version("@team/lib", "1.0.0").publish();
            file("app/package.json", "{\"workspaces\": [\"packages/*\"]}");
            file("app/.npmrc", "@team:registry=" + team.url() + "\n");
            file("app/packages/core/package.json", "{\"name\": \"core\", \"version\": \"1.0.0\"}");
            file(
                    "app/packages/web/package.json",
                    "{\"name\": \"web\", \"dependencies\": {\"core\": \"*\", \"@team/lib\": \"*\", \"@team/gone\": \"*\"}}");
            said.put("app/packages/web", "");
            manifest("");
            Program.Ended exported = program.export();
            assertThat(exported.exit()).as(exported.err()).isEqualTo(3);
            assertThat(exported.err()).contains("@team/gone");
            assertThat(team.requests()).contains("GET /@team%2flib", "GET /@team%2fgone");
            assertThat(registry.requests()).isNotEmpty().noneMatch(one -> one.contains("team") || one.contains("core"));
        }
    }

    @Test
    void whatYarnWouldRunForADependencyIsToldAndNeverRun() throws IOException {
        program.setUp();
        file("exec/package.json", "{\"dependencies\": {\"a\": \"^1\", \"made\": \"exec:./make.js\"}}");
        file("exec/make.js", "require('fs').writeFileSync('" + folder.resolve("ran") + "', '');");
        said.put("exec", "");
        manifest("");
        Program.Ended exported = program.export();
        assertThat(exported.err()).contains("`made` is `exec:./make.js`");
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(registry.requests()).noneMatch(one -> one.contains("made"));
    }

    @Test
    void hostsListsTheRegistryThatAPulumiProjectNames() throws IOException {
        file("infra/Pulumi.yaml", "name: infra\nruntime: nodejs\n");
        file("infra/package.json", "{\"dependencies\": {\"@team/lib\": \"*\"}}");
        file("infra/.npmrc", "@team:registry=https://npm.team.test/\n");
        Path manifest = program.manifest("version: 1\nname: test\npulumi: [{project: projects/infra}]\n");
        Program.Ended hosts = program.run("hosts", "--manifest", manifest, "--format", "csv");
        assertThat(hosts.out()).as(hosts.err()).contains("\"npm.team.test\",\"443\"", "infra/.npmrc:1:1");
    }
}
