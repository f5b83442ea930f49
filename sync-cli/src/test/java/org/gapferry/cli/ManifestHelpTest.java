package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.manifest.ManifestReader;
import org.gapferry.manifest.SyncManifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What helps people to write a manifest: its schema, and a first one that is made from their projects. */
class ManifestHelpTest {
    @TempDir
    private Path folder;

    private Program program;

    @BeforeEach
    void start() {
        program = new Program(folder);
    }

    private Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(program.run("schema").out(), InputFormat.JSON);
    }

    @Test
    void theSamplesKeepTheSchema() throws IOException {
        Schema schema = schema();
        Path samples = Path.of(System.getProperty("gapferry.top"), "manifests/samples");
        try (Stream<Path> files = Files.list(samples)) {
            List<Path> manifests =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(manifests).hasSizeGreaterThan(1);
            for (Path manifest : manifests) {
                assertThat(schema.validate(Files.readString(manifest), InputFormat.YAML))
                        .as(manifest.toString())
                        .isEmpty();
            }
        }
    }

    /** What the reader refuses is refused by the schema too, and the other way round. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 1\nname: a\nnpm: [x]",
                "version: 1\nname: a\nnpm: [{package: \"x@^1\", select: \"last 3\"}]",
                "version: 1\nname: a\npulumi: []",
                "version: 1\nname: a\nnpm: [x]\nupstreams: {npm: {\"@t\": \"https://t.test/\", \"*\": \"https://a.test/\"}}",
                "version: 1\nname: a\nnpm: [x]\nupstreams: {npm: [{url: \"https://a.test/\"}, {url: \"https://b.test/\", fallback: true}]}",
                "version: 1\nname: a\nnpm: [x]\nupstreams: {npm: [{link: \"https://a.test/\"}]}",
                "version: 1\nname: a\nnpm: [x]\nupstreams: {npm: [https://a.test/]}",
                "version: 1\nname: a\npulumi: [{cli: latest}, {plugin: resource/random@4.18.0, server: \"https://p.example.test\"}]",
                "version: 1\nname: a\nkeep: {versions: 5, age: 400d}\nhosts: [\"a.example.test:8443\"]\nnpm: [x]",
                "version: 1\nname: a\ntargets: [{os: linux, arch: x64, libc: musl, node: [\"22\"], dotnet: [net8.0]}]\nnpm: [x]",
                "version: 1\nname: a\nupstreams: {npm: \"https://r.example.test/\"}\nnpm: [x]",
                "version: 2\nname: a\nnpm: [x]",
                "name: a\nnpm: [x]",
                "version: 1\nnpm: [x]",
                "version: 1\nname: A\nnpm: [x]",
                "version: 1\nname: a\nnpm: []",
                "version: 1\nname: a\nnpm: {x: y}",
                "version: 1\nname: a\nnmp: [x]",
                "version: 1\nname: a\nnpm: [{package: x, project: .}]",
                "version: 1\nname: a\nnpm: [{package: x, select: some}]",
                "version: 1\nname: a\nnpm: [{select: all}]",
                "version: 1\nname: a\npulumi: [{cli: latest, esc: latest}]",
                "version: 1\nname: a\npulumi: [{cli: latest, server: \"https://p.example.test\"}]",
                "version: 1\nname: a\npulumi: [cli]",
                "version: 1\nname: a\ntargets: [{os: beos, arch: x64}]\nnpm: [x]",
                "version: 1\nname: a\ntargets: [{os: linux}]\nnpm: [x]",
                "version: 1\nname: a\nkeep: {age: 5w}\nnpm: [x]",
                "version: 1\nname: a\nkeep: {versions: 0}\nnpm: [x]",
                "version: 1\nname: a\nhosts: [\"https://a.example.test\"]\nnpm: [x]",
                "version: 1\nname: a\nupstreams: {npm: \"ftp://r.example.test/\"}\nnpm: [x]",
                "version: 1\nname: a\nupstreams: {npm: \"https://me:word@r.example.test/\"}\nnpm: [x]",
                "version: 1\nname: a\naccept: [{artifact: \"pkg:npm/a@1.0.0\"}]\nnpm: [x]"
            })
    void theSchemaSaysWhatTheReaderSays(String yaml) {
        Problems problems = new Problems();
        Path file = program.manifest(yaml);
        SyncManifest manifest = ManifestReader.read(file, Ecosystems.ALL.sections(), problems);
        manifest.sections().forEach((id, section) -> Ecosystems.ALL
                .ofSection(id)
                .orElseThrow()
                .online()
                .requirements()
                .read(section, folder, problems));
        assertThat(schema().validate(yaml, InputFormat.YAML).isEmpty()).as(yaml).isEqualTo(problems.isEmpty());
    }

    private void project(String path, String json) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);
    }

    @Test
    void aFirstManifestIsMadeFromProjects() throws IOException {
        project("repo/package.json", "{\"name\":\"root\",\"workspaces\":[\"packages/*\"]}");
        project("repo/packages/one/package.json", "{\"name\":\"one\"}");
        project("repo/packages/two/package.json", "{\"name\":\"two\"}");
        project("repo/tools dir/package.json", "{\"name\":\"tools\"}");
        project("repo/node_modules/x/package.json", "{\"name\":\"x\"}");
        project("repo/infra/Pulumi.yaml", "name: infra\nruntime: yaml\n");
        program.with("npm_config_registry", "https://registry.example.test/npm/");
        Program.Ended made = program.run("init", folder.resolve("repo"));
        assertThat(made.exit()).as(made.err()).isZero();
        Path manifest = folder.resolve("repo/gapferry.yaml");
        assertThat(made.lastLine()).isEqualTo(manifest.toString());
        String yaml = Files.readString(manifest);
        assertThat(yaml)
                .contains("name: repo")
                .contains("npm:\n  - project: .   # with its 2 workspaces\n  - project: \"./tools dir\"\n")
                .contains("pulumi:\n  - project: ./infra\n")
                .contains("# from https://registry.example.test/npm/")
                .doesNotContain("packages/one", "node_modules");
        assertThat(schema().validate(yaml, InputFormat.YAML)).isEmpty();
        Problems problems = new Problems();
        ManifestReader.read(manifest, Ecosystems.ALL.sections(), problems);
        problems.throwIfAny();
        Program.Ended again = program.run("init", folder.resolve("repo"));
        assertThat(again.exit()).isEqualTo(41);
        assertThat(again.err()).contains("is not overwritten");
        assertThat(manifest).content().isEqualTo(yaml);
    }

    @Test
    void aFolderWithoutProjectsIsSaid() {
        Program.Ended refused = program.run("init", folder);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("found no project").contains("printf 'version: 1");
        assertThat(program.run("init", folder.resolve("absent")).exit()).isEqualTo(2);
    }

    @Test
    void eachCommandHasAManualPageAndCompletion() throws IOException {
        Path pages = folder.resolve("man1");
        assertThat(program.run("man", "--out", pages).exit()).isZero();
        assertThat(pages.resolve("gapferry-export.1"))
                .content()
                .contains(".TH \"GAPFERRY\\-EXPORT\" \"1\"", ".B \\-\\-manifest FILE", ".SH EXIT STATUS");
        assertThat(pages.resolve("gapferry-trust-init.1")).exists();
        String completion = program.run("completion").out();
        assertThat(completion).contains("complete -F _complete_gapferry", "--volume-size", "trust");
    }
}
