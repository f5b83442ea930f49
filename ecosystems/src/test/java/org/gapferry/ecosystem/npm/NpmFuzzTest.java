package org.gapferry.ecosystem.npm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.npm.project.LockfileFormat;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.testkit.Fuzz;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What registries and projects of npm say, broken in all ways. */
class NpmFuzzTest {
    private static final String PACKUMENT =
            """
            {"name": "a", "dist-tags": {"latest": "1.0.0"}, "time": {"1.0.0": "2024-01-01T00:00:00.000Z"},
             "versions": {
               "1.0.0": {"name": "a", "version": "1.0.0", "dependencies": {"b": "^1"}, "os": ["linux", "!win32"],
                 "engines": {"node": ">=18"}, "peerDependenciesMeta": {"b": {"optional": true}}, "deprecated": "no",
                 "dist": {"tarball": "https://r.test/a/-/a-1.0.0.tgz", "integrity": "sha512-AAAA", "shasum": "00ff"}},
               "1.1.0-x.1": {"name": "a", "version": "1.1.0-x.1", "dist": {"tarball": "https://r.test/a.tgz"}}}}
            """;
    private static final String LOCK =
            """
            {"name": "x", "lockfileVersion": 3, "packages": {
              "": {"dependencies": {"a": "^1"}, "workspaces": ["packages/*"]},
              "node_modules/a": {"version": "1.0.0", "resolved": "https://r.test/a.tgz", "integrity": "sha512-AAAA"},
              "node_modules/b": {"resolved": "packages/b", "link": true},
              "node_modules/c/node_modules/@s/d": {"version": "2.0.0", "optional": true, "dev": true}}}
            """;
    private static final String OLD_LOCK =
            """
            {"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0.0", "requires": {"b": "1"},
              "dependencies": {"b": {"version": "1.0.0", "bundled": true}}},
              "c": {"version": "git+https://g.test/c.git#0123"}}}
            """;
    private static final String MANIFEST =
            """
            {"name": "p", "version": "1.0.0", "packageManager": "pnpm@9.1.0+sha512.ab", "workspaces": ["packages/*"],
             "dependencies": {"a": "^1", "b": "npm:c@2", "d": "file:./d", "e": "github:x/y#semver:1"},
             "overrides": {"a": {".": "1.0.0", "f@2": "$b"}}, "peerDependencies": {"g": "*"}}
            """;
    private static final String[] WORDS = {
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "1",
        "\"a\":",
        "{\"a\":",
        "[[",
        "../",
        "*",
        "**/",
        "$",
        "node_modules/",
    };

    @TempDir
    private Path folder;

    @Test
    void packuments() {
        Fuzz.of("packument")
                .examples(PACKUMENT)
                .words(WORDS)
                .mayThrow(Packument.Malformed.class)
                .run(input -> {
                    Packument packument = Packument.of(input);
                    packument.document();
                    for (String version : packument.candidates().keySet()) {
                        packument.published(version);
                        packument.parsedManifest(version);
                    }
                });
    }

    @Test
    void lockfiles() {
        Fuzz.of("npm lockfile")
                .examples(LOCK, OLD_LOCK)
                .words(WORDS)
                .mayThrow(ProblemException.class)
                .run(input -> {
                    Path file = folder.resolve("lock/package-lock.json");
                    Files.createDirectories(folder.resolve("lock"));
                    Files.write(file, input);
                    LockfileFormat.PACKAGE_LOCK.read(folder.resolve("lock"));
                });
    }

    private void lockfile(LockfileFormat format, String[] words, String... examples) throws IOException {
        Path file = Files.createDirectories(folder.resolve(format.name())).resolve(format.file());
        Fuzz.of(format.file())
                .examples(examples)
                .words(words)
                .mayThrow(ProblemException.class)
                .run(input -> {
                    Files.write(file, input);
                    format.read(file.getParent());
                });
    }

    @Test
    void lockfilesOfPnpm() throws IOException {
        lockfile(
                LockfileFormat.PNPM_LOCK,
                new String[] {
                    ": ",
                    "\n  ",
                    "\n",
                    "---\n",
                    "/",
                    "@",
                    "(",
                    ")",
                    "_",
                    "'",
                    "{",
                    "}",
                    "tarball: ",
                    "link:",
                    "- ",
                    "&a ",
                    "*a"
                },
                """
                lockfileVersion: '9.0'
                importers:
                  .: {dependencies: {a: {specifier: ^1, version: 1.0.0}, b: {specifier: 'npm:c@2', version: c@2.0.0}}}
                  p: {devDependencies: {d: {specifier: 'workspace:*', version: 'link:../d'}}}
                packages:
                  a@1.0.0: {resolution: {integrity: sha512-AAAA}}
                  c@2.0.0: {resolution: {tarball: 'https://r.test/c/-/c-2.0.0.tgz'}, os: [linux]}
                  e@git+https://g.test/e.git#01: {resolution: {type: git, repo: 'https://g.test/e.git', commit: '01'}, version: 1.0.0}
                snapshots:
                  c@2.0.0(a@1.0.0): {optional: true}
                """,
                """
                lockfileVersion: 5.4
                specifiers: {a: ^1}
                dependencies: {a: 1.0.0_b@2.0.0}
                packages:
                  /a/1.0.0_b@2.0.0: {resolution: {integrity: sha512-AAAA}, dev: false}
                  /@s/b/2.0.0: {resolution: {integrity: sha512-AAAA}, optional: true}
                  r.test/c/3.0.0: {name: c, version: 3.0.0, resolution: {tarball: 'https://r.test/c.tgz'}}
                """);
    }

    @Test
    void lockfilesOfYarn() throws IOException {
        String[] words = {
            ":", "\n  ", "\n    ", "\n", "\"", "@", "npm:", "#", "resolved ", "\\", ", ", "patch:", "::__archiveUrl="
        };
        lockfile(
                LockfileFormat.YARN_LOCK,
                words,
                """
                # yarn lockfile v1


                "@s/a@^1", "@s/a@1.0.0":
                  version "1.0.0"
                  resolved "https://r.test/@s/a/-/a-1.0.0.tgz#0123456789012345678901234567890123456789"
                  integrity sha512-AAAA
                  dependencies:
                    b "npm:c@2"
                  optionalDependencies:
                    d "^1"

                b@npm:c@2:
                  version "2.0.0"
                """,
                """
                __metadata:
                  version: 8
                  cacheKey: 10c0

                "a@npm:^1, a@npm:1.0.0":
                  version: 1.0.0
                  resolution: "a@npm:1.0.0"
                  dependencies: {b: "npm:c@2"}
                  conditions: os=linux & cpu=x64
                  checksum: 10c0/00

                "e@https://g.test/e.git":
                  version: 0.0.0
                  resolution: "e@https://g.test/e.git#commit=01"

                "f@npm:1":
                  version: 1.0.0
                  resolution: "f@npm:1.0.0::__archiveUrl=https%3A%2F%2Fr.test%2Ff.tgz"

                "w@workspace:packages/w":
                  version: 0.0.0-use.local
                  resolution: "w@workspace:packages/w"
                  dependencies: {a: "npm:^1"}
                """);
    }

    @Test
    void lockfilesOfBun() throws IOException {
        lockfile(
                LockfileFormat.BUN_LOCK,
                WORDS,
                """
                {"lockfileVersion": 1, // as of bun 1.2
                 "workspaces": {"": {"name": "x", "dependencies": {"a": "^1"}}, "packages/b": {"devDependencies": {"a": "1"}}},
                 "packages": {"a": ["a@1.0.0", "", {"dependencies": {"c": "1"}}, "sha512-AAAA"],
                   "a/@s/c": ["@s/c@2.0.0", "https://r.test/c.tgz", {"os": "linux"}, ""], "b": ["b@workspace:packages/b"],
                   "d": ["d@github:x/y#01", {}, "x-y-01"],}}
                """);
    }

    @Test
    void settingsOfWorkspaces() throws IOException {
        Path root = Files.createDirectories(folder.resolve("workspace"));
        Files.writeString(
                root.resolve("package.json"),
                "{\"dependencies\": {\"a\": \"catalog:\", \"b\": \"catalog:old\", \"c\": \"patch:c@npm%3A^1#~/c.patch\"}}");
        Files.writeString(
                Files.createDirectories(root.resolve("packages/m")).resolve("package.json"), "{\"name\": \"m\"}");
        String[] words = {
            ": ", "\n  ", "\n", "- ", "'", "catalog:", "{", "}", "[", "]", "&a ", "*a", "../", "**/", "!", "null"
        };
        String catalogs = "catalog: {a: ^1}\ncatalogs: {old: {b: 'npm:real@2'}}\n";
        for (String name : List.of("pnpm-workspace.yaml", ".yarnrc.yml")) {
            String example = catalogs
                    + (name.startsWith("pnpm")
                            ? "packages: ['packages/*', '!x']\noverrides: {'a>b': 1.0.0, c: '-'}\nconfigDependencies: {d: 1.0.0+sha512-AAAA}\n"
                            : "nodeLinker: node-modules\n")
                    + "packageExtensions: {a@1: {dependencies: {e: 1}, peerDependenciesMeta: {f: {optional: true}}}}\n";
            Fuzz.of(name).oneOf(2).examples(example).words(words).run(input -> {
                Files.write(root.resolve(name), input);
                NpmProject.read(root);
            });
            Files.delete(root.resolve(name));
        }
    }

    @Test
    void projects() throws IOException {
        Path lock = folder.resolve("package-lock.json");
        Path manifest = folder.resolve("package.json");
        Path member = Files.createDirectories(folder.resolve("packages/m")).resolve("package.json");
        Files.writeString(manifest, MANIFEST);
        Files.writeString(member, "{\"name\": \"m\", \"version\": \"1.0.0\"}");
        Fuzz.of("project with a lockfile")
                .oneOf(2)
                .examples(LOCK, OLD_LOCK)
                .words(WORDS)
                .run(input -> {
                    Files.write(lock, input);
                    NpmProject.read(folder);
                });
        Files.writeString(lock, LOCK);
        Fuzz.of("project").oneOf(2).examples(MANIFEST).words(WORDS).run(input -> {
            Files.write(manifest, input);
            NpmProject.read(folder);
        });
    }

    @Test
    void versionsAndRanges() {
        Fuzz.of("version")
                .examples("1.2.3", "v1.2.3-alpha.1+build.5", "0.0.0-0")
                .words(".", "-", "+", "v", "=", "1.", ".0", "-0")
                .runText(text -> {
                    Optional<Semver> strict = Semver.parse(text, false);
                    Semver.parse(text, true).ifPresent(loose -> strict.ifPresent(loose::compareTo));
                });
        Fuzz.of("range")
                .examples("^1.2.3", ">=1 <2 || ~3.4 || 5.x - 6", "*", "", "1.2.3 - 2.3.4", ">1.0.0-rc.1")
                .words(" ", "||", " || ", "^", "~", ">=", "<", "x", "*", " - ", "1.2.3", "-rc")
                .runText(text -> {
                    for (SemverRange.Mode mode : SemverRange.Mode.values()) {
                        SemverRange.parse(text, mode).ifPresent(range -> range.isSatisfiedBy("1.2.3-rc.1"));
                    }
                });
        Fuzz.of("version in a range")
                .examples("1.2.3", "2.0.0-rc.1")
                .words(".", "-", "+")
                .runText(text -> SemverRange.parse(">=1 <3 || 2.0.0-rc.0", SemverRange.Mode.LOOSE)
                        .orElseThrow()
                        .isSatisfiedBy(text));
    }

    @Test
    void packageSpecs() {
        String[] words = {
            "@", "/", ":", "npm:", "git+ssh://", "#", "file:", "%2f", "github:", "~", "..", "^", "https://"
        };
        Fuzz.of("package spec")
                .examples("a", "@s/a@^1", "b@npm:c@2", "d@latest", "x/y#z", "e@https://r.test/e.tgz", "./f", "g@1 || 2")
                .words(words)
                .mayThrow(PackageSpec.Refused.class)
                .runText(PackageSpec::parse);
        Fuzz.of("value of a dependency")
                .examples("^1", "npm:c@2", "github:x/y#semver:^1", "file:../x", "")
                .words(words)
                .mayThrow(PackageSpec.Refused.class)
                .runText(text -> PackageSpec.resolve("a", text));
        Fuzz.of("integrity")
                .examples(
                        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg== sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
                .words("sha512-", " ", "=", "?opt", "sha1-")
                .runText(Integrity::parse);
    }

    @Test
    void aliasesInEachOtherDoNotOverflowTheStack() {
        assertThatThrownBy(() -> PackageSpec.parse("npm:".repeat(50_000) + "a"))
                .isInstanceOf(PackageSpec.Refused.class);
        assertThatThrownBy(() -> PackageSpec.resolve("a", "npm:b@".repeat(50_000) + "1"))
                .isInstanceOf(PackageSpec.Refused.class);
    }

    @Test
    void configuration() throws IOException {
        Path file = Files.createDirectories(folder.resolve("project")).resolve(".npmrc");
        Fuzz.of(".npmrc")
                .examples(
                        "registry=https://r.test/\n@s:registry = 'https://s.test/'\n//r.test/:_authToken=${TOKEN}\n",
                        "proxy=http://p.test:1\nnoproxy=a,b\ncafile=ca.pem\n//r.test/:_auth=YTpi\n; c\n# d\n",
                        "//r.test/:username=x\n//r.test/:_password=eQ==\n//r.test/x/:email=c\n")
                .words(
                        "=",
                        "${",
                        "}",
                        "//",
                        ":_auth=",
                        ":certfile=x\n",
                        ":keyfile=x\n",
                        ":registry=",
                        "\n",
                        "${A?}",
                        "\"",
                        ";",
                        "https://[")
                .run(input -> {
                    Files.write(file, input);
                    ClientEnvironment environment = new ClientEnvironment(
                            Map.of("TOKEN", "t"), folder, file.getParent(), command -> Optional.empty());
                    NpmEcosystem.ECOSYSTEM.online().upstreams().find(environment);
                    NpmEcosystem.ECOSYSTEM.online().upstreams().settings(environment);
                });
    }

    @Test
    void derivedRequirements() {
        Fuzz.of("derived requirement of npm")
                .example("a@^1".getBytes(StandardCharsets.UTF_8))
                .words("@", "/", "npm:")
                .mayThrow(IllegalArgumentException.class)
                .runText(text ->
                        List.of(NpmEcosystem.ECOSYSTEM.online().requirements().derived(text, "test")));
    }
}
