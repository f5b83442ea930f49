package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.gapferry.bundle.Digest;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a lockfile says of an archive, against what the registry says and has. */
class LockfileClaimsTest {
    private static final String WRONG =
            "sha512-" + base64(Digest.algorithm("SHA-512").digest(new byte[] {1}));
    private static final String WRONG_SHA1 =
            "sha1-" + base64(Digest.algorithm("SHA-1").digest(new byte[] {1}));

    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();

    @BeforeEach
    void publish() throws IOException {
        registry.version("a", "1.0.0").publish();
        registry.version("b", "1.0.0").publish();
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/package.json"), "{\"dependencies\":{\"a\":\"^1\",\"b\":\"^1\"}}");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private ObjectNode dist() {
        return (ObjectNode) registry.document("a").at("/versions/1.0.0/dist");
    }

    private ExportReport export(String npm, String integrity) throws IOException {
        Files.writeString(
                folder.resolve("app/package-lock.json"),
                "{\"lockfileVersion\":3,\"packages\":{\"\":{\"dependencies\":{\"a\":\"^1\",\"b\":\"^1\"}},\n"
                        + "  \"node_modules/a\":{\"version\":\"1.0.0\",\"integrity\":\"" + integrity + "\"},\n"
                        + "  \"node_modules/b\":{\"version\":\"1.0.0\"}}}");
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL);
        return fixture.export(fixture.wanted(npm, "targets: [{os: linux, arch: x64}]\n"));
    }

    private static String held(ExportReport report) {
        return report.heldBack().stream()
                .map(held -> held.requirement().text() + ": " + held.problems())
                .collect(Collectors.joining("\n"));
    }

    private static List<String> carried(ExportReport report) throws IOException {
        Path file = report.bundle().orElseThrow().folder().resolve("inventory.jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("{\"artifact\":\"pkg:npm/"))
                    .map(line -> line.replaceAll("^.{21}([^\"]*)\".*", "$1"))
                    .toList();
        }
    }

    @Test
    void aWrongDigestHoldsBackItsLockfileAndNothingElse() throws IOException {
        ExportReport report = export("a, {project: ./app}", WRONG);
        assertThat(report.heldBack()).singleElement().satisfies(held -> {
            assertThat(held.requirement().text()).isEqualTo("project: ./app (package-lock.json)");
            assertThat(held.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code().id()).isEqualTo("npm/lock-integrity");
                assertThat(problem.where()).endsWith("app/package-lock.json:2:3");
                assertThat(problem.what())
                        .contains(
                                WRONG,
                                "a@1.0.0",
                                dist().get("integrity").asString(),
                                registry.url().toString());
            });
        });
        assertThat(carried(report)).containsExactly("a@1.0.0", "b@1.0.0");
    }

    @Test
    void theStrongestDigestDecides() throws IOException {
        String right = dist().get("integrity").asString();
        String rightSha1 = "sha1-"
                + base64(java.util.HexFormat.of().parseHex(dist().get("shasum").asString()));
        assertThat(held(export("{project: ./app}", right + " " + WRONG_SHA1))).isEmpty();
        assertThat(held(export("{project: ./app}", WRONG + " " + rightSha1))).contains("LOCK_INTEGRITY");
        assertThat(held(export("{project: ./app}", rightSha1))).isEmpty();
        assertThat(held(export("{project: ./app}", WRONG_SHA1))).contains("LOCK_INTEGRITY");
    }

    @Test
    void whereTheRegistryDeclaresNoDigestTheBytesDecide() throws IOException {
        String right = dist().get("integrity").asString();
        dist().remove(List.of("integrity", "shasum"));
        assertThat(held(export("b, {project: ./app}", WRONG))).contains("LOCK_INTEGRITY", "the archive of");
        ExportReport report = export("b, {project: ./app}", right);
        assertThat(held(report)).isEmpty();
    }
}
