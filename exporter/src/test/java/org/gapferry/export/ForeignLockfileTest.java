package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Lockfiles that were written behind somebody's mirror, and URLs with secrets in them. */
class ForeignLockfileTest {
    private static final String SECRET = "s3cret-query";

    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();

    @BeforeEach
    void publish() throws IOException {
        registry.version("ms", "2.1.1").publish();
        registry.version("@team/lib", "1.0.0").publish();
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(
                folder.resolve("app/package.json"), "{\"dependencies\":{\"ms\":\"^2\",\"@team/lib\":\"^1\"}}");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private ObjectNode dist(String name, String version) {
        return (ObjectNode) registry.document(name).get("versions").get(version).get("dist");
    }

    private ExportReport export() throws IOException {
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL);
        return fixture.export(fixture.wanted("{project: ./app}", "targets: [{os: linux, arch: x64}]\n"));
    }

    private String content(String file) {
        String ms = dist("ms", "2.1.1").get("integrity").asString();
        String lib = dist("@team/lib", "1.0.0").get("integrity").asString();
        String msAt = "https://nexus.corp.test/repository/npm-all/ms/-/ms-2.1.1.tgz";
        String libAt = "https://npm.corp.test/download/@team/lib/1.0.0/" + "0a".repeat(20);
        return switch (file) {
            case "package-lock.json" ->
                "{\"lockfileVersion\":3,\"packages\":{\"\":{\"dependencies\":{\"ms\":\"^2\",\"@team/lib\":\"^1\"}},"
                        + "\"node_modules/ms\":{\"version\":\"2.1.1\",\"resolved\":\"" + msAt + "\",\"integrity\":\""
                        + ms + "\"},\"node_modules/@team/lib\":{\"version\":\"1.0.0\",\"resolved\":\"" + libAt
                        + "\",\"integrity\":\"" + lib + "\"}}}";
            case "yarn.lock" ->
                "# yarn lockfile v1\n\nms@^2:\n  version \"2.1.1\"\n  resolved \"" + msAt + "#abc\"\n  integrity " + ms
                        + "\n\n\"@team/lib@^1\":\n  version \"1.0.0\"\n  resolved \"" + libAt + "\"\n  integrity "
                        + lib + "\n";
            case "pnpm-lock.yaml" ->
                "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      ms: {specifier: ^2, version: 2.1.1}\n"
                        + "      '@team/lib': {specifier: ^1, version: 1.0.0}\n"
                        + "packages:\n  ms@2.1.1:\n    resolution: {integrity: " + ms + ", tarball: " + msAt + "}\n"
                        + "  '@team/lib@1.0.0':\n    resolution: {integrity: " + lib + ", tarball: " + libAt + "}\n"
                        + "snapshots:\n  ms@2.1.1: {}\n  '@team/lib@1.0.0': {}\n";
            case "bun.lock" ->
                "{\"lockfileVersion\":1,\"workspaces\":{\"\":{\"dependencies\":{\"ms\":\"^2\",\"@team/lib\":\"^1\"}}},\"packages\":{"
                        + "\"ms\":[\"ms@2.1.1\",\"" + msAt + "\",{},\"" + ms
                        + "\"],\"@team/lib\":[\"@team/lib@1.0.0\",\""
                        + libAt + "\",{},\"" + lib + "\"]}}";
            default -> throw new IllegalArgumentException(file);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "package-lock.json, replace-registry-host always",
        "yarn.lock, sed -i",
        "pnpm-lock.yaml, pnpm install --lockfile-only",
        "bun.lock, bun install --lockfile-only",
    })
    void aLockfileOfAnotherMirrorIsCarriedFromTheUpstreamAndItsHostsAreTold(String file, String remedy)
            throws IOException {
        Files.writeString(folder.resolve("app").resolve(file), content(file));
        ExportReport report = export();
        assertThat(report.heldBack()).isEmpty();
        assertThat(report.findings()).isEmpty();
        assertThat(registry.requests()).contains("GET /ms/-/ms-2.1.1.tgz", "GET /@team/lib/-/lib-1.0.0.tgz");
        assertThat(report.refusedHosts()).isEmpty();
        assertThat(report.notes())
                .filteredOn(note -> note.contains(file))
                .singleElement()
                .asString()
                .contains("nexus.corp.test (1), npm.corp.test (1)", remedy);
    }

    private String lock(String name, String version, String path) {
        return "{\"lockfileVersion\":3,\"packages\":{\"node_modules/" + name + "\":{\"version\":\"" + version
                + "\",\"resolved\":\"https://nexus.corp.test/" + path + "\",\"integrity\":\""
                + dist(name, version).get("integrity").asString() + "\"}}}";
    }

    @Test
    void oddNamesOfALockfileAreCarriedAndTwoVersionsCannotHaveOne() throws IOException {
        registry.version("ms", "2.1.2").publish();
        for (String app : List.of("app", "other")) {
            Files.createDirectories(folder.resolve(app));
            Files.writeString(folder.resolve(app).resolve("package.json"), "{\"dependencies\":{\"ms\":\"^2\"}}");
        }
        Files.writeString(folder.resolve("app/package-lock.json"), lock("ms", "2.1.1", "npm-all/ms/-/ms-custom.tgz"));
        Files.writeString(folder.resolve("other/package-lock.json"), lock("ms", "2.1.2", "b/ms/-/ms-custom.tgz"));
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL);
        ExportReport report = fixture.export(
                fixture.wanted("{project: ./app}, {project: ./other}", "targets: [{os: linux, arch: x64}]\n"));
        assertThat(report.heldBack()).isEmpty();
        assertThat(Files.readString(folder.resolve("lock"))).containsOnlyOnce("\"name\":\"ms-custom.tgz\"");
        assertThat(report.findings()).singleElement().satisfies(problem -> assertThat(problem.sentence())
                .contains("ms@2.1.2", "`ms-custom.tgz`", "the archive of another version"));
        assertThat(registry.requests().stream().filter("GET /ms/-/ms-2.1.1.tgz"::equals))
                .as("the bytes are asked for once")
                .hasSize(1);
    }

    @Test
    void aQueryInTheUrlOfAnArchiveIsSentAndNeverCarried() throws IOException {
        String url = dist("ms", "2.1.1").get("tarball").asString();
        dist("ms", "2.1.1").put("tarball", url + "?token=" + SECRET);
        ExportReport report = export();
        assertThat(report.heldBack()).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(folder.resolve("st/cache")))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (file.toString().endsWith(".gz")) {
                    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                        bytes = in.readAllBytes();
                    }
                }
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
        assertThat(List.of(report.notes().toString(), report.findings().toString()))
                .noneMatch(text -> text.contains(SECRET));
        assertThat(Files.readString(folder.resolve("lock"))).contains("\"" + url + "\"");
    }
}
