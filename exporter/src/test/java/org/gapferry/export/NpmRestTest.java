package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.npm.NpmEcosystem;
import org.gapferry.ecosystem.npm.project.HostedGit;
import org.gapferry.ecosystem.npm.resolve.NpmResolver;
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.testkit.Tarball;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Projects as people have them: overrides, workspaces, old lockfiles, shrinkwraps, repositories, URLs, and scripts that
 * download.
 */
class NpmRestTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private final MockWebServer files = new MockWebServer();
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private Ecosystems ecosystems;

    @BeforeEach
    void serve() throws IOException {
        files.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                byte[] body = served.get(request.getUrl().encodedPath());
                return body == null
                        ? new MockResponse.Builder().code(404).build()
                        : new MockResponse.Builder()
                                .body(new Buffer().write(body))
                                .build();
            }
        });
        files.start();
        String base = "http://127.0.0.1:" + files.getPort();
        List<HostedGit.Host> hosts = List.of(new HostedGit.Host(
                "git.test", "github", base + "/{user}/{project}.git", base + "/{user}/{project}/{commit}.tar.gz"));
        Ecosystem npm = NpmEcosystem.ECOSYSTEM;
        ecosystems = new Ecosystems(List.of(npm.with(npm.online().with(context -> new NpmResolver(context, hosts)))));
        for (String name : List.of("a", "b", "c", "tool")) {
            registry.version(name, "1.0.0").publish();
        }
    }

    @AfterEach
    void close() {
        registry.close();
        files.close();
    }

    private void file(String path, String content) {
        try {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.writeString(folder.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExportReport export(String requirements) throws IOException {
        return export(requirements, "hosts: [\"127.0.0.1:" + files.getPort() + "\"]\n");
    }

    private ExportReport export(String requirements, String more) throws IOException {
        ExportFixture fixture = new ExportFixture(folder, registry, ecosystems);
        return fixture.export(fixture.wanted(requirements, more));
    }

    private static List<String> held(ExportReport report) {
        return report.heldBack().stream()
                .flatMap(held -> held.problems().stream())
                .map(problem -> problem.sentence() + problem.hints())
                .toList();
    }

    private static String inventory(ExportReport report) throws IOException {
        assertThat(held(report)).isEmpty();
        Path file = report.bundle().orElseThrow().folder().resolve("inventory.jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> carried(ExportReport report) throws IOException {
        return inventory(report)
                .lines()
                .filter(line -> line.startsWith("{\"artifact\":\"pkg:npm/"))
                .map(line -> line.replaceAll("^.{21}([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void aLockfileThatContradictsItsManifestIsToldAndAllIsCarried() throws IOException {
        registry.version("a", "2.0.0").publish();
        file("app/package.json", "{\"dependencies\":{\"a\":\"^2\",\"b\":\"1.0.0\",\"c\":\"^1\"}}");
        file(
                "app/package-lock.json",
                "{\"lockfileVersion\":3,\"packages\":{\"\":{},\"node_modules/a\":{\"version\":\"1.0.0\"},"
                        + "\"node_modules/b\":{\"version\":\"1.0.0\"}}}");
        ExportReport report = export("project: app");
        assertThat(carried(report)).containsExactly("a@1.0.0", "a@2.0.0", "b@1.0.0", "c@1.0.0");
        assertThat(report.findings().stream().map(problem -> problem.what()))
                .containsExactly(
                        "package-lock.json pins a 1.0.0, and package.json asks for `^2`",
                        "package-lock.json does not pin c, which package.json asks for");
    }

    @Test
    void overridesAreFollowedAndReplaceWhatCannotBeHad() throws IOException {
        registry.version("b", "2.0.0").publish();
        registry.version("c", "1.1.0").publish();
        registry.version("uses", "1.0.0")
                .needs("b", "^1")
                .needs("c", "1.0.0")
                .needs("gone", "^9")
                .publish();
        file(
                "app/package.json",
                "{\"dependencies\":{\"uses\":\"^1\",\"a\":\"^1\"},"
                        + "\"overrides\":{\"b\":\"2.0.0\",\"uses\":{\"c\":\"1.1.0\"},\"gone\":\"npm:tool@1\",\"x@1\":{\".\":\"$a\"}}}");
        assertThat(carried(export("project: app")))
                .containsExactly("a@1.0.0", "b@2.0.0", "c@1.0.0", "c@1.1.0", "tool@1.0.0", "uses@1.0.0");
        assertThat(held(export("project: app, uses")))
                .as("the overrides of one root are not those of another")
                .singleElement()
                .asString()
                .contains("gone");
    }

    @Test
    void workspacesAreReadWithTheirOwnDependencies() throws IOException {
        file("app/package.json", "{\"workspaces\":[\"packages/*\",\"!packages/old\"],\"dependencies\":{\"a\":\"1\"}}");
        file(
                "app/packages/one/package.json",
                "{\"name\":\"one\",\"version\":\"3.0.0\",\"dependencies\":{\"two\":\"^3\",\"b\":\"1\"}}");
        file(
                "app/packages/two/package.json",
                "{\"name\":\"two\",\"version\":\"3.1.0\",\"devDependencies\":{\"c\":\"1\"}}");
        file("app/packages/old/package.json", "{\"name\":\"old\",\"dependencies\":{\"gone\":\"1\"}}");
        file("app/packages/one/node_modules/z/package.json", "{\"dependencies\":{\"gone\":\"1\"}}");
        assertThat(carried(export("project: app"))).containsExactly("a@1.0.0", "b@1.0.0", "c@1.0.0");
        file(
                "app/packages/one/package.json",
                "{\"name\":\"one\",\"version\":\"3.0.0\",\"dependencies\":{\"two\":\"^4\"}}");
        assertThat(held(export("project: app")))
                .as("no workspace has that version")
                .singleElement()
                .asString()
                .contains("two");
    }

    @Test
    void linkedFoldersTravelWithTheProject() throws IOException {
        file("app/package.json", "{\"dependencies\":{\"lib\":\"file:../lib\",\"a\":\"1\"}}");
        file(
                "lib/package.json",
                "{\"name\":\"lib\",\"dependencies\":{\"b\":\"1\",\"deep\":\"file:./deep\"},\"devDependencies\":{\"gone\":\"1\"}}");
        file("lib/deep/package.json", "{\"name\":\"deep\",\"dependencies\":{\"c\":\"1\"}}");
        ExportReport report = export("project: app");
        assertThat(carried(report)).containsExactly("a@1.0.0", "b@1.0.0", "c@1.0.0");
        assertThat(report.notes()).anyMatch(note -> note.contains("travels with the project"));
    }

    @Test
    void lockfilesOfVersionOneAreRead() throws IOException {
        registry.version("a", "1.1.0").publish();
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file(
                "app/package-lock.json",
                "{\"lockfileVersion\":1,\"requires\":true,\"dependencies\":{\"a\":{\"version\":\"1.0.0\",\"resolved\":\"http://x.test/a/-/a-1.0.0.tgz\","
                        + "\"dependencies\":{\"b\":{\"version\":\"1.0.0\"},\"inside\":{\"version\":\"1.0.0\",\"bundled\":true}}},"
                        + "\"other\":{\"version\":\"npm:c@1.0.0\",\"dev\":true}}}");
        assertThat(carried(export("project: app"))).containsExactly("a@1.0.0", "a@1.1.0", "b@1.0.0", "c@1.0.0");
        file(
                "app/npm-shrinkwrap.json",
                "{\"lockfileVersion\":3,\"packages\":{\"node_modules/tool\":{\"version\":\"1.0.0\"}}}");
        assertThat(carried(export("project: app")))
                .as("the shrinkwrap counts, the lockfile does not")
                .contains("tool@1.0.0");
    }

    @Test
    void aPackagesOwnShrinkwrapIsFollowed() throws IOException {
        registry.version("b", "1.1.0").publish();
        registry.version("wrapped", "1.0.0")
                .needs("b", "^1")
                .with("_hasShrinkwrap", "true")
                .holding(
                        new Tarball()
                                .with(
                                        "npm-shrinkwrap.json",
                                        "{\"lockfileVersion\":2,\"packages\":{\"\":{},\"node_modules/b\":{\"version\":\"1.0.0\"},\"node_modules/gone\":{\"version\":\"1.0.0\",\"dev\":true}}}"))
                .publish();
        assertThat(carried(export("wrapped"))).containsExactly("b@1.0.0", "b@1.1.0", "wrapped@1.0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git+https://git.test/u/p.git#v1",
                "github:u/p#semver:^1.0",
                "git+ssh://git@git.test/u/p.git#" + COMMIT,
                "u/p"
            })
    void aRepositoryIsCarriedAsAPackage(String spec) throws IOException {
        served.put(
                "/u/p.git/info/refs",
                ("001e# service=git-upload-pack\n0000" + "00aa" + COMMIT + " HEAD\0symref=HEAD:refs/heads/main\n003d"
                                + COMMIT
                                + " refs/heads/main\n" + "003d" + "9".repeat(40) + " refs/tags/v1\n0040" + COMMIT
                                + " refs/tags/v1^{}\n003d" + COMMIT + " refs/tags/1.2.3\n0000")
                        .getBytes(StandardCharsets.UTF_8));
        served.put(
                "/u/p/" + COMMIT + ".tar.gz",
                new Tarball()
                        .with(
                                "package.json",
                                "{\"name\":\"p\",\"version\":\"1.2.3\",\"license\":\"MIT\",\"dependencies\":{\"b\":\"1\"}}")
                        .bytes());
        file("app/package.json", "{\"dependencies\":{\"p\":\"" + spec + "\"}}");
        assertThat(held(export("project: app", "")))
                .as("its host must be allowed")
                .singleElement()
                .asString()
                .contains("hosts: [");
        ExportReport report = export("project: app");
        assertThat(carried(report)).containsExactly("b@1.0.0", "p@1.2.3-git-0123456789ab");
        assertThat(inventory(report)).contains("\"flags\":[\"outside-registry\"]");
        assertThat(report.findings()).singleElement().satisfies(finding -> assertThat(
                        finding.sentence() + finding.hints())
                .contains("carried as version 1.2.3-git-0123456789ab")
                .contains("\"overrides\": {\"p\": \"1.2.3-git-0123456789ab\"}"));
    }

    @Test
    void aRepositoryThatIsBuiltIsReportedAndWhatItsBuildNeedsIsCarried() throws IOException {
        served.put(
                "/u/p/" + COMMIT + ".tar.gz",
                new Tarball()
                        .with(
                                "package.json",
                                "{\"name\":\"p\",\"version\":\"1.0.0\",\"scripts\":{\"prepare\":\"tsc\"},\"dependencies\":{\"b\":\"1\"},\"devDependencies\":{\"tool\":\"1\"}}")
                        .bytes());
        registry.version("user", "1.0.0").needs("p", "github:u/p#" + COMMIT).publish();
        ExportReport report = export("user");
        assertThat(carried(report)).containsExactly("b@1.0.0", "tool@1.0.0", "user@1.0.0");
        assertThat(report.findings()).singleElement().satisfies(finding -> assertThat(finding.sentence())
                .contains("(prepare)"));
    }

    @Test
    void anArchiveAtAUrlIsCarriedAsAPackage() throws IOException {
        served.put(
                "/x.tgz",
                new Tarball()
                        .with("package.json", "{\"name\":\"x\",\"version\":\"2.0.0-rc.1\"}")
                        .bytes());
        String url = "http://127.0.0.1:" + files.getPort() + "/x.tgz";
        registry.version("user", "1.0.0").needs("x", url).publish();
        registry.version("other", "1.0.0")
                .needs("y", url.replace("x.tgz", "gone.tgz"))
                .publish();
        registry.version("path", "1.0.0").needs("y", "file:../y").publish();
        assertThat(carried(export("user")))
                .hasSize(2)
                .anyMatch(name -> name.matches("x@2\\.0\\.0-rc\\.1\\.url-[0-9a-f]{12}"));
        assertThat(held(export("user, other, path")))
                .hasSize(2)
                .anyMatch(what -> what.contains("gone.tgz` is not there"))
                .anyMatch(what -> what.contains("a path of the machine"));
    }

    @Test
    void scriptsThatDownloadAreFoundAndSaid() throws IOException {
        registry.version("fetching", "1.0.0")
                .with("scripts", "{\"postinstall\":\"node ./scripts/install\"}")
                .holding(new Tarball()
                        .with("scripts/install.js", "require('./lib/get.js')")
                        .with(
                                "scripts/lib/get.js",
                                "const https = require('https'); https.get('https://cdn.example.test/x')"))
                .publish();
        registry.version("native", "1.0.0")
                .with("gypfile", "true")
                .with("scripts", "{\"install\":\"node-gyp rebuild\"}")
                .publish();
        registry.version("harmless", "1.0.0")
                .with("scripts", "{\"postinstall\":\"node -e 0\"}")
                .holding(new Tarball().with("other.js", "fetch('https://example.test')"))
                .publish();
        registry.version("puppeteer", "1.0.0")
                .with("scripts", "{\"install\":\"node install.mjs\"}")
                .publish();
        registry.version("node-gyp", "1.0.0").publish();
        ExportReport report = export("fetching, native, harmless, puppeteer");
        String inventory = inventory(report);
        assertThat(inventory
                        .lines()
                        .filter(line -> line.contains("\"flags\""))
                        .map(line -> line.replaceAll(".*npm/([^@]*)@.*\"flags\":\\[([^]]*)].*", "$1 $2")))
                .containsExactly(
                        "fetching \"downloads-at-install\",\"install-script\"",
                        "harmless \"install-script\"",
                        "native \"install-script\",\"needs-toolchain\"",
                        "puppeteer \"downloads-at-install\",\"install-script\"");
        assertThat(report.notes())
                .anyMatch(note -> note.contains("fetching@1.0.0") && note.contains("cdn.example.test"))
                .anyMatch(note -> note.contains("puppeteer@1.0.0") && note.contains("PUPPETEER_SKIP_DOWNLOAD"))
                .noneMatch(note -> note.contains("harmless"));
        assertThat(report.findings()).isEmpty();
    }
}
