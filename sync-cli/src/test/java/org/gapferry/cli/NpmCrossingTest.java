package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import mockwebserver3.MockResponse;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.store.Store;
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.testkit.Tarball;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole way of npm packages, from a registry that behaves as npm's documentation says to what clients see of the
 * mirror.
 */
@Tag("java")
class NpmCrossingTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String CORGI = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private final HttpClient client = HttpClient.newHttpClient();
    private Program program;
    private String fingerprint;

    @BeforeEach
    void setUp() {
        program = new Program(folder);
        fingerprint = program.setUp();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private void manifest(String requirements) {
        program.manifest(
                "version: 1\nname: test\ntargets: [{os: linux, arch: x64, libc: glibc, node: [\"20\"]}]\nupstreams: {npm: \""
                        + registry.url() + "\"}\nnpm:\n" + requirements);
    }

    private interface OnMirror {
        void look(URI npm) throws Exception;
    }

    private void imported(OnMirror test) throws Exception {
        Program.Ended exported = program.export();
        assertThat(exported.exit()).as(exported.err()).isZero();
        Path store = program.store(fingerprint);
        Program.Ended imported = program.run("import", exported.lastLine(), "--store", store);
        assertThat(imported.exit()).as(imported.err()).isZero();
        serving(store, test);
    }

    private void serving(Path path, OnMirror test) throws Exception {
        try (Store store = Store.open(path, new LocalDisk(), Clock.systemUTC());
                MirrorServer server =
                        MirrorServer.start(store, Ecosystems.ALL, MirrorSettings.parse("127.0.0.1:0", ""))) {
            test.look(server.base().resolve("npm/"));
        }
    }

    private HttpResponse<byte[]> send(String method, URI url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private JsonNode json(URI url, String... headers) throws Exception {
        HttpResponse<byte[]> response = send("GET", url, headers);
        assertThat(response.statusCode()).as(url.toString()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private TreeSet<String> locked() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        MAPPER.readTree(Files.readAllBytes(folder.resolve("gapferry.lock.json")))
                .get("artifacts")
                .forEach(artifact ->
                        names.add(artifact.get("artifact").stringValue().replace("pkg:npm/", "")
                                + (artifact.get("files").isEmpty() ? " (metadata)" : "")));
        return names;
    }

    @Test
    void theClosureHasEverythingThatAnyClientMayAskFor() throws Exception {
        registry.version("root", "1.0.0")
                .with("dependencies", "{\"dep\":\"^1\",\"renamed\":\"npm:real@^2\",\"bundled\":\"^1\",\"both\":\"1\"}")
                .with(
                        "optionalDependencies",
                        "{\"for-linux\":\"1\",\"for-windows\":\"1\",\"absent\":\"1\",\"both\":\"2\"}")
                .with("peerDependencies", "{\"peer\":\"*\",\"maybe\":\"*\"}")
                .with("peerDependenciesMeta", "{\"maybe\":{\"optional\":true}}")
                .with("devDependencies", "{\"never\":\"1\"}")
                .with("bundleDependencies", "[\"bundled\"]")
                .holding(new Tarball()
                        .with(
                                "node_modules/bundled/package.json",
                                "{\"name\":\"bundled\",\"version\":\"1.0.0\",\"dependencies\":{\"inner\":\"1\",\"outer\":\"1\"}}")
                        .with("node_modules/inner/package.json", "{\"name\":\"inner\",\"version\":\"1.0.0\"}"))
                .publish();
        for (String version : List.of("1.0.0", "1.1.0", "2.0.0")) {
            registry.version("dep", version).publish();
        }
        registry.version("dep", "1.2.0").with("deprecated", "\"old\"").publish();
        registry.version("dep", "1.3.0").with("engines", "{\"node\":\">=22\"}").publish();
        registry.tag("dep", "latest", "2.0.0");
        registry.version("real", "2.5.0").needs("tagged", "next").publish();
        registry.version("tagged", "1.0.0").publish();
        registry.version("tagged", "2.0.0-rc.1").publish();
        registry.tag("tagged", "latest", "1.0.0");
        registry.tag("tagged", "next", "2.0.0-rc.1");
        registry.version("for-linux", "1.0.0")
                .with("os", "[\"linux\"]")
                .with("libc", "[\"glibc\"]")
                .publish();
        registry.version("for-windows", "1.0.0")
                .with("os", "[\"win32\"]")
                .needs("windows-helper", "1")
                .publish();
        registry.version("windows-helper", "1.0.0").publish();
        registry.version("both", "1.0.0").publish();
        registry.version("both", "2.0.0").publish();
        registry.version("peer", "3.0.0").needs("root", "^1").publish();
        registry.version("maybe", "1.0.0").publish();
        registry.version("never", "1.0.0").publish();
        registry.version("outer", "1.0.0").with("gypfile", "true").publish();
        registry.version("node-gyp", "11.0.0").publish();
        manifest("  - root\n");
        Program.Ended exported = program.export();
        assertThat(exported.exit()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("`absent` is not known").contains("(left out)");
        assertThat(locked())
                .containsExactly(
                        "both@2.0.0",
                        "dep@1.1.0",
                        "dep@1.3.0",
                        "for-linux@1.0.0",
                        "for-windows@1.0.0 (metadata)",
                        "node-gyp@11.0.0",
                        "outer@1.0.0",
                        "peer@3.0.0",
                        "real@2.5.0",
                        "root@1.0.0",
                        "tagged@2.0.0-rc.1",
                        "windows-helper@1.0.0");
    }

    @Test
    void aProjectBringsItsLockfilesVersionsAndTheFreshClosure() throws Exception {
        for (String version : List.of("1.0.0", "1.1.0")) {
            registry.version("@s/dep", version).publish();
        }
        registry.version("tool", "1.0.0").publish();
        registry.version("real", "1.0.0").publish();
        Path app = Files.createDirectory(folder.resolve("app"));
        Files.writeString(
                app.resolve("package.json"),
                "{\"name\":\"app\",\"dependencies\":{\"@s/dep\":\"^1\",\"alias\":\"npm:real@1\"},\"devDependencies\":{\"tool\":\"*\"}}");
        Files.writeString(
                app.resolve("package-lock.json"),
                """
                {"lockfileVersion":3,"packages":{"":{"name":"app"},
                "node_modules/@s/dep":{"version":"1.0.0","resolved":"https://other.test/@s/dep/-/dep-1.0.0.tgz"},
                "node_modules/alias":{"name":"real","version":"1.0.0"},
                "node_modules/tool":{"version":"1.0.0"},
                "node_modules/x":{"link":true,"resolved":"packages/x"},
                "packages/x":{"name":"x","dependencies":{"tool":"1"}}}}
                """);
        manifest("  - project: ./app\n");
        assertThat(program.export().exit()).isZero();
        assertThat(locked()).containsExactly("%40s/dep@1.0.0", "%40s/dep@1.1.0", "real@1.0.0", "tool@1.0.0");
    }

    /**
     * Every request of a project of two ecosystems, asked of a bundle before it is imported, and of the store after.
     */
    @Test
    void whatAProjectWouldAskForIsTriedWithABundleAndAStore() throws Exception {
        registry.version("dep", "1.0.0").publish();
        Path app = Files.createDirectory(folder.resolve("app"));
        Files.writeString(app.resolve("package.json"), "{\"name\":\"app\",\"dependencies\":{\"dep\":\"^1\"}}");
        manifest("  - project: ./app\n");
        Program.Ended exported = program.export();
        Path store = program.store(fingerprint);
        List<String> ofBundle =
                List.of("verify", exported.lastLine(), "--store", store.toString(), "--project", app.toString());
        Program.Ended fine = program.run(ofBundle.toArray());
        assertThat(fine.exit()).as(fine.err()).isZero();
        assertThat(fine.out()).contains("pass 200 /npm/dep", "pass 200 /npm/dep/-/dep-1.0.0.tgz");
        assertThat(program.run("import", exported.lastLine(), "--store", store).exit())
                .isZero();
        Files.writeString(app.resolve("Pulumi.yaml"), "name: app\nruntime: nodejs\n");
        Files.writeString(
                app.resolve("package.json"), "{\"name\":\"app\",\"dependencies\":{\"dep\":\"^1\",\"gone\":\"^1\"}}");
        Program.Ended lacking = program.run("verify", "--project", app, "--store", store);
        assertThat(lacking.exit()).isEqualTo(1);
        assertThat(lacking.out())
                .contains("pass 200 /npm/dep", "FAIL 404 /npm/gone", "FAIL 404 /pulumi/latest-version");
        assertThat(lacking.err()).doesNotContain("cannot resolve").contains("has the runtime nodejs", "gone");
    }

    /** Only a pnpm that is an executable becomes the other one. */
    @Test
    void aManagerWithoutAnExecutableAtTheUpstreamIsNoFindingOfItsProject() throws Exception {
        registry.version("pnpm", "10.20.0").publish();
        Path app = Files.createDirectory(folder.resolve("app"));
        Files.writeString(app.resolve("package.json"), "{\"name\":\"app\",\"packageManager\":\"pnpm@10.20.0\"}");
        manifest("  - project: ./app\n");
        Program.Ended exported = program.export();
        Program.Ended verified =
                program.run("verify", exported.lastLine(), "--store", program.store(fingerprint), "--project", app);
        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("pass 200 /npm/pnpm/-/pnpm-10.20.0.tgz");
    }

    @Test
    void documentsSayWhatTheUpstreamSaidOfWhatIsHeld() throws Exception {
        registry.version("@s/pkg", "1.0.0").publish();
        registry.version("@s/pkg", "2.0.0")
                .with("scripts", "{\"install\":\"node x\"}")
                .with("libc", "[\"glibc\"]")
                .with("pulumi", "{\"resource\":true}")
                .with("_npmUser", "{\"name\":\"someone\"}")
                .publish();
        registry.version("@s/pkg", "3.0.0-beta.1").publish();
        registry.version("@s/pkg", "9.0.0").publish();
        registry.tag("@s/pkg", "latest", "2.0.0");
        registry.tag("@s/pkg", "beta", "3.0.0-beta.1");
        registry.tag("@s/pkg", "next", "9.0.0");
        manifest("  - \"@s/pkg@1 || 2\"\n  - \"@s/pkg@beta\"\n  - \"@s/pkg@1.0.0\"\n");
        imported(npm -> {
            for (String spelling : List.of("@s%2fpkg", "@s%2Fpkg", "@s/pkg", "%40s%2fpkg", "/@s//pkg")) {
                JsonNode full = json(URI.create(npm + spelling));
                assertThat(full.get("name").stringValue()).isEqualTo("@s/pkg");
                assertThat(List.copyOf(full.get("versions").propertyNames()))
                        .containsExactly("1.0.0", "2.0.0", "3.0.0-beta.1");
                assertThat(full.get("dist-tags"))
                        .isEqualTo(MAPPER.readTree("{\"beta\":\"3.0.0-beta.1\",\"latest\":\"2.0.0\"}"));
                assertThat(full.has("readme")).isFalse();
                assertThat(full.get("description").stringValue()).isEqualTo("about @s/pkg");
                JsonNode time = registry.document("@s/pkg").get("time");
                assertThat(full.at("/time/2.0.0")).isEqualTo(time.get("2.0.0"));
                assertThat(full.at("/time/created")).isEqualTo(time.get("created"));
                assertThat(full.at("/time/modified")).isEqualTo(time.get("modified"));
                assertThat(full.get("time").has("9.0.0")).isFalse();
                JsonNode upstream = registry.document("@s/pkg").at("/versions/2.0.0");
                JsonNode held = full.at("/versions/2.0.0");
                assertThat(held.get("pulumi")).isEqualTo(upstream.get("pulumi"));
                assertThat(held.get("_npmUser")).isEqualTo(upstream.get("_npmUser"));
                assertThat(held.at("/dist/signatures")).isEqualTo(upstream.at("/dist/signatures"));
                assertThat(held.at("/dist/integrity")).isEqualTo(upstream.at("/dist/integrity"));
                assertThat(held.at("/dist/tarball").stringValue()).isEqualTo(npm + "@s/pkg/-/pkg-2.0.0.tgz");
            }
            HttpResponse<byte[]> answer = send("GET", URI.create(npm + "@s%2fpkg"), "Accept", CORGI);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.npm.install-v1+json");
            assertThat(answer.headers().firstValue("Vary").orElse("")).contains("Accept");
            JsonNode abbreviated = MAPPER.readTree(answer.body());
            assertThat(abbreviated.has("description")).isFalse();
            assertThat(abbreviated.get("modified").stringValue()).isEqualTo("2024-06-01T00:00:00.000Z");
            assertThat(abbreviated.at("/versions/2.0.0/libc").isArray()).isTrue();
            assertThat(abbreviated.at("/versions/2.0.0").has("scripts")).isFalse();
            assertThat(abbreviated.at("/versions/2.0.0/hasInstallScript").booleanValue())
                    .isTrue();
            assertThat(abbreviated.at("/versions/1.0.0").has("hasInstallScript"))
                    .isFalse();
            assertThat(json(URI.create(npm + "@s/pkg/beta")).get("version").stringValue())
                    .isEqualTo("3.0.0-beta.1");
            assertThat(json(URI.create(npm + "@s/pkg/1.0.0"))
                            .at("/dist/signatures/0/sig")
                            .stringValue())
                    .isEqualTo("MEUCIQ==");
        });
    }

    @Test
    void aTagWhoseVersionIsNotHeldGivesWayToTheHighestRelease() throws Exception {
        registry.version("a", "1.0.0").publish();
        registry.version("a", "1.1.0").with("deprecated", "\"no\"").publish();
        registry.version("a", "1.2.0-rc.1").publish();
        registry.version("a", "2.0.0").publish();
        manifest("  - a@1.0.0\n  - a@1.1.0\n  - a@1.2.0-rc.1\n");
        imported(npm -> assertThat(json(URI.create(npm + "a")).get("dist-tags"))
                .isEqualTo(MAPPER.readTree("{\"latest\":\"1.0.0\"}")));
    }

    @Test
    void anOldPackageWithoutIntegrityGetsOneThatIsMarkedAsComputed() throws Exception {
        registry.version("old", "1.0.0").publish();
        ((tools.jackson.databind.node.ObjectNode) registry.document("old").at("/versions/1.0.0/dist"))
                .remove(List.of("integrity"));
        manifest("  - old\n");
        imported(npm -> {
            HttpResponse<byte[]> tarball = send("GET", URI.create(npm + "old/-/old-1.0.0.tgz"));
            String sha512 = Base64.getEncoder()
                    .encodeToString(Digest.algorithm("SHA-512").digest(tarball.body()));
            assertThat(json(URI.create(npm + "old"))
                            .at("/versions/1.0.0/dist/integrity")
                            .stringValue())
                    .isEqualTo("sha512-" + sha512);
            try (Store store = Store.open(folder.resolve("store"), new LocalDisk(), Clock.systemUTC())) {
                assertThat(new String(
                                store.current(Store.CURRENT)
                                        .orElseThrow()
                                        .catalogLines()
                                        .open()
                                        .readAllBytes(),
                                StandardCharsets.UTF_8))
                        .contains("\"proof\":\"sha1\"");
            }
        });
    }

    @Test
    void conditionsRangesAndHeadAreAnswered() throws Exception {
        registry.version("a", "1.0.0")
                .holding(new Tarball().with("big.txt", "x".repeat(5000)))
                .publish();
        manifest("  - a\n");
        imported(npm -> {
            URI document = URI.create(npm + "a");
            HttpResponse<byte[]> first = send("GET", document);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
            assertThat(first.headers().firstValue("Last-Modified")).isEmpty();
            HttpResponse<byte[]> again = send("GET", document, "If-None-Match", tag);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(send("GET", document, "If-None-Match", "\"other\"").statusCode())
                    .isEqualTo(200);
            HttpResponse<byte[]> packed = send("GET", document, "Accept-Encoding", "gzip");
            if (first.body().length >= 1024) {
                assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
                assertThat(packed.headers().firstValue("ETag"))
                        .isNotEqualTo(first.headers().firstValue("ETag"));
            }

            URI tarball = URI.create(npm + "a/-/a-1.0.0.tgz");
            HttpResponse<byte[]> whole = send("GET", tarball);
            byte[] bytes = whole.body();
            assertThat(whole.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
            assertThat(whole.headers().firstValueAsLong("Content-Length")).hasValue(bytes.length);
            HttpResponse<byte[]> head = send("HEAD", tarball);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(bytes.length);
            for (Map.Entry<String, String> range : Map.of(
                            "bytes=0-9",
                            "0-9",
                            "bytes=5-",
                            "5-" + (bytes.length - 1),
                            "bytes=-7",
                            (bytes.length - 7) + "-" + (bytes.length - 1),
                            "bytes=3-99999",
                            "3-" + (bytes.length - 1))
                    .entrySet()) {
                HttpResponse<byte[]> part = send("GET", tarball, "Range", range.getKey());
                assertThat(part.statusCode()).isEqualTo(206);
                assertThat(part.headers().firstValue("Content-Range"))
                        .contains("bytes " + range.getValue() + "/" + bytes.length);
                String[] ends = range.getValue().split("-", -1);
                assertThat(part.body())
                        .isEqualTo(Arrays.copyOfRange(bytes, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1));
            }
            assertThat(send("GET", tarball, "Range", "bytes=" + bytes.length + "-")
                            .statusCode())
                    .isEqualTo(416);
            for (String ignored : List.of("bytes=0-1,3-4", "bytes=9-3", "lines=1-2", "bytes=x-")) {
                assertThat(send("GET", tarball, "Range", ignored).statusCode())
                        .as(ignored)
                        .isEqualTo(200);
            }
            assertThat(send("GET", tarball, "Range", "bytes=0-1", "If-Range", "\"other\"")
                            .statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    void everythingUnknownIsAFastErrorInJson() throws Exception {
        registry.version("a", "1.0.0").publish();
        manifest("  - a\n");
        imported(npm -> {
            for (String path : List.of(
                    "b",
                    "npm",
                    "@s/x",
                    "@s",
                    "a/2.0.0",
                    "a/-/a-2.0.0.tgz",
                    "a/-/b-1.0.0.tgz",
                    "a/-/",
                    "a/b/c",
                    "-/v1/search/x",
                    "-/package/b/dist-tags",
                    "repository/b/-/b-1.0.0.tgz",
                    "-/npm/v1/keys",
                    "%2e%2e/a",
                    "a%252f",
                    "")) {
                HttpResponse<byte[]> answer = send("GET", URI.create(npm + path));
                assertThat(answer.statusCode()).as(path).isIn(400, 404);
                if (answer.statusCode() == 404) {
                    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
                    assertThat(MAPPER.readTree(answer.body()).get("error").isString())
                            .isTrue();
                }
            }
            assertThat(send("POST", URI.create(npm + "-/npm/v1/security/advisories/bulk"))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(send("PUT", URI.create(npm + "a")).statusCode()).isEqualTo(405);
            HttpResponse<byte[]> refused = send("PUT", URI.create(npm + "a"));
            assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
            assertThat(MAPPER.readTree(refused.body()).get("error").stringValue())
                    .contains("PUT");
            assertThat(send("DELETE", URI.create(npm + "a")).statusCode()).isEqualTo(405);
            assertThat(send("GET", npm.resolve("/other/")).statusCode()).isEqualTo(404);
            assertThat(send("GET", npm.resolve("/-/health")).statusCode()).isEqualTo(200);
            assertThat(raw(npm, "GET /npm/a HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421")
                    .contains("{\"error\":\"wrong host");
            assertThat(raw(npm, "GET /pulumi/latest-version HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421")
                    .contains("{\"code\":421,\"message\":\"wrong host");
            assertThat(raw(
                            npm,
                            "GET /npm/a HTTP/1.1\r\nHost: LOCALHOST:" + npm.getPort()
                                    + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(raw(npm, "GET /-/health HTTP/1.1\r\nHost: any.test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        });
    }

    private static String raw(URI base, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", base.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aSwitchIsServedFromTheNextRequestOn() throws Exception {
        registry.version("a", "1.0.0").publish();
        manifest("  - a\n");
        imported(npm -> {
            assertThat(send("GET", URI.create(npm + "b")).statusCode()).isEqualTo(404);
            registry.version("b", "1.0.0").publish();
            registry.version("a", "1.1.0").publish();
            manifest("  - a\n  - b\n");
            Program.Ended second = program.export();
            assertThat(second.exit()).as(second.err()).isZero();
            assertThat(second.lastLine()).endsWith("gapferry-test-1.2");
            assertThat(program.run("import", second.lastLine(), "--store", folder.resolve("store"))
                            .exit())
                    .isZero();
            assertThat(send("GET", URI.create(npm + "b")).statusCode()).isEqualTo(200);
            assertThat(List.copyOf(json(URI.create(npm + "a")).get("versions").propertyNames()))
                    .containsExactly("1.0.0", "1.1.0");
            assertThat(send("GET", URI.create(npm + "a/-/a-1.0.0.tgz")).statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    void aSecondExportAsksOncePerPackageAndMakesNothing() throws IOException {
        registry.version("a", "1.0.0").needs("b", "*").publish();
        registry.version("b", "1.0.0").publish();
        manifest("  - a\n");
        assertThat(program.export().exit()).isZero();
        registry.forgetRequests();
        Program.Ended again = program.export();
        assertThat(again.exit()).isZero();
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("nothing new since seq 1");
        assertThat(registry.requests()).containsExactlyInAnyOrder("GET /a", "GET /b");
        try (var bundles = Files.list(folder.resolve("out"))) {
            assertThat(bundles).hasSize(1);
        }
        registry.document("b").put("description", "a new description alone is no new state");
        assertThat(program.export().err()).contains("nothing new since seq 1");
        ((tools.jackson.databind.node.ObjectNode) registry.document("b").at("/versions/1.0.0"))
                .put("deprecated", "now it is");
        assertThat(program.export().lastLine()).endsWith("gapferry-test-1.2");
    }

    @Test
    void theSameInputGivesTheSameInventoryAndVolumes() throws IOException {
        registry.version("a", "1.0.0").publish();
        manifest("  - a\n");
        Path first = Path.of(program.export().lastLine());
        Path second = Path.of(program.run(
                        "export",
                        "--manifest",
                        folder.resolve("gapferry.yaml"),
                        "--key",
                        folder.resolve("k/exp.key"),
                        "--trust",
                        folder.resolve("trust.json"),
                        "--state",
                        folder.resolve("st2"),
                        "--out",
                        folder.resolve("out2"))
                .lastLine());
        for (String name : List.of("inventory.jsonl.gz", "packing.jsonl.gz", "volumes/0001.tar", "SHA256SUMS")) {
            assertThat(Files.readAllBytes(second.resolve(name)))
                    .as(name)
                    .isEqualTo(Files.readAllBytes(first.resolve(name)));
        }
    }

    @Test
    void aRequirementThatCannotBeClosedIsHeldBackAndTheRestShips() throws IOException {
        registry.version("good", "1.0.0").publish();
        registry.version("needy", "1.0.0").needs("absent", "1").publish();
        registry.version("gitty", "1.0.0").needs("x", "github:user/repo").publish();
        manifest("  - good\n  - needy\n  - good@^9\n  - unheard-of\n  - gitty\n");
        Program.Ended ended = program.export();
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.lastLine()).endsWith("gapferry-test-1.1");
        assertThat(locked()).containsExactly("good@1.0.0");
        assertThat(ended.firstError())
                .startsWith("export: PARTIAL: pkg:npm/needy@1.0.0 dependencies absent@1: `absent` is not known to");
        assertThat(ended.err())
                .contains("held back: gapferry.yaml:7:5 needy")
                .contains("no version of `good` fits `^9`")
                .contains("the latest is 1.0.0")
                .contains("`unheard-of` is not known")
                .contains("which no registry serves");
    }

    @Test
    void bytesThatAreNotWhatTheRegistryDeclaresHoldTheirRequirementBack() {
        registry.version("good", "1.0.0").publish();
        registry.version("bad", "1.0.0").publish();
        registry.version("needs-bad", "1.0.0").needs("bad", "1").publish();
        registry.corrupt("/bad/-/bad-1.0.0.tgz", new byte[] {1, 2, 3});
        manifest("  - good\n  - needs-bad\n");
        Program.Ended ended = program.export();
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.firstError())
                .contains("bad-1.0.0.tgz was declared with sha512:")
                .contains("arrived with");
        assertThat(ended.err()).contains("held back: gapferry.yaml:7:5 needs-bad");
    }

    @Test
    void bytesThatChangedSinceTheyWereShippedAreHeldBack() {
        registry.version("a", "1.0.0").publish();
        manifest("  - a\n");
        assertThat(program.export().exit()).isZero();
        registry.version("a", "1.0.0")
                .holding(new Tarball().with("evil.js", "x"))
                .publish();
        registry.version("b", "1.0.0").publish();
        manifest("  - a\n  - b\n");
        Program.Ended ended = program.export();
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.firstError())
                .contains("pkg:npm/a@1.0.0: a-1.0.0.tgz was exported as sha256:")
                .contains("and is now");
        assertThat(ended.lastLine()).endsWith("gapferry-test-1.2");
    }

    @Test
    void whatAnUpstreamDoesWrongIsToldAndNothingIsHalfWritten() throws IOException {
        registry.version("a", "1.0.0").publish();
        manifest("  - a\n");
        record Case(String path, MockResponse answer, int exit, String text) {}
        MockResponse elsewhere = new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "http://cdn.test/a.tgz")
                .build();
        for (Case bad : List.of(
                new Case(
                        "/a",
                        new MockResponse.Builder().code(403).body("<html>").build(),
                        5,
                        "answered 403"),
                new Case("/a", new MockResponse.Builder().code(500).build(), 5, "answered 500"),
                new Case("/a", new MockResponse.Builder().code(401).build(), 6, "credentials required"),
                new Case(
                        "/a",
                        new MockResponse.Builder().body("<html>log in</html>").build(),
                        5,
                        "metadata of a is not JSON"),
                new Case(
                        "/a",
                        new MockResponse.Builder().body("{\"name\":\"b\"}").build(),
                        5,
                        "is of the package `b`"),
                new Case("/a", new MockResponse.Builder().body("[]").build(), 5, "not a JSON object"),
                new Case("/a", elsewhere, 3, "is on a host that neither"),
                new Case("/a/-/a-1.0.0.tgz", elsewhere, 3, "is on a host that neither"),
                new Case(
                        "/a/-/a-1.0.0.tgz",
                        new MockResponse.Builder()
                                .code(451)
                                .addHeader("Content-Type", "application/json")
                                .body("{\"error\":\"quarantined\"}")
                                .build(),
                        5,
                        "answered 451 (quarantined)"),
                new Case(
                        "/a/-/a-1.0.0.tgz", new MockResponse.Builder().code(401).build(), 6, "credentials required"),
                new Case(
                        "/a/-/a-1.0.0.tgz", new MockResponse.Builder().code(501).build(), 5, "answered 501"),
                new Case(
                        "/a/-/a-1.0.0.tgz",
                        new MockResponse.Builder().code(404).build(),
                        5,
                        "is listed but does not exist"),
                new Case(
                        "/a/-/a-1.0.0.tgz",
                        new MockResponse.Builder().body("<html>log in</html>").build(),
                        5,
                        "was declared with"))) {
            registry.change(bad.path(), good -> bad.answer());
            Program.Ended ended = program.export();
            assertThat(ended.exit()).as(bad.text() + "\n" + ended.err()).isEqualTo(bad.exit());
            assertThat(ended.err())
                    .contains(bad.text())
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
            assertThat(ended.out()).isEmpty();
            if (Files.exists(folder.resolve("out"))) {
                try (var bundles = Files.list(folder.resolve("out"))) {
                    assertThat(bundles).isEmpty();
                }
            }
            registry.change(bad.path(), good -> good);
        }
        assertThat(program.export().exit()).isZero();
    }

    @Test
    void theUpstreamIsWhatTheClientsOfTheMachineAreConfiguredFor() throws IOException {
        registry.version("a", "1.0.0").publish();
        registry.version("@corp/b", "1.0.0").publish();
        program.manifest("version: 1\nname: test\nnpm: [a]\n");
        Program.Ended none = program.export();
        assertThat(none.exit()).isEqualTo(4);
        assertThat(none.err()).contains("hint: add to the manifest: upstreams: {npm:");
        Files.writeString(
                folder.resolve(".npmrc"), "# a comment\nregistry=http://unused.test/\n@corp:registry = ${WHERE}\n");
        program.with("npm_config_registry", registry.url().toString())
                .with("WHERE", registry.url().toString());
        program.manifest("version: 1\nname: test\nnpm: [a, \"@corp/b\"]\n");
        assertThat(program.export().exit()).isZero();
        assertThat(registry.requests()).contains("GET /a", "GET /@corp%2fb");
    }
}
