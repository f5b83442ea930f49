package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.gapferry.bundle.Digest;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.Endpoint;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports of plugins and CLIs, from an upstream that stands for all hosts. */
@Tag("java")
class PulumiExportTest {
    private static final String GITHUB = "/github.com/pulumi/";
    private static final String API = "/api.github.com/repos/";

    @TempDir
    Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private final MockWebServer hosts = new MockWebServer();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> downloaded = Collections.synchronizedList(new ArrayList<>());
    private Ecosystems ecosystems = Ecosystems.ALL;
    private boolean limited;

    @BeforeEach
    void start() throws IOException {
        hosts.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                asked.add(path);
                if (request.getMethod().equals("GET")) {
                    downloaded.add(path);
                }
                if (limited && path.startsWith(API)) {
                    return new MockResponse.Builder()
                            .code(403)
                            .addHeader("x-ratelimit-remaining", "0")
                            .addHeader("x-ratelimit-reset", "9999999999")
                            .build();
                }
                byte[] body = files.get(path);
                if (body == null) {
                    return new MockResponse.Builder()
                            .code(path.startsWith("/get.pulumi.com") ? 403 : 404)
                            .build();
                }
                String tag = '"' + Digest.of(body).hex() + '"';
                return tag.equals(request.getHeaders().get("If-None-Match"))
                        ? new MockResponse.Builder().code(304).build()
                        : new MockResponse.Builder()
                                .addHeader("ETag", tag)
                                .body(new Buffer().write(body))
                                .build();
            }
        });
        hosts.start();
        file("/www.pulumi.com/latest-version", "3.230.0\n");
    }

    @AfterEach
    void close() {
        registry.close();
        hosts.close();
    }

    private void file(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] archive(String program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry(program);
            entry.setSize(program.length());
            entry.setModTime(0);
            tar.putArchiveEntry(entry);
            tar.write(program.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static String sum(byte[] archive) {
        return HexFormat.of().formatHex(Digest.algorithm("SHA-1").digest(archive));
    }

    /** A release at GitHub, with its checksums. */
    private void release(String name, String version, String... platforms) throws IOException {
        String base = GITHUB + "pulumi-" + name + "/releases/download/v" + version + "/";
        StringBuilder sums = new StringBuilder();
        for (String platform : platforms) {
            String file = "pulumi-resource-" + name + "-v" + version + "-" + platform + ".tar.gz";
            files.put(base + file, archive("pulumi-resource-" + name));
            sums.append(sum(files.get(base + file))).append("  ./").append(file).append('\n');
        }
        file(base + "pulumi-" + name + "_" + version + "_checksums.txt", sums.toString());
    }

    private ExportReport export(String npm, String pulumi) throws IOException {
        return export(npm, pulumi, ExportRequest.Options.NONE);
    }

    private ExportReport export(String npm, String pulumi, ExportRequest.Options options) throws IOException {
        asked.clear();
        ExportFixture fixture = new ExportFixture(folder, registry, ecosystems);
        return fixture.export(
                fixture.wanted(
                        npm,
                        "pulumi: \"http://127.0.0.1:" + hosts.getPort() + "/\"",
                        "targets: [{os: linux, arch: x64}, {os: linux, arch: arm64}]\n" + pulumi),
                options);
    }

    private static String inventory(ExportReport report) throws IOException {
        Path file = report.bundle().orElseThrow().folder().resolve("inventory.jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> carried(ExportReport report) throws IOException {
        return inventory(report)
                .lines()
                .filter(line -> line.startsWith("{\"artifact\":\"pkg:"))
                .map(line -> line.replaceAll("^.{17}([^\"]*)\".*", "$1"))
                .toList();
    }

    private static String held(ExportReport report) {
        return report.heldBack().stream()
                .flatMap(held -> held.problems().stream())
                .map(problem -> problem.code().id() + " " + problem.sentence() + problem.hints())
                .toList()
                .toString();
    }

    private static String findings(ExportReport report) {
        return report.findings().stream()
                .map(problem -> problem.code().exitClass() + " " + problem.sentence() + problem.hints())
                .toList()
                .toString();
    }

    private void sdk(String name, String version, String declaration) {
        registry.version(name, version).with("pulumi", declaration).publish();
    }

    @Test
    void anSdkBringsItsPlugin() throws IOException {
        release("random", "4.18.0", "linux-amd64", "linux-arm64", "windows-amd64");
        sdk("@pulumi/random", "4.18.0", "{\"resource\":true}");
        ExportReport report = export("\"@pulumi/random\"", "pulumi: []\n");
        assertThat(carried(report)).containsExactly("npm/%40pulumi/random@4.18.0", "pulumi/resource/random@4.18.0");
        assertThat(inventory(report))
                .contains("pulumi-resource-random-v4.18.0-linux-amd64.tar.gz", "linux-arm64", "\"proof\":\"sha1\"")
                .doesNotContain("windows");
        assertThat(report.findings()).isEmpty();
        assertThat(export("\"@pulumi/random\"", "pulumi: []\n").bundle()).isEmpty();
        assertThat(asked).as("one conditional request per release").hasSize(1);
    }

    @Test
    void theProofNamesWhatTheMirrorWouldNotServe() throws IOException {
        release("random", "4.18.0", "linux-amd64", "linux-arm64");
        for (String lost : List.of("linux-arm64.tar.gz", "releases/tags/v4.18.0")) {
            Ecosystem pulumi = Ecosystems.ALL.ofSection("pulumi").orElseThrow();
            Endpoint forgetful = (request, catalog) -> request.rawPath().endsWith(lost)
                    ? MirrorResponse.error(404, "gone")
                    : pulumi.offline().endpoint().answer(request, catalog);
            ecosystems = new Ecosystems(List.of(
                    Ecosystems.ALL.all().get(0), pulumi.with(pulumi.offline().with(forgetful))));
            assertThatThrownBy(() -> export("", "pulumi: [{plugin: resource/random@4.18.0}]\n"))
                    .hasMessageContaining(lost);
        }
    }

    @Test
    void aDryRunDownloadsNoArchive() throws IOException {
        release("random", "4.18.0", "linux-amd64", "linux-arm64");
        ExportReport report = export(
                "",
                "pulumi: [{plugin: resource/random@4.18.0}]\n",
                new ExportRequest.Options(false, false, false, true));
        assertThat(report.dryRun().orElseThrow().downloads())
                .as("both platforms have the same bytes")
                .isEqualTo(1);
        assertThat(report.dryRun().orElseThrow().downloadBytes()).isPositive();
        assertThat(downloaded).noneMatch(path -> path.endsWith(".tar.gz"));
    }

    @Test
    void withoutASectionNobodyIsAskedAndThatIsSaid() throws IOException {
        sdk("@pulumi/random", "4.18.0", "{\"resource\":true}");
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL);
        ExportReport report = fixture.export(fixture.wanted("\"@pulumi/random\"", ""));
        assertThat(carried(report)).containsExactly("npm/%40pulumi/random@4.18.0");
        assertThat(report.notes().toString()).contains("resource/random@4.18.0", "no section `pulumi`");
        assertThat(asked).isEmpty();
    }

    @Test
    void anSdkWithoutItsPluginIsCarriedAndTheNearestIsNamed() throws IOException {
        sdk("@pulumi/random", "4.18.5", "{\"resource\":true}");
        file(API + "pulumi/pulumi-random/releases", "[{\"tag_name\":\"v4.19.0\"},{\"tag_name\":\"v4.18.0\"}]");
        ExportReport report = export("\"@pulumi/random\"", "pulumi: []\n");
        assertThat(carried(report)).containsExactly("npm/%40pulumi/random@4.18.5");
        assertThat(findings(report)).contains("FINDINGS", "resource/random@4.18.5", "4.18.0");
        assertThat(report.heldBack()).isEmpty();
    }

    @Test
    void theChainIsThatOfTheCli() throws IOException {
        String file = "pulumi-resource-x-v1.0.0-linux-amd64.tar.gz";
        files.put("/get.pulumi.com/releases/plugins/" + file, archive("pulumi-resource-x"));
        ExportReport report = export("", "pulumi: [{plugin: resource/x@1.0.0}]\n");
        assertThat(carried(report)).containsExactly("pulumi/resource/x@1.0.0");
        assertThat(report.notes().toString()).contains("no release for linux-arm64");
        assertThat(asked.stream()
                        .map(path -> path.replaceFirst("^/([^/]+)/.*", "$1"))
                        .distinct())
                .containsExactly("github.com", "api.github.com", "get.pulumi.com");
    }

    @Test
    void gitHubsApiListsWhatThirdPartiesHave() throws IOException {
        String file = "pulumi-resource-x-v1.0.0-linux-amd64.tar.gz";
        String assets = "http://127.0.0.1:" + hosts.getPort() + "/objects.githubusercontent.com/";
        files.put("/objects.githubusercontent.com/1", archive("pulumi-resource-x"));
        files.put(
                "/objects.githubusercontent.com/2",
                (Digest.of(archive("pulumi-resource-x")).hex() + "  " + file + "\n").getBytes(StandardCharsets.UTF_8));
        file(
                API + "acme/own/releases/tags/v1.0.0",
                "{\"tag_name\":\"v1.0.0\",\"published_at\":\"2026-01-01T00:00:00Z\",\"assets\":[{\"name\":\"" + file
                        + "\",\"url\":\"" + assets + "1\"},{\"name\":\"own_1.0.0_checksums.txt\",\"url\":\"" + assets
                        + "2\"}]}");
        file(API + "acme/own/releases/latest", "{\"tag_name\":\"v1.0.0\"}");
        ExportReport report =
                export("", "pulumi: [{plugin: resource/x, server: \"github://api.github.com/acme/own\"}]\n");
        assertThat(inventory(report)).contains("\"proof\":\"sha256\"", "2026-01-01");
        assertThat(export("", "pulumi: [{plugin: resource/x, server: \"github://api.github.com/acme/own\"}]\n")
                        .bundle())
                .isEmpty();
        assertThat(asked).as("the newest version, and its release").hasSize(2);
    }

    @Test
    void anSdkWithAServerThatHasNoArchivesIsTold() throws IOException {
        sdk("@acme/x", "1.0.0", "{\"resource\":true,\"name\":\"x\",\"server\":\"git://git.test/x\"}");
        sdk("@acme/y", "1.0.0", "{\"resource\":true,\"name\":\"y\",\"server\":\"no server at all\"}");
        ExportReport report = export("\"@acme/x\", \"@acme/y\"", "pulumi: []\n");
        assertThat(carried(report)).containsExactly("npm/%40acme/x@1.0.0", "npm/%40acme/y@1.0.0");
        assertThat(findings(report)).contains("PARTIAL", "git://git.test/x", "no server at all");
    }

    @Test
    void aServerThatTheManifestNamesIsAskedAndOneThatAnSdkNamesIsNot() throws IOException {
        String server = "http://127.0.0.1:" + hosts.getPort() + "/own";
        files.put("/own/pulumi-resource-x-v1.0.0-linux-amd64.tar.gz", archive("pulumi-resource-x"));
        sdk("@acme/x", "1.0.0", "{\"resource\":true,\"name\":\"x\",\"server\":\"" + server + "\"}");
        ExportFixture fixture = new ExportFixture(folder, registry, ecosystems);
        String target = "targets: [{os: linux, arch: x64}]\n";
        ExportReport refused = fixture.export(fixture.wanted("\"@acme/x\"", target + "pulumi: []\n"));
        assertThat(carried(refused)).containsExactly("npm/%40acme/x@1.0.0");
        assertThat(findings(refused)).contains("hosts: [\"127.0.0.1:" + hosts.getPort());
        ExportReport named = fixture.export(fixture.wanted(
                "\"@acme/x\"", target + "pulumi: [{plugin: resource/x@1.0.0, server: \"" + server + "\"}]\n"));
        assertThat(carried(named)).containsExactly("npm/%40acme/x@1.0.0", "pulumi/resource/x@1.0.0");
        assertThat(named.findings()).isEmpty();
    }

    @Test
    void gitLabHasItsOwnPaths() throws IOException {
        String base = "/git.test/api/v4/projects/42/releases/";
        file(base + "permalink/latest", "{\"tag_name\":\"v1.0.0\"}");
        files.put(base + "v1.0.0/downloads/pulumi-tool-x-v1.0.0-linux-amd64.tar.gz", archive("pulumi-tool-x"));
        ExportReport report = export("", "pulumi: [{plugin: tool/x@latest, server: \"gitlab://git.test/42\"}]\n");
        assertThat(carried(report)).containsExactly("pulumi/tool/x@1.0.0");
    }

    @Test
    void badArchivesAreHeldBackAndTheRestIsCarried() throws IOException {
        release("good", "1.0.0", "linux-amd64", "linux-arm64");
        for (String bad : List.of("page", "sum", "empty")) {
            release(bad, "1.0.0", "linux-amd64", "linux-arm64");
        }
        String page = "pulumi-page/releases/download/v1.0.0/";
        file(GITHUB + page + "pulumi-resource-page-v1.0.0-linux-amd64.tar.gz", "<!DOCTYPE html>");
        files.remove(GITHUB + page + "pulumi-page_1.0.0_checksums.txt");
        file(
                API + "pulumi/pulumi-page/releases/tags/v1.0.0",
                "{\"tag_name\":\"v1.0.0\",\"assets\":[{\"name\":\"pulumi-resource-page-v1.0.0-linux-amd64.tar.gz\",\"url\":\"http://127.0.0.1:"
                        + hosts.getPort() + GITHUB + page + "pulumi-resource-page-v1.0.0-linux-amd64.tar.gz\"}]}");
        file(GITHUB + "pulumi-sum/releases/download/v1.0.0/pulumi-resource-sum-v1.0.0-linux-arm64.tar.gz", "other");
        byte[] empty = archive("elsewhere/pulumi-resource-empty");
        files.put(
                GITHUB + "pulumi-empty/releases/download/v1.0.0/pulumi-resource-empty-v1.0.0-linux-amd64.tar.gz",
                empty);
        files.put(
                GITHUB + "pulumi-empty/releases/download/v1.0.0/pulumi-empty_1.0.0_checksums.txt",
                (sum(empty) + "  ./pulumi-resource-empty-v1.0.0-linux-amd64.tar.gz\n")
                        .getBytes(StandardCharsets.UTF_8));
        ExportReport report = export(
                "",
                """
                pulumi:
                  - plugin: resource/good@1.0.0
                  - plugin: resource/page@1.0.0
                  - plugin: resource/sum@1.0.0
                  - plugin: resource/empty@1.0.0
                  - plugin: resource/none@1.0.0
                """);
        assertThat(carried(report)).containsExactly("pulumi/resource/good@1.0.0");
        assertThat(report.heldBack()).hasSize(4);
        assertThat(held(report))
                .contains("an HTML page", "was declared with sha1", "at its top", "or at another place");
    }

    @Test
    void aLimitOfRequestsHoldsBackAndIsNoAbsence() throws IOException {
        limited = true;
        release("good", "1.0.0", "linux-amd64", "linux-arm64");
        ExportReport report = export("", "pulumi: [{plugin: resource/good@1.0.0}, {plugin: resource/other@1.0.0}]\n");
        assertThat(carried(report)).containsExactly("pulumi/resource/good@1.0.0");
        assertThat(held(report)).contains("transport/rate-limited", "GITHUB_TOKEN");
    }

    @Test
    void onePluginFromTwoPlacesIsRefused() throws IOException {
        release("x", "1.0.0", "linux-amd64", "linux-arm64");
        String base = "/plugins.test/";
        for (String platform : List.of("amd64", "arm64")) {
            files.put(base + "pulumi-resource-x-v1.0.0-linux-" + platform + ".tar.gz", archive("pulumi-resource-x"));
        }
        ExportReport report = export(
                "",
                "pulumi: [{plugin: resource/x@1.0.0}, {plugin: resource/x@1.0.0, server: \"https://plugins.test\"}]\n");
        assertThat(held(report)).contains("conflicting-sources", "https://plugins.test");
        assertThat(report.heldBack()).hasSize(1);
        assertThat(carried(report)).containsExactly("pulumi/resource/x@1.0.0");
    }

    @Test
    void theCliCarriesItsChecksumsAndSignatures() throws IOException {
        String base = GITHUB + "pulumi/releases/download/v3.230.0/";
        String file = "pulumi-v3.230.0-linux-x64.tar.gz";
        files.put(base + file, archive("pulumi/pulumi"));
        file(
                base + "pulumi-3.230.0-checksums.txt",
                Digest.of(archive("pulumi/pulumi")).hex() + "  " + file + "\n");
        file(base + file + ".sig", "{}");
        file(
                "/raw.githubusercontent.com/pulumi/docs/master/data/versions.json",
                "[{\"version\":\"v3.230.0\"},{\"version\":\"v4.0.0\"}]");
        ExportReport report = export("", "pulumi: [{cli: latest}, {cli: \"^3\"}, {cli: \"^9\"}]\n");
        assertThat(carried(report)).containsExactly("pulumi/cli/pulumi@3.230.0");
        assertThat(inventory(report)).contains(file + ".sig", "pulumi-3.230.0-checksums.txt");
        assertThat(held(report)).contains("fits `^9`");
    }

    @Test
    void whatHasNoEcosystemYetIsSaidByName() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/Pulumi.yaml"), "name: app\nruntime: python\npackages: {x: x@1.0.0}\n");
        Files.createFile(folder.resolve("app/requirements.txt"));
        release("x", "1.0.0", "linux-amd64", "linux-arm64");
        String base = GITHUB + "pulumi/releases/download/v3.230.0/";
        files.put(base + "pulumi-v3.230.0-linux-x64.tar.gz", archive("pulumi/pulumi"));
        ExportReport report = export("", "pulumi: [{project: app}]\n");
        assertThat(inventory(report))
                .doesNotContain(folder.toString())
                .contains("project: app, Pulumi.yaml names the package x");
        assertThat(carried(report)).containsExactly("pulumi/cli/pulumi@3.230.0", "pulumi/resource/x@1.0.0");
        assertThat(findings(report)).contains("PARTIAL", "the ecosystem `pypi` is not supported");
        ExportReport locked =
                export("", "pulumi: [{project: app}]\n", new ExportRequest.Options(false, true, false, false));
        assertThat(locked.bundle()).isEmpty();
        assertThat(findings(locked))
                .as("a lock does not forget it")
                .contains("PARTIAL", "the ecosystem `pypi` is not supported");
    }

    /** A folder of templates or policy packs, and the CLI that every program is run by. */
    private void program(String name, String file, String yaml, String packages) throws IOException {
        Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve(name).resolve(file), yaml);
        Files.writeString(folder.resolve(name).resolve("package.json"), packages);
        files.put(
                GITHUB + "pulumi/releases/download/v3.230.0/pulumi-v3.230.0-linux-x64.tar.gz",
                archive("pulumi/pulumi"));
    }

    @Test
    void aTemplateBringsThePackagesOfItsProjectsAndTheirPlugins() throws IOException {
        sdk("@pulumi/random", "4.18.0", "{\"resource\":true}");
        release("random", "4.18.0", "linux-amd64", "linux-arm64");
        program(
                "web",
                "Pulumi.yaml",
                "name: ${PROJECT}\nruntime: nodejs\n",
                "{\"name\":\"${PROJECT}\",\"dependencies\":{\"@pulumi/random\":\"^4\"}}");
        ExportReport report = export("", "pulumi: [{template: web}]\n");
        assertThat(carried(report))
                .hasSize(4)
                .contains("npm/%40pulumi/random@4.18.0", "pulumi/cli/pulumi@3.230.0", "pulumi/resource/random@4.18.0")
                .anyMatch(name -> name.startsWith("pulumi/template/web@"));
        assertThat(report.findings()).isEmpty();
        assertThat(inventory(report)).doesNotContain(folder.toString());
        ExportReport locked =
                export("", "pulumi: [{template: web}]\n", new ExportRequest.Options(false, true, false, false));
        assertThat(locked.bundle()).isEmpty();
        Files.writeString(folder.resolve("web/package.json"), "{\"dependencies\":{\"missing\":\"^1\"}}");
        ExportReport without = export("", "pulumi: [{template: web}, {cli: latest}]\n");
        assertThat(without.heldBack())
                .extracting(held -> held.requirement().text())
                .containsExactly("template: web");
        assertThat(held(without)).contains("missing");
        Files.writeString(folder.resolve("web/Pulumi.yaml"), "name: ${PROJECT}\nruntime: python\n");
        assertThat(findings(export("", "pulumi: [{template: web}]\n")))
                .contains("PARTIAL", "template: web, Pulumi.yaml has the runtime python", "`pypi` is not supported");
    }

    @Test
    void aTemplateThatIsTooLargeOrUnreadableIsHeldBackAndNothingElse() throws IOException {
        program("large", "Pulumi.yaml", "name: ${PROJECT}\nruntime: nodejs\n", "{}");
        Files.write(folder.resolve("large/built"), new byte[17 << 20]);
        program("loop", "Pulumi.yaml", "name: ${PROJECT}\nruntime: nodejs\n", "{}");
        Files.writeString(folder.resolve("loop/Pulumi.yaml"), "name: ${PROJECT}\nruntime: [\n");
        ExportReport report = export("", "pulumi: [{template: large}, {template: loop}, {cli: latest}]\n");
        assertThat(report.heldBack())
                .extracting(held -> held.requirement().text())
                .containsExactlyInAnyOrder("template: large", "template: loop");
        assertThat(held(report)).contains("more than 16 MiB", "loop/Pulumi.yaml:");
        assertThat(carried(report)).contains("pulumi/cli/pulumi@3.230.0");
    }

    @Test
    void aPolicyPackBringsItsPackages() throws IOException {
        registry.version("@pulumi/policy", "1.21.0").needs("dep", "^1").publish();
        registry.version("dep", "1.0.0").publish();
        program(
                "pack",
                "PulumiPolicy.yaml",
                "runtime: nodejs\nversion: 0.0.1\n",
                "{\"name\":\"pack\",\"dependencies\":{\"@pulumi/policy\":\"^1\"}}");
        ExportReport report = export("", "pulumi: [{project: pack}]\n");
        assertThat(carried(report)).containsExactly("npm/%40pulumi/policy@1.21.0", "npm/dep@1.0.0");
        assertThat(report.heldBack()).isEmpty();
        Files.writeString(folder.resolve("pack/package-lock.json"), "{\"lockfileVersion\": 3, \"packages\": {");
        ExportReport broken = export("", "pulumi: [{project: pack}, {cli: latest}]\n");
        assertThat(broken.heldBack())
                .extracting(held -> held.requirement().text())
                .containsExactly("project: pack");
        assertThat(held(broken)).contains("package-lock.json:1:");
        assertThat(carried(broken)).contains("pulumi/cli/pulumi@3.230.0");
    }

    @Test
    void whatAPolicyPackLacksIsSaid() throws IOException {
        program("snake", "PulumiPolicy.yaml", "runtime: python\nversion: 0.0.1\n", "{}");
        program("cost", "PulumiPolicy.yaml", "runtime: cost\nversion: 0.0.1\n", "{}");
        program("gone", "PulumiPolicy.yaml", "runtime: nodejs\n", "{\"dependencies\": {\"@pulumi/policy\": \"^1\"}}");
        ExportReport report =
                export("", "pulumi: [{project: snake}, {project: cost}, {project: gone}, {cli: latest}]\n");
        assertThat(findings(report))
                .contains(
                        "PARTIAL",
                        "project: snake, PulumiPolicy.yaml has the runtime python",
                        "`pypi` is not supported");
        assertThat(held(report))
                .contains("no version of the plugin analyzer/policy-cost at", "`@pulumi/policy` is not known");
        assertThat(carried(report)).contains("pulumi/cli/pulumi@3.230.0");
    }

    @Test
    void aProjectIsHeldBackWithThePluginThatItNames() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(
                folder.resolve("app/Pulumi.yaml"),
                "name: app\nruntime: yaml\npackages: {x: x@1.0.0, good: good@1.0.0}\n");
        release("good", "1.0.0", "linux-amd64", "linux-arm64");
        String base = GITHUB + "pulumi/releases/download/v3.230.0/";
        files.put(base + "pulumi-v3.230.0-linux-x64.tar.gz", archive("pulumi/pulumi"));
        ExportReport report = export("", "pulumi: [{project: app}, {plugin: resource/good@1.0.0}]\n");
        assertThat(report.heldBack())
                .extracting(held -> held.requirement().text())
                .containsExactly("project: app");
        assertThat(held(report)).contains("the plugin resource/x@1.0.0 is not at");
        assertThat(carried(report)).containsExactly("pulumi/resource/good@1.0.0");
    }

    @Test
    void hostsThatAProjectNamesAreRefusedTogetherUntilTheManifestAllowsThem() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(
                folder.resolve("app/PulumiPlugin.yaml"),
                "runtime: yaml\npackages:\n"
                        + "  x: {source: x, version: 1.0.0, pluginDownloadURL: \"http://127.0.0.1:9/x\"}\n"
                        + "  y: {source: y, version: 1.0.0, pluginDownloadURL: \"http://127.0.0.1:10/y\"}\n");
        registry.version("a", "1.0.0").publish();
        ExportFixture fixture = new ExportFixture(folder, registry, ecosystems);
        ExportFixture.Wanted wanted =
                fixture.wanted("a", "targets: [{os: linux, arch: x64}]\npulumi: [{project: app}]\n");
        assertThat(wanted.requirements().of("pulumi").get(0).linkedHosts())
                .containsExactly("127.0.0.1:9", "127.0.0.1:10");
        ExportReport report = fixture.export(wanted);
        assertThat(report.refusedHosts()).containsExactly("127.0.0.1:10", "127.0.0.1:9");
        assertThat(held(report)).contains("transport/host-not-allowed");
        assertThat(report.heldBack()).hasSize(1);
        assertThat(carried(report)).containsExactly("npm/a@1.0.0");
    }

    @Test
    void oneUpstreamThatIsDownHoldsBackWhatNeedsItAndNothingElse() throws IOException {
        registry.version("a", "1.0.0").publish();
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL);
        ExportReport report = fixture.export(
                fixture.wanted("a", "pulumi: \"http://127.0.0.1:1/\"", "pulumi: [{plugin: resource/x@1.0.0}]\n"));
        assertThat(carried(report)).containsExactly("npm/a@1.0.0");
        assertThat(held(report)).contains("transport/unreachable", "127.0.0.1:1");
        assertThat(report.heldBack()).hasSize(1);
    }
}
