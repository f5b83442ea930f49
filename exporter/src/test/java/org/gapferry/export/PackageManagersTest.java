package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.testkit.Tarball;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The package manager that a project names crosses with it, and is held back alone. */
class PackageManagersTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private int exports;

    @BeforeEach
    void publish() {
        registry.version("lib", "1.0.0").publish();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private ExportReport export(String fields) throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(
                folder.resolve("app/package.json"),
                "{\"name\":\"app\",\"version\":\"1.0.0\",\"dependencies\":{\"lib\":\"^1.0.0\"}," + fields + "}");
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL);
        return fixture.export(
                fixture.wanted("{project: ./app}", "targets: [{os: linux, arch: x64}]\n"),
                folder.resolve("export" + exports++),
                new LocalDisk());
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

    private static String held(ExportReport report) {
        return report.heldBack().stream()
                .map(one -> one.requirement().text() + ": "
                        + one.problems().stream()
                                .map(problem -> problem.code().id() + " " + problem.sentence())
                                .collect(Collectors.joining("; ")))
                .collect(Collectors.joining("\n"));
    }

    private static String notes(ExportReport report) {
        return report.notes().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void yarn2AndLaterIsAnotherPackageThanYarn1() throws IOException {
        registry.version("yarn", "1.22.22").publish();
        registry.version("yarn", "4.9.1").publish();
        registry.version("@yarnpkg/cli-dist", "4.9.1").publish();
        assertThat(carried(export("\"packageManager\":\"yarn@4.9.1\"")))
                .contains("%40yarnpkg/cli-dist@4.9.1", "lib@1.0.0")
                .doesNotContain("yarn@4.9.1", "yarn@1.22.22");
        assertThat(carried(export("\"packageManager\":\"yarn@1.22.22\"")))
                .contains("yarn@1.22.22")
                .doesNotContain("%40yarnpkg/cli-dist@4.9.1");
    }

    @Test
    void pnpm11ComesWithItsExecutableAndThatWithItsPlatforms() throws IOException {
        registry.version("pnpm", "11.1.0").publish();
        registry.version("@pnpm/exe", "11.1.0")
                .with("optionalDependencies", "{\"@pnpm/linux-x64\":\"11.1.0\",\"@pnpm/win-x64\":\"11.1.0\"}")
                .publish();
        registry.version("@pnpm/linux-x64", "11.1.0")
                .with("os", "[\"linux\"]")
                .with("cpu", "[\"x64\"]")
                .publish();
        registry.version("@pnpm/win-x64", "11.1.0").with("os", "[\"win32\"]").publish();
        ExportReport report = export("\"packageManager\":\"pnpm@11.1.0\"");
        assertThat(carried(report))
                .contains("pnpm@11.1.0", "%40pnpm/exe@11.1.0", "%40pnpm/linux-x64@11.1.0", "%40pnpm/win-x64@11.1.0");
        assertThat(report.heldBack()).isEmpty();
        assertThat(notes(report)).doesNotContain("gives no signature");
    }

    @Test
    void aManagerWithoutSignatureIsCarriedWithANote() throws IOException {
        registry.version("pnpm", "9.15.0").publish();
        ((ObjectNode) registry.document("pnpm").at("/versions/9.15.0/dist")).remove("signatures");
        ExportReport report = export("\"packageManager\":\"pnpm@9.15.0\"");
        assertThat(carried(report)).contains("pnpm@9.15.0");
        assertThat(notes(report)).contains("pnpm@9.15.0", "gives no signature");
    }

    @Test
    void pnpmWithoutAnExecutableInTheRegistryIsCarriedAllTheSame() throws IOException {
        registry.version("pnpm", "10.20.0").publish();
        ExportReport report = export("\"packageManager\":\"pnpm@10.20.0\"");
        assertThat(carried(report)).contains("pnpm@10.20.0", "lib@1.0.0");
        assertThat(report.heldBack()).isEmpty();
    }

    @Test
    void whatIsBundledWithNpmIsNotCarriedForItsSake() throws IOException {
        registry.version("npm", "10.9.2")
                .needs("abbrev", "^3.0.0")
                .with("bundleDependencies", "[\"abbrev\"]")
                .publish();
        registry.version("abbrev", "3.0.0").publish();
        assertThat(carried(export("\"packageManager\":\"npm@10.9.2\"")))
                .contains("npm@10.9.2")
                .doesNotContain("abbrev@3.0.0");
    }

    @Test
    void aRangeOfDevEnginesIsPickedFromAndEnginesAreNot() throws IOException {
        registry.version("pnpm", "9.1.0").publish();
        registry.version("pnpm", "9.15.0").publish();
        registry.version("pnpm", "12.0.0").publish();
        registry.version("bun", "1.4.5").publish();
        ExportReport report = export(
                "\"engines\":{\"pnpm\":\"^12.0.0\"},\"devEngines\":{\"packageManager\":[{\"name\":\"pnpm\",\"version\":\"^9.0.0\"},"
                        + "{\"name\":\"bun\",\"version\":\"1.4.5\",\"onFail\":\"download\"},{\"name\":\"npm\"}]}");
        assertThat(carried(report)).contains("pnpm@9.15.0", "bun@1.4.5").doesNotContain("pnpm@9.1.0", "pnpm@12.0.0");
        assertThat(report.heldBack()).isEmpty();
    }

    @Test
    void aManagerThatCannotBeHadIsHeldBackAlone() throws IOException {
        for (String manager :
                List.of("yarn@4.9.1", "pnpm@99.0.0", "deno@2.0.0", "pnpm", "npm@https://x.test/npm.tgz")) {
            ExportReport report = export("\"packageManager\":\"" + manager + "\"");
            assertThat(carried(report)).as(manager).containsExactly("lib@1.0.0");
            assertThat(report.heldBack()).as(manager).hasSize(1);
            assertThat(held(report)).as(manager).contains("./app (" + manager + ")");
        }
    }

    @Test
    void aHashIsComparedWithTheArchive() throws Exception {
        byte[] script = "console.log('yarn')".getBytes(StandardCharsets.UTF_8);
        registry.version("@yarnpkg/cli-dist", "4.9.1")
                .holding(new Tarball().with("bin/yarn.js", "console.log('yarn')"))
                .publish();
        registry.version("pnpm", "9.15.0").publish();
        String right =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-224").digest(script));
        assertThat(carried(export("\"packageManager\":\"yarn@4.9.1+sha224." + right + "\"")))
                .contains("%40yarnpkg/cli-dist@4.9.1");
        for (Map.Entry<String, String> wrong : Map.of(
                        "yarn@4.9.1+sha224." + "0".repeat(56),
                        "yarn@4.9.1",
                        "pnpm@9.15.0+sha512." + "0".repeat(128),
                        "pnpm@9.15.0",
                        "pnpm@9.15.0+sha256." + "0".repeat(64),
                        "pnpm@9.15.0",
                        "pnpm@9.15.0+md5.00",
                        "pnpm@9.15.0")
                .entrySet()) {
            ExportReport report = export("\"packageManager\":\"" + wrong.getKey() + "\"");
            assertThat(carried(report)).as(wrong.getKey()).contains("lib@1.0.0");
            assertThat(held(report))
                    .as(wrong.getKey())
                    .contains("(" + wrong.getValue() + ")", "npm/manager-not-carried", "the registry's has");
        }
    }

    @Test
    void anArchiveInWhichTheHashedFileIsMissingHasAnotherHash() throws IOException {
        registry.version("@yarnpkg/cli-dist", "4.9.1").publish();
        ExportReport report = export("\"packageManager\":\"yarn@4.9.1+sha224." + "0".repeat(56) + "\"");
        assertThat(carried(report)).containsExactly("lib@1.0.0");
        assertThat(held(report)).contains("npm/manager-not-carried", "the registry's has no bin/yarn.js");
    }
}
