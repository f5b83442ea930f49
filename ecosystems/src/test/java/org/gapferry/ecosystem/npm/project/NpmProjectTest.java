package org.gapferry.ecosystem.npm.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.testkit.Tarball;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmProjectTest {
    @TempDir
    private Path folder;

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Map<String, String> needs(String place) {
        return NpmProject.read(folder).dependencies().get(place);
    }

    private List<String> contradictions(LockfileFormat format) {
        return NpmProject.read(folder).contradictions().getOrDefault(format, List.of());
    }

    @Test
    void catalogsOfEachManagerGiveTheVersionsThatTheirMembersName() throws IOException {
        String member =
                "{\"name\":\"m\",\"dependencies\":{\"a\":\"catalog:\",\"b\":\"catalog:old\",\"c\":\"catalog:default\"}}";
        String catalogs = "catalog: {a: ^1, c: 'npm:real@^3'}\ncatalogs: {old: {b: 2.0.0}}\n";
        write("packages/m/package.json", member);
        write("package.json", "{\"workspaces\":[\"packages/*\"]}");
        Map<String, String> expected = Map.of("a", "^1", "b", "2.0.0", "c", "npm:real@^3");
        for (String file : new String[] {"pnpm-workspace.yaml", ".yarnrc.yml"}) {
            write(file, catalogs);
            assertThat(needs("packages/m")).as(file).isEqualTo(expected);
            Files.delete(folder.resolve(file));
        }
        write(
                "package.json",
                "{\"workspaces\":{\"packages\":[\"packages/*\"],\"catalog\":{\"a\":\"^1\",\"c\":\"npm:real@^3\"},"
                        + "\"catalogs\":{\"old\":{\"b\":\"2.0.0\"}}}}");
        assertThat(needs("packages/m")).isEqualTo(expected);
        write("package.json", "{\"workspaces\":[\"packages/*\"]}");
        assertThatThrownBy(() -> NpmProject.read(folder))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("packages/m/package.json")
                .hasMessageContaining("has no `a`");
    }

    @Test
    void aMemberIsNotAskedOfARegistryUnderWhateverName() throws IOException {
        write("package.json", "{}");
        write("pnpm-workspace.yaml", "packages: ['packages/*']\n");
        write("packages/library/package.json", "{\"name\":\"@s/library\",\"version\":\"1.0.0\"}");
        write(
                "packages/app/package.json",
                "{\"name\":\"app\",\"dependencies\":{\"@s/library\":\"workspace:*\",\"renamed\":\"workspace:@s/library@^\","
                        + "\"other\":\"^1\"}}");
        assertThat(needs("packages/app")).containsExactly(entry("other", "^1"));
    }

    @Test
    void membersBehindLinksAndBesideTheRootAreMembers() throws IOException {
        write("root/package.json", "{\"workspaces\":[\"packages/*\"]}");
        write("root/pnpm-workspace.yaml", "packages: ['../libs/*', '../single']\n");
        write("elsewhere/linked/package.json", "{\"name\":\"linked\",\"dependencies\":{\"a\":\"^1\"}}");
        write("libs/beside/package.json", "{\"name\":\"beside\",\"dependencies\":{\"b\":\"^1\",\"linked\":\"*\"}}");
        write("libs/beside/deeper/package.json", "{\"name\":\"none\",\"dependencies\":{\"no\":\"^1\"}}");
        write("single/package.json", "{\"name\":\"single\",\"dependencies\":{\"c\":\"^1\"}}");
        write("stranger/package.json", "{\"name\":\"stranger\",\"dependencies\":{\"no\":\"^1\"}}");
        Files.createDirectories(folder.resolve("root/packages"));
        Files.createSymbolicLink(folder.resolve("root/packages/linked"), Path.of("../../elsewhere/linked"));
        assertThat(NpmProject.read(folder.resolve("root")).dependencies())
                .containsOnly(
                        entry("", Map.of()),
                        entry("packages/linked", Map.of("a", "^1")),
                        entry("../libs/beside", Map.of("b", "^1")),
                        entry("../single", Map.of("c", "^1")));
    }

    @Test
    void optionalPeersOfAProjectAreNotAskedFor() throws IOException {
        write(
                "package.json",
                "{\"peerDependencies\":{\"needed\":\"^1\",\"absent\":\"^1\",\"developed\":\">=1\"},"
                        + "\"devDependencies\":{\"developed\":\"^2\"},"
                        + "\"peerDependenciesMeta\":{\"absent\":{\"optional\":true},\"developed\":{\"optional\":true}}}");
        assertThat(needs("")).containsOnly(entry("needed", "^1"), entry("developed", "^2"));
    }

    @Test
    void whatArchivesOfTheProjectDependOnIsAskedFor() throws IOException {
        Files.createDirectories(folder.resolve("vendor"));
        for (String name : List.of("one.tgz", "two.tgz", "three.tgz")) {
            Files.write(
                    folder.resolve("vendor/" + name),
                    new Tarball()
                            .with(
                                    "package.json",
                                    "{\"name\":\"x\",\"dependencies\":{\"of-" + name
                                            + "\":\"^1\"},\"devDependencies\":{\"no\":\"^1\"}}")
                            .bytes());
        }
        write(
                "package.json",
                "{\"dependencies\":{\"x\":\"file:./vendor/one.tgz\",\"y\":\"./vendor/two.tgz\",\"z\":\"vendor/three.tgz\"}}");
        for (String name : List.of("one.tgz", "two.tgz", "three.tgz")) {
            assertThat(needs("vendor/" + name)).containsExactly(entry("of-" + name, "^1"));
        }
        write("vendor/two.tgz", "no archive");
        assertThatThrownBy(() -> NpmProject.read(folder))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("vendor/two.tgz")
                .hasMessageContaining("archive is unreadable");
    }

    @Test
    void protocolsOfProjectsAreWhatNpmWouldWrite() throws IOException {
        write(
                "package.json",
                "{\"dependencies\":{\"patched\":\"patch:patched@npm%3A^1.0.0#~/p.patch\",\"ranged\":\"npm:^2\","
                        + "\"@s/jsr\":\"jsr:^3\",\"alias\":\"npm:real@4\"}}");
        assertThat(needs(""))
                .containsOnly(
                        entry("patched", "^1.0.0"),
                        entry("ranged", "^2"),
                        entry("@s/jsr", "npm:@jsr/s__jsr@^3"),
                        entry("alias", "npm:real@4"));
    }

    @Test
    void whatEachManagerAddsToPackagesCounts() throws IOException {
        String extensions = "{\"a@1\":{\"dependencies\":{\"b\":\"^1\"}}}";
        for (String manifest : new String[] {
            "{\"packageExtensions\":" + extensions + "}", "{\"pnpm\":{\"packageExtensions\":" + extensions + "}}"
        }) {
            write("package.json", manifest);
            assertThat(NpmProject.read(folder).extensions().isEmpty())
                    .as(manifest)
                    .isFalse();
        }
        write("package.json", "{}");
        assertThat(NpmProject.read(folder).extensions().isEmpty()).isTrue();
        for (String file : new String[] {"pnpm-workspace.yaml", ".yarnrc.yml"}) {
            write(file, "packageExtensions: " + extensions + "\n");
            assertThat(NpmProject.read(folder).extensions().isEmpty()).as(file).isFalse();
            Files.delete(folder.resolve(file));
        }
    }

    @Test
    void aHookIsToldAndNeverRun() throws IOException {
        write("package.json", "{}");
        write(".pnpmfile.cjs", "require('fs').writeFileSync('ran', '')");
        write(".npm-extension.mjs", "export function transformManifest() {}");
        assertThat(NpmProject.read(folder).notes())
                .extracting(Problem::sentence)
                .anyMatch(note -> note.contains(".pnpmfile.cjs") && note.contains("pnpm runs this file"))
                .anyMatch(note -> note.contains(".npm-extension.mjs") && note.contains("npm runs this file"));
    }

    @Test
    void lockfilesThatPinOtherVersionsContradictEachOther() throws IOException {
        write("package.json", "{\"dependencies\":{\"a\":\"^1\",\"b\":\"^1\"}}");
        write(
                "package-lock.json",
                "{\"lockfileVersion\":3,\"packages\":{\"node_modules/a\":{\"version\":\"1.0.0\"},\"node_modules/b\":{\"version\":\"1.0.0\"}}}");
        String yarn = "# yarn lockfile v1\na@^1:\n  version \"%s\"\nb@^1:\n  version \"1.0.0\"\n";
        write("yarn.lock", yarn.formatted("1.1.0"));
        assertThat(contradictions(LockfileFormat.PACKAGE_LOCK)).isEmpty();
        assertThat(contradictions(LockfileFormat.YARN_LOCK))
                .containsExactly("package-lock.json pins a 1.0.0, and yarn.lock 1.1.0");
        write("yarn.lock", yarn.formatted("1.0.0"));
        assertThat(contradictions(LockfileFormat.YARN_LOCK)).isEmpty();
    }

    /** As npm 10 and 12, pnpm 9 to 11, yarn 1 and 4 and bun decide, measured. */
    @Test
    void aLockfileIsComparedWhereAProjectOverridesSomethingElse() throws IOException {
        String npm = "{\"lockfileVersion\":3,\"packages\":{\"node_modules/a\":{\"version\":\"%s\"}}}";
        write("package.json", "{\"dependencies\":{\"a\":\"^2\"},\"overrides\":{\"x\":\"1\"}}");
        write("package-lock.json", npm.formatted("1.0.0"));
        assertThat(contradictions(LockfileFormat.PACKAGE_LOCK))
                .containsExactly("package-lock.json pins a 1.0.0, and package.json asks for `^2`");
        write("package.json", "{\"dependencies\":{\"a\":\"^2\"},\"overrides\":{\"x\":{\"a@^2\":\"1.0.0\"}}}");
        assertThat(contradictions(LockfileFormat.PACKAGE_LOCK)).as("overridden").isEmpty();
        write("package.json", "{\"dependencies\":{\"b\":\"^2\"},\"overrides\":{\"b\":\"1.0.0\"}}");
        assertThat(contradictions(LockfileFormat.PACKAGE_LOCK))
                .singleElement()
                .asString()
                .contains("does not pin b");
        Files.delete(folder.resolve("package-lock.json"));

        write("package.json", "{\"dependencies\":{\"a\":\"^1.5\"},\"resolutions\":{\"a\":\"1.0.0\"}}");
        write("yarn.lock", "# yarn lockfile v1\na@1.0.0, a@^1:\n  version \"1.0.0\"\n");
        assertThat(contradictions(LockfileFormat.YARN_LOCK))
                .singleElement()
                .asString()
                .contains("does not pin a `^1.5`");
        write(
                "yarn.lock",
                "__metadata: {version: 8}\n\"a@npm:1.0.0\": {version: 1.0.0, resolution: \"a@npm:1.0.0\"}\n");
        assertThat(contradictions(LockfileFormat.YARN_LOCK)).isEmpty();
        write(
                "yarn.lock",
                "__metadata: {version: 8}\n\"c@npm:1.0.0\": {version: 1.0.0, resolution: \"c@npm:1.0.0\"}\n");
        assertThat(contradictions(LockfileFormat.YARN_LOCK))
                .singleElement()
                .asString()
                .contains("does not pin a");
        Files.delete(folder.resolve("yarn.lock"));

        write(
                "package.json",
                "{\"dependencies\":{\"a\":\"^1.5\",\"b\":\"^1\"},\"pnpm\":{\"overrides\":{\"a\":\"1.0.0\"}}}");
        write(
                "pnpm-lock.yaml",
                "lockfileVersion: '9.0'\noverrides: {a: 1.0.0}\n"
                        + "importers: {.: {dependencies: {a: {specifier: 1.0.0, version: 1.0.0}}}}\n"
                        + "packages: {a@1.0.0: {resolution: {}}}\nsnapshots: {a@1.0.0: {}}\n");
        assertThat(contradictions(LockfileFormat.PNPM_LOCK))
                .containsExactly("pnpm-lock.yaml does not pin b `^1`, which package.json asks for");
        write(
                "bun.lock",
                "{\"lockfileVersion\": 1, \"workspaces\": {\"\": {\"dependencies\": {\"a\": \"^1\"}}},"
                        + "\"packages\": {\"a\": [\"a@1.0.0\", \"\", {}, \"\"]}}");
        assertThat(contradictions(LockfileFormat.BUN_LOCK))
                .containsExactly("bun.lock does not pin b `^1`, which package.json asks for");
    }

    @Test
    void aLockfileThatLacksAnEntryIsRefusedAtWhoNeedsItUnlessYarnRemovedItByRight() throws IOException {
        write("package.json", "{\"dependencies\": {\"a\": \"^1\"}}");
        write("yarn.lock", "# yarn lockfile v1\na@^1:\n  version \"1.0.0\"\n  dependencies:\n    b \"^2\"\n");
        assertThatThrownBy(() -> NpmProject.read(folder))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("yarn.lock:5:1: the lockfile has no entry for `b@^2`, which `a@^1` needs");
        write("package.json", "{\"dependencies\": {\"a\": \"^1\"}, \"resolutions\": {\"**/b\": \"3.0.0\"}}");
        assertThat(NpmProject.read(folder).lockfiles()).containsOnlyKeys(LockfileFormat.YARN_LOCK);
        Files.delete(folder.resolve("yarn.lock"));
        write(
                "pnpm-lock.yaml",
                "lockfileVersion: '9.0'\nimporters: {.: {dependencies: {a: {specifier: ^1, version: 1.0.0}}}}\n");
        assertThatThrownBy(() -> NpmProject.read(folder))
                .hasMessageContaining("no entry for `a@1.0.0`, which the project needs");
    }
}
