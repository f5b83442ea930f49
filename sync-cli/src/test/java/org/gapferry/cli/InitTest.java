package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first manifest has what is a project and can be carried; what is left out is told. */
class InitTest {
    @TempDir
    private Path folder;

    private Program program;

    @BeforeEach
    void program() throws IOException {
        program = new Program(folder).with("npm_config_registry", "https://registry.example.test/npm/");
        file("package.json", "{\"name\": \"app\", \"dependencies\": {\"a\": \"^1\"}}");
    }

    private void file(String path, String content) throws IOException {
        Path file = folder.resolve("repo").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Program.Ended init(int exit) {
        Program.Ended ended = program.run("init", folder.resolve("repo"));
        assertThat(ended.exit()).as(ended.err()).isEqualTo(exit);
        return ended;
    }

    private String manifest() throws IOException {
        return Files.readString(folder.resolve("repo/gapferry.yaml"));
    }

    @Test
    void aBrokenPackageJsonIsNamedAndTheOthersAreListed() throws IOException {
        file("broken/package.json", "{\"name\": \"broken\",\n \"dependencies\": {");
        file("broken/packages/one/package.json", "{\"name\": \"one\"}");
        file("list/package.json", "[]");
        Program.Ended ended = init(3);
        assertThat(ended.err())
                .contains("init: PARTIAL: ")
                .containsPattern("repo/broken/package.json:2:[0-9]+: .*not JSON")
                .contains("repo/list/package.json: the file is not a JSON object")
                .doesNotContain("java.", "Exception");
        assertThat(manifest()).contains("npm:\n  - project: .\n").doesNotContain("broken", "list", "packages/one");
    }

    @Test
    void aLockfileWithMergeMarkersHoldsBackItsProjectAlone() throws IOException {
        file("web/package.json", "{\"name\": \"web\", \"workspaces\": [\"packages/*\"]}");
        file("web/package-lock.json", "{\n<<<<<<< HEAD\n  \"name\": \"web\"\n=======\n>>>>>>> main\n}\n");
        file("web/packages/one/package.json", "{\"name\": \"one\"}");
        file("web/site/package.json", "{\"name\": \"site\"}");
        Program.Ended ended = init(3);
        assertThat(ended.err()).contains("repo/web/package-lock.json:2:1: the file has an unresolved merge conflict");
        assertThat(ended.err().lines().filter(line -> line.contains("merge conflict")))
                .as("once")
                .hasSize(1);
        assertThat(manifest())
                .contains("npm:\n  - project: .\n  - project: ./web/site\n")
                .doesNotContain("one");
    }

    @Test
    void withoutAnyProjectThatCanBeReadNoManifestIsWritten() throws IOException {
        file("package.json", "");
        Program.Ended ended = init(3);
        assertThat(ended.err()).contains("repo/package.json", "no manifest was written");
        assertThat(folder.resolve("repo/gapferry.yaml")).doesNotExist();
    }

    @Test
    void fixturesAndWhatGitIgnoresAreNoProjects() throws IOException {
        Files.createDirectories(folder.resolve("repo/.git"));
        file(".gitignore", "# comment\n/generated/\nscratch-*\n!scratch-kept\n**/cache/[ab]\n");
        file("app/.gitignore", "/tmp\n");
        for (String path : new String[] {
            "test/fixtures/one",
            "test/fixtures/two/deep",
            "generated",
            "scratch-1",
            "x/scratch-2",
            "scratch-kept",
            "x/cache/a",
            "x/cache/c",
            "app/tmp",
            "app/tmp2",
            "node_modules/m",
            "vendor/v",
            "fixtures-of-light"
        }) {
            file(path + "/package.json", "{\"name\": \"p\"}");
        }
        file("esm/package.json", "{\"type\": \"module\"}");
        file("skeleton/package.json", "{\"name\": \"{{ name }}\", \"dependencies\": {\"a\": \"^1\"}}");
        Program.Ended ended = init(0);
        assertThat(manifest())
                .contains("npm:\n  - project: .\n  - project: ./app/tmp2\n  - project: ./fixtures-of-light\n"
                        + "  - project: ./scratch-kept\n  - project: ./x/cache/c\n\n");
        assertThat(ended.err())
                .contains("passed over ./test/fixtures, which has 2 projects: fixtures of tests")
                .contains("passed over ./generated, which has 1 project: git ignores it")
                .contains("passed over ./esm: it is not a project of npm by itself")
                .contains("passed over ./skeleton: ")
                .doesNotContain("node_modules");
    }

    @Test
    void aFolderOfFixturesThatIsNamedItselfIsSearched() throws IOException {
        file("fixtures/one/package.json", "{\"name\": \"p\"}");
        assertThat(program.run("init", folder.resolve("repo/fixtures")).exit()).isZero();
        assertThat(folder.resolve("repo/fixtures/gapferry.yaml")).content().contains("- project: ./one\n");
    }

    @Test
    void membersOfAWorkspaceOfPnpmAreNotListedAgain() throws IOException {
        file("mono/package.json", "{\"name\": \"mono\"}");
        file("mono/pnpm-workspace.yaml", "packages:\n  - \"packages/**\"\n  - \"!**/demo\"\n");
        file("mono/packages/one/package.json", "{\"name\": \"one\"}");
        file("mono/packages/deep/two/package.json", "{\"name\": \"two\"}");
        file("mono/packages/demo/package.json", "{\"name\": \"demo\"}");
        init(0);
        assertThat(manifest())
                .contains("  - project: ./mono   # with its 2 workspaces\n  - project: ./mono/packages/demo\n")
                .doesNotContain("one", "two");
    }

    @Test
    void pulumiTemplatesAreListedAsSuchAndWhatNobodyCarriesIsTold() throws IOException {
        file("infra/Pulumi.yaml", "name: infra\nruntime: python\n");
        file("web/Pulumi.yaml", "name: ${PROJECT}\nruntime: nodejs\n");
        file("web/package.json", "{\"name\": \"${PROJECT}\", \"dependencies\": {\"a\": \"^1\"}}");
        file("pack/PulumiPolicy.yaml", "runtime: nodejs\n");
        file("pack/package.json", "{\"name\": \"pack\"}");
        file("bad/Pulumi.yaml", "name: [\n");
        Program.Ended ended = init(3);
        assertThat(ended.err())
                .contains("repo/bad/Pulumi.yaml:", "the ecosystem `pypi` is not supported")
                .contains("found pulumi template ./web");
        assertThat(manifest())
                .contains("pulumi:\n  - project: ./infra\n  - project: ./pack\n  - template: ./web\n")
                .contains("npm:\n  - project: .\n  - project: ./pack\n\n")
                .doesNotContain("bad");
    }
}
