package org.gapferry.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.Problems;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("java")
class ManifestReaderTest {
    @TempDir
    private Path folder;

    private SyncManifest read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("gapferry.yaml"), yaml);
        Problems problems = new Problems();
        SyncManifest manifest = ManifestReader.read(file, List.of("npm", "toy"), problems);
        problems.throwIfAny();
        return manifest;
    }

    private List<String> problems(String yaml) {
        ProblemException failed = catchThrowableOfType(ProblemException.class, () -> read(yaml));
        assertThat(failed).isNotNull();
        assertThat(failed.exitClass()).isEqualTo(ExitClass.MANIFEST);
        return failed.problems().stream()
                .map(problem -> problem.sentence() + problem.hints())
                .toList();
    }

    @Test
    void aPortThatCannotBeIsToldByItsPlace() {
        assertThat(
                        problems(
                                """
                version: 1
                name: platform
                npm: [a]
                upstreams: {npm: "https://registry.example.test:99999/"}
                hosts: ["a.test:0", "b.test:70000", "c.test:65535"]
                """))
                .containsExactly(
                        "gapferry.yaml:4:18: invalid port 99999: the highest is 65535[]",
                        "gapferry.yaml:5:9: invalid host `a.test:0`[write: files.example.test, or with a port: files.example.test:8443]",
                        "gapferry.yaml:5:21: invalid host `b.test:70000`[write: files.example.test, or with a port: files.example.test:8443]");
    }

    @Test
    void whatIsNoManifestIsRefusedInOurWords() {
        assertThat(problems("version: 1\nnpm: " + "[".repeat(3000) + "]".repeat(3000)))
                .singleElement()
                .asString()
                .endsWith("the document exceeds the limit of 100 levels[]");
        assertThat(problems("version: 1\nname: " + "x".repeat(1_000_000) + "\nnpm: [a]\n"))
                .singleElement()
                .asString()
                .hasSizeLessThan(5_000);
        assertThat(problems("#".repeat((4 << 20) + 1)))
                .singleElement()
                .asString()
                .endsWith("cannot read the manifest: the file exceeds the limit of 4194304 bytes[]");
    }

    @Test
    void aWholeManifestIsRead() throws IOException {
        SyncManifest manifest = read(
                """
                version: 1
                name: platform
                targets:
                  - {os: linux, arch: x64, libc: musl, node: ["20", 22.11], python: ["3.11"], dotnet: [net8.0]}
                  - {os: windows, arch: arm64}
                  - {os: linux, arch: arm64}
                npm: ["express@^4"]
                upstreams: {npm: "https://registry.example.test/npm"}
                hosts: [cdn.example.test, "files.example.test:8443"]
                """);
        assertThat(manifest.feed()).isEqualTo("platform");
        assertThat(manifest.targets())
                .extracting(Target::toString)
                .containsExactly("linux-x64-musl", "windows-arm64", "linux-arm64-glibc");
        assertThat(manifest.targets().get(0).runtimes())
                .isEqualTo(
                        Map.of("node", List.of("20", "22.11"), "python", List.of("3.11"), "dotnet", List.of("net8.0")));
        assertThat(manifest.upstreams().get("npm").get(0).url()).hasToString("https://registry.example.test/npm/");
        assertThat(manifest.hosts()).containsExactly("cdn.example.test", "files.example.test:8443");
        assertThat(manifest.sections()).containsOnlyKeys("npm");
    }

    @Test
    void upstreamsAreOneUrlUrlsByScopeOrRulesWithFallbacks() throws IOException {
        assertThat(
                        read("version: 1\nname: a\nnpm: [x]\nupstreams: {npm: {\"@team\": \"https://t.test/\", \"*\": \"https://a.test/\"}}\n")
                                .upstreams()
                                .get("npm"))
                .extracting(rule -> rule.scope() + " " + rule.url() + " " + rule.fallback())
                .containsExactly("@team https://t.test/ false", " https://a.test/ false");
        assertThat(
                        read("version: 1\nname: a\nnpm: [x]\nupstreams:\n  npm:\n    - {url: \"https://a.test\"}\n    - {url: \"https://b.test\", fallback: true}\n")
                                .upstreams()
                                .get("npm"))
                .extracting(rule -> rule.scope() + " " + rule.url() + " " + rule.fallback())
                .containsExactly(" https://a.test/ false", " https://b.test/ true");
    }

    @Test
    void aSecondUpstreamForTheSameNamesMustBeAFallback() {
        assertThat(
                        problems(
                                "version: 1\nname: a\nnpm: [x]\nupstreams:\n  npm:\n    - {url: \"https://a.test\"}\n    - {url: \"https://b.test\"}\n    - {scope: \"@t\", url: \"https://t.test\", fallback: true}\n    - {scope: \"@u\", fallback: perhaps}\n    - x\n"))
                .containsExactly(
                        "gapferry.yaml:7:13: a second upstream for all names must be a fallback[write: {url: \"https://b.test\", fallback: true}]",
                        "gapferry.yaml:8:26: the first upstream for `@t` cannot be a fallback[remove `fallback: true`]",
                        "gapferry.yaml:9:31: `fallback` must be `true` or `false`[]",
                        "gapferry.yaml:9:7: an upstream needs a `url`[write: - {url: \"https://registry.example.test/\"}]",
                        "gapferry.yaml:10:7: expected a mapping for an upstream, but found a string[write: - {scope: \"@team\", url: \"https://registry.example.test/\"}]");
    }

    @Test
    void withoutTargetsItIsThisMachine() throws IOException {
        assertThat(read("version: 1\nname: a\nnpm: [x]\n").targets()).containsExactly(Target.thisMachine());
    }

    @Test
    void everyProblemIsToldAtOnceWithItsPlaceAndAHint() {
        assertThat(
                        problems(
                                """
                        version: 2
                        name: Not A Name
                        tragets: []
                        targets:
                          - {os: linus, arch: x64}
                          - {arch: x64}
                          - linux
                          - {os: windows, arch: x64, libc: glibc}
                          - {os: linux, arch: x64, node: [latest], nod: 1}
                        npm: [x]
                        npm: [y]
                        pypi: [z]
                        upstreams: {npm: "ftp://x", nmp: "https://x", toy: "https://user:pw@example.test/"}
                        hosts: ["http://x"]
                        """))
                .containsExactly(
                        "gapferry.yaml:11:1: duplicate key `npm`[]",
                        "gapferry.yaml:1:10: unsupported version `2`[write: version: 1]",
                        "gapferry.yaml:2:7: invalid feed name `Not A Name`[use lower-case letters, digits, `.`, `_` and `-`, at most 64]",
                        "gapferry.yaml:3:1: unknown key `tragets`[did you mean `targets`?]",
                        "gapferry.yaml:5:10: unknown os `linus`[did you mean `linux`?]",
                        "gapferry.yaml:6:5: missing key `os` of a target[write: - {os: linux, arch: x64, libc: glibc}]",
                        "gapferry.yaml:7:5: expected a mapping for a target, but found a string[write: - {os: linux, arch: x64, libc: glibc}]",
                        "gapferry.yaml:8:5: `libc` is only valid for linux, not for windows[]",
                        "gapferry.yaml:9:35: invalid node version `latest`[write: node: [\"22\"]]",
                        "gapferry.yaml:9:44: unknown key of a target `nod`[did you mean `node`?]",
                        "gapferry.yaml:12:1: unknown key `pypi`[possible here: version, name, targets, upstreams, hosts, keep, accept, npm, toy]",
                        "gapferry.yaml:13:18: not an http or https URL without a query: `ftp://x`[write: upstreams: {npm: \"https://registry.example.test/\"}]",
                        "gapferry.yaml:13:29: unknown ecosystem `nmp`[possible here: npm, toy]",
                        "gapferry.yaml:13:52: the URL of the upstream contains credentials, which must not be in a manifest[remove the part before the `@`]",
                        "gapferry.yaml:14:9: invalid host `http://x`[write: files.example.test, or with a port: files.example.test:8443]");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(problems("{}"))
                .containsExactly(
                        "gapferry.yaml:1:1: missing key `version`[add the line: version: 1]",
                        "gapferry.yaml:1:1: missing key `name`[add the line: name: platform]",
                        "gapferry.yaml:1:1: the manifest has no requirements[add a section, one of: npm, toy]");
        assertThat(problems("")).hasSize(3);
    }

    @Test
    void whatIsNoYamlIsToldWithItsPlace() {
        assertThat(problems("version: 1\nname: [a\n"))
                .singleElement()
                .asString()
                .startsWith("gapferry.yaml:2:9: not YAML");
        assertThat(problems("- a")).singleElement().asString().contains("expected a mapping, but found a list");
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        ProblemException failed = catchThrowableOfType(
                ProblemException.class,
                () -> ManifestReader.read(folder.resolve("absent.yaml"), List.of(), new Problems()));
        assertThat(failed.exitClass()).isEqualTo(ExitClass.MANIFEST);
        assertThat(failed.getMessage()).endsWith("no such file");
    }
}
