package org.gapferry.ecosystem.npm.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockfileFormatTest {
    private static final String SHA512 = "sha512-" + "A".repeat(86) + "==";
    private static final String PNPM_9 =
            """
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  ms: {specifier: ^2.1.0, version: 2.1.3}
                  alias: {specifier: 'npm:real@^1', version: real@1.0.0}
                  own: {specifier: 'workspace:*', version: 'link:packages/own'}
              packages/own:
                devDependencies:
                  peered: {specifier: ^1, version: 1.0.0(ms@2.1.3)}
            packages:
              ms@2.1.3:
                resolution: {integrity: %1$s}
              real@1.0.0:
                resolution: {integrity: %1$s, tarball: https://npm.example.test/real/-/real-1.0.0.tgz}
              '@s/p@1.0.0-rc.1':
                resolution: {integrity: %1$s}
                os: [darwin]
              peered@1.0.0:
                resolution: {integrity: %1$s}
              archive@https://files.example.test/archive.tar.gz:
                resolution: {tarball: https://files.example.test/archive.tar.gz}
                version: 3.0.0
              repository@git+https://git.example.test/r.git#0123:
                resolution: {commit: '0123', repo: https://git.example.test/r.git, type: git}
                version: 4.0.0
              folder@file:folder:
                resolution: {directory: folder, type: directory}
            snapshots:
              '@s/p@1.0.0-rc.1': {optional: true}
              peered@1.0.0(ms@2.1.3): {dependencies: {ms: 2.1.3}}
            """
                    .formatted(SHA512);

    @TempDir
    private Path folder;

    private Lockfile read(LockfileFormat format, String text) {
        try {
            Files.writeString(folder.resolve(format.file()), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return format.read(folder);
    }

    private void refused(LockfileFormat format, String text, String... words) {
        assertThatThrownBy(() -> read(format, text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(format.file())
                .satisfies(problem -> assertThat(problem.getMessage()).contains(words));
    }

    @Test
    void pnpmFromVersionNineOn() {
        Lockfile lock = read(LockfileFormat.PNPM_LOCK, PNPM_9);
        assertThat(lock.locked())
                .extracting("name", "version", "optional", "outside", "url")
                .containsExactly(
                        tuple("ms", "2.1.3", false, "", ""),
                        tuple("real", "1.0.0", false, "", "https://npm.example.test/real/-/real-1.0.0.tgz"),
                        tuple("@s/p", "1.0.0-rc.1", true, "", ""),
                        tuple("peered", "1.0.0", false, "", ""),
                        tuple("archive", "3.0.0", false, "https://files.example.test/archive.tar.gz", ""),
                        tuple("repository", "4.0.0", false, "git+https://git.example.test/r.git#0123", ""));
        assertThat(lock.locked().get(0).integrity())
                .singleElement()
                .satisfies(checksum -> assertThat(checksum.algorithm()).isEqualTo(DigestAlgorithm.SHA512));
        assertThat(lock.locked().get(0).place()).endsWith("pnpm-lock.yaml:13:5");
        assertThat(lock.asked()).contains("ms@^2.1.0", "alias@npm:real@^1", "peered@^1");
        assertThat(lock.members()).containsOnlyKeys("packages/own");
    }

    @Test
    void pnpmOfVersionsFiveAndSix() {
        String five =
                """
                lockfileVersion: 5.4
                specifiers: {ms: ^2.1.0, peered: ^1}
                dependencies: {ms: 2.1.3, peered: 1.0.0_ms@2.1.3}
                packages:
                  /ms/2.1.3:
                    resolution: {integrity: %1$s}
                    dev: false
                  /@s/p/1.0.0:
                    resolution: {integrity: %1$s}
                    optional: true
                  /peered/1.0.0_ms@2.1.3+x_y:
                    resolution: {integrity: %1$s}
                  npm.example.test/other/2.0.0:
                    resolution: {integrity: %1$s, registry: 'https://npm.example.test/', tarball: 'https://npm.example.test/other/-/other-2.0.0.tgz'}
                    name: other
                    version: 2.0.0
                """
                        .formatted(SHA512);
        assertThat(read(LockfileFormat.PNPM_LOCK, five).locked())
                .extracting("name", "version", "optional")
                .containsExactly(
                        tuple("ms", "2.1.3", false),
                        tuple("@s/p", "1.0.0", true),
                        tuple("peered", "1.0.0", false),
                        tuple("other", "2.0.0", false));
        String six =
                """
                lockfileVersion: '6.0'
                dependencies:
                  ms: {specifier: ^2.1.0, version: 2.1.3}
                packages:
                  /ms@2.1.3:
                    resolution: {integrity: %1$s}
                  /@s/p@1.0.0(ms@2.1.3)(react@18.0.0):
                    resolution: {integrity: %1$s}
                """
                        .formatted(SHA512);
        Lockfile lock = read(LockfileFormat.PNPM_LOCK, six);
        assertThat(lock.locked())
                .extracting("name", "version")
                .containsExactly(tuple("ms", "2.1.3"), tuple("@s/p", "1.0.0"));
        assertThat(lock.asked()).containsExactly("ms@^2.1.0");
    }

    @Test
    void yarnOne() {
        Lockfile lock = read(
                LockfileFormat.YARN_LOCK,
                """
                # yarn lockfile v1


                "@s/p@^1.0.0", "@s/p@~1.0.1":
                  version "1.0.1"
                  resolved "https://npm.example.test/@s/p/-/p-1.0.1.tgz#0123456789012345678901234567890123456789"
                  dependencies:
                    ms "^2.1.0"
                  optionalDependencies:
                    platform "1.0.0"

                alias@npm:real@^1:
                  version "1.2.3"
                  resolved "https://npm.example.test/real/-/real-1.2.3.tgz"
                  integrity %1$s

                ms@^2.1.0:
                  version "2.1.3"
                  resolved "https://npm.example.test/ms/-/ms-2.1.3.tgz"
                  integrity %1$s

                platform@1.0.0:
                  version "1.0.0"
                  integrity %1$s

                "repository@git+https://git.example.test/r.git":
                  version "4.0.0"
                  resolved "git+https://git.example.test/r.git#0123"

                "folder@file:./folder":
                  version "0.0.0"
                """
                        .formatted(SHA512));
        assertThat(lock.locked())
                .extracting("name", "version", "optional", "outside")
                .containsExactly(
                        tuple("@s/p", "1.0.1", false, ""),
                        tuple("real", "1.2.3", false, ""),
                        tuple("ms", "2.1.3", false, ""),
                        tuple("platform", "1.0.0", true, ""),
                        tuple("repository", "4.0.0", false, "git+https://git.example.test/r.git#0123"));
        assertThat(lock.locked().get(0).integrity())
                .singleElement()
                .satisfies(checksum -> assertThat(checksum.algorithm()).isEqualTo(DigestAlgorithm.SHA1));
        assertThat(lock.asked()).contains("@s/p@~1.0.1", "alias@npm:real@^1");
    }

    @Test
    void yarnTwoAndNewer() {
        Lockfile lock = read(
                LockfileFormat.YARN_LOCK,
                """
                __metadata:
                  version: 8
                  cacheKey: 10c0

                "alias@npm:real@^1":
                  version: 1.2.3
                  resolution: "real@npm:1.2.3"
                  checksum: 10c0/abc
                  languageName: node
                  linkType: hard

                "ms@npm:^2.1.0, ms@npm:~2.1.1":
                  version: 2.1.3
                  resolution: "ms@npm:2.1.3::__archiveUrl=https%3A%2F%2Fnpm.example.test%2Fodd%2Fms.tgz"

                "ms@patch:ms@npm%3A^2.1.0#./ms.patch":
                  version: 2.1.3
                  resolution: "ms@patch:ms@npm%3A2.1.3#./ms.patch::version=2.1.3&hash=1"

                "only@npm:1.0.0":
                  version: 1.0.0
                  resolution: "only@npm:1.0.0"
                  conditions: os=darwin

                "own@workspace:packages/own":
                  version: 0.0.0-use.local
                  resolution: "own@workspace:packages/own"
                  dependencies:
                    ms: "npm:^2.1.0"

                "repository@https://git.example.test/r.git":
                  version: 4.0.0
                  resolution: "repository@https://git.example.test/r.git#commit=0123"
                """);
        assertThat(lock.locked())
                .extracting("name", "version", "optional", "outside", "url")
                .containsExactly(
                        tuple("real", "1.2.3", false, "", ""),
                        tuple("ms", "2.1.3", false, "", "https://npm.example.test/odd/ms.tgz"),
                        tuple("only", "1.0.0", true, "", ""),
                        tuple("repository", "4.0.0", false, "git+https://git.example.test/r.git#0123", ""));
        assertThat(lock.asked()).contains("ms@^2.1.0", "ms@~2.1.1", "only@1.0.0", "alias@npm:real@^1");
        assertThat(lock.members()).containsOnlyKeys("packages/own");
    }

    @Test
    void bun() {
        Lockfile lock = read(
                LockfileFormat.BUN_LOCK,
                """
                {
                  "lockfileVersion": 1, // of bun 1.2
                  "workspaces": {
                    "": {"name": "root", "dependencies": {"ms": "^2.1.0", "alias": "npm:real@^1"}},
                    "packages/own": {"name": "own", "optionalDependencies": {"@s/only": "1.0.0"}},
                  },
                  "packages": {
                    "@s/only": ["@s/only@1.0.0", "", {"os": "darwin"}, "%1$s"],
                    "alias": ["real@1.2.3", "https://npm.example.test/real/-/real-1.2.3.tgz", {}, "%1$s"],
                    "ms": ["ms@2.1.3", "", {"dependencies": {"deep": "1"}}, "%1$s"],
                    "ms/deep": ["deep@1.0.0", "", {}, "%1$s"],
                    "own": ["own@workspace:packages/own"],
                    "repository": ["repository@git+https://git.example.test/r.git#0123", {}, "0123"],
                  },
                }
                """
                        .formatted(SHA512));
        assertThat(lock.locked())
                .extracting("name", "version", "optional", "outside")
                .containsExactly(
                        tuple("@s/only", "1.0.0", true, ""),
                        tuple("real", "1.2.3", false, ""),
                        tuple("ms", "2.1.3", false, ""),
                        tuple("deep", "1.0.0", false, ""),
                        tuple("repository", "", true, "git+https://git.example.test/r.git#0123"));
        assertThat(lock.locked().get(1).url()).isEqualTo("https://npm.example.test/real/-/real-1.2.3.tgz");
        assertThat(lock.asked()).contains("ms@^2.1.0", "@s/only@1.0.0");
    }

    @Test
    void whatCannotBeReadIsToldWithFileAndLine() {
        refused(LockfileFormat.PNPM_LOCK, "lockfileVersion: '12.0'\n", ":1:1", "version `12.0`", "5.3 to 9.0");
        refused(LockfileFormat.PNPM_LOCK, PNPM_9.substring(0, 160) + "\"", "pnpm-lock.yaml:", "not YAML");
        refused(LockfileFormat.PNPM_LOCK, "lockfileVersion: 6.0\na: &a [*a]\n", "pnpm-lock.yaml:2:");
        refused(LockfileFormat.YARN_LOCK, "# yarn lockfile v3\n", ":1:1", "version `3`");
        refused(LockfileFormat.YARN_LOCK, "__metadata:\n  version: 99\n", "version `99`");
        refused(LockfileFormat.YARN_LOCK, "a@1:\n  version \"1\"\nb@1:\n", ":3:1", "is not whole");
        refused(LockfileFormat.YARN_LOCK, "a@1:\n  version \"1\n", ":2:1");
        refused(LockfileFormat.BUN_LOCK, "{\"lockfileVersion\": 7}", "version `7`");
        refused(LockfileFormat.BUN_LOCK, "{\"lockfileVersion\": 1, \"packages\": {", "not JSON");
        refused(LockfileFormat.BUN_BINARY_LOCK, "#!/usr/bin/env bun\n", "is binary");
        refused(LockfileFormat.PACKAGE_LOCK, "{\"packages\": {\"node_modules/a", "not JSON");
        refused(LockfileFormat.PACKAGE_LOCK, "{\n\"lockfileVersion\": 5}", ":2:", "version `5`", "1 to 4");
        for (LockfileFormat format : LockfileFormat.values()) {
            if (format != LockfileFormat.BUN_BINARY_LOCK) {
                refused(
                        format,
                        "{\n<<<<<<< HEAD\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> other\n}\n",
                        ":2:1",
                        "unresolved merge conflict");
            }
        }
        refused(
                LockfileFormat.PACKAGE_LOCK,
                "{\"packages\": {\"node_modules/../../x\": {\"version\": \"1.0.0\"}}}",
                "`../../x`",
                "not a package name");
    }

    /** A whole lockfile of each format, by the name of the file or, of yarn's second format, of its client. */
    private static final Map<String, String> WHOLE = Map.of(
            "npm-shrinkwrap.json",
            "{\"lockfileVersion\": 1, \"dependencies\": {\"a\": {\"version\": \"1.0.0\"}}}\n",
            "package-lock.json",
            "{\"lockfileVersion\": 3,\n\"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\"}}}\n",
            "pnpm-lock.yaml",
            "lockfileVersion: '9.0'\npackages: {'a@1.0.0': {resolution: {integrity: \"" + SHA512 + "\"}}}\n",
            "yarn.lock",
            "# yarn lockfile v1\n\"a@^1\":\n  version \"1.0.0\"\n",
            "yarn.lock of Berry",
            "__metadata: {version: 8}\n\"a@npm:^1\": {version: 1.0.0, resolution: \"a@npm:1.0.0\"}\n",
            "bun.lock",
            "{\"lockfileVersion\": 1,\n\"packages\": {\"a\": [\"a@1.0.0\", \"\", {}, \"" + SHA512 + "\"]}}\n");

    private static LockfileFormat format(String key) {
        return Arrays.stream(LockfileFormat.values())
                .filter(format -> key.startsWith(format.file()) && format != LockfileFormat.BUN_BINARY_LOCK)
                .findFirst()
                .orElseThrow();
    }

    /** A lockfile that ends early is never taken for the whole: it is refused with its line, or has every entry. */
    @Test
    void eachLockfileThatIsCutOffAnywhereIsToldWithItsLine() {
        WHOLE.forEach((key, text) -> {
            LockfileFormat format = format(key);
            assertThat(read(format, text).locked()).as(key).hasSize(1);
            int entries = Math.max(text.indexOf("\"a\""), Math.max(text.indexOf("a@"), text.indexOf("node_modules/a")));
            for (int end = entries + 2; end < text.stripTrailing().length(); end++) {
                String cut = text.substring(0, end);
                try {
                    assertThat(read(format, cut).locked())
                            .as("%s: %s", key, cut)
                            .hasSize(1);
                } catch (ProblemException e) {
                    assertThat(e.getMessage()).as("%s: %s", key, cut).containsPattern(format.file() + ":[0-9]+");
                }
            }
        });
    }

    @Test
    void eachLockfileWithMergeMarkersOrAnUnknownVersionOrAPathOutsideIsTold() {
        WHOLE.forEach((key, text) -> {
            LockfileFormat format = format(key);
            refused(format, "<<<<<<< HEAD\n" + text + "=======\n" + text + ">>>>>>> x\n", ":1:1", "merge conflict");
            String unknown = text.replaceFirst("(lockfileVersion\"?: |lockfile v|version: (?=8))'?[0-9.]+'?", "$1 77");
            refused(format, unknown.replace("lockfile v 77", "lockfile v77"), "77", "are known");
            String outside = text.replace("node_modules/a", "node_modules/../../x")
                    .replaceAll("\\ba@", "../../x@")
                    .replace("\"a\": {", "\"../../x\": {");
            refused(format, outside, "../x", "not a package name");
        });
    }

    @Test
    void anEntryWithoutWhatEachHasIsTold() {
        refused(LockfileFormat.PNPM_LOCK, "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n", ":3:", "is not whole");
        refused(LockfileFormat.YARN_LOCK, "__metadata: {version: 8}\n\"a@npm:^1\":\n", ":2:1", "is not whole");
        refused(LockfileFormat.BUN_LOCK, "{\"lockfileVersion\": 1,\n\"packages\": {\"a\": []}}", ":2:", "not whole");
    }

    @Test
    void whatIsBundledOrOptionalForSomeOnlyIsReadAsTheClientReadsIt() {
        assertThat(read(
                                LockfileFormat.PACKAGE_LOCK,
                                "{\"lockfileVersion\": 3, \"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\"},"
                                        + "\"node_modules/a/node_modules/b\": {\"version\": \"1.0.0\", \"inBundle\": true}}}")
                        .locked())
                .extracting("name")
                .containsExactly("a");
        assertThat(read(
                                LockfileFormat.PNPM_LOCK,
                                "lockfileVersion: '9.0'\npackages: {a@1.0.0: {resolution: {}}}\n"
                                        + "snapshots: {a@1.0.0(b@1.0.0): {optional: true}, a@1.0.0(b@2.0.0): {}}\n")
                        .locked())
                .extracting("optional")
                .containsExactly(false);
        assertThat(read(
                                LockfileFormat.YARN_LOCK,
                                "# yarn lockfile v1\na@1:\n  version \"1.0.0\"\nb@1:\n  version \"1.0.0\"\n"
                                        + "  optionalDependencies:\n    a \"1\"\nc@1:\n  version \"1.0.0\"\n  dependencies:\n    a \"1\"\n")
                        .locked())
                .extracting("optional")
                .containsExactly(false, false, false);
    }

    @Test
    void anAliasLoopOfEachYamlIsToldWithItsLine() {
        refused(LockfileFormat.PNPM_LOCK, "lockfileVersion: '9.0'\npackages: &a {b: *a}\n", "pnpm-lock.yaml:2:");
        refused(LockfileFormat.YARN_LOCK, "__metadata: {version: 8}\nx: &a {b: *a}\n", "yarn.lock:2:");
        String bomb = "lockfileVersion: '9.0'\na: &a [x,x,x,x,x,x,x,x,x]\n";
        for (char c = 'b'; c < 'l'; c++) {
            String before = "*" + (char) (c - 1);
            bomb += c + ": &" + c + " [" + (before + ",").repeat(8) + before + "]\n";
        }
        refused(LockfileFormat.PNPM_LOCK, bomb, "pnpm-lock.yaml:");
    }

    @Test
    void eachLockfileOfAHundredMegabytesIsToldBeforeItIsRead() throws IOException {
        for (String key : WHOLE.keySet()) {
            Path file = folder.resolve(format(key).file());
            try (SeekableByteChannel out =
                    Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                out.position(100L << 20).write(ByteBuffer.wrap(new byte[1]));
            }
            assertThatThrownBy(() -> format(key).read(folder))
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("larger than 64 MiB");
        }
    }

    @Test
    void aLockfileThatIsTooLargeIsToldBeforeItIsRead() throws IOException {
        Path file = folder.resolve("pnpm-lock.yaml");
        try (SeekableByteChannel out =
                Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.position(100L << 20).write(ByteBuffer.wrap(new byte[1]));
        }
        assertThatThrownBy(() -> LockfileFormat.PNPM_LOCK.read(folder)).hasMessageContaining("larger than 64 MiB");
    }

    @Test
    void eachManagersOwnFileCounts() throws IOException {
        for (LockfileFormat format : LockfileFormat.values()) {
            Files.createFile(folder.resolve(format.file()));
        }
        assertThat(LockfileFormat.in(folder))
                .containsExactly(
                        LockfileFormat.SHRINKWRAP,
                        LockfileFormat.PACKAGE_LOCK,
                        LockfileFormat.PNPM_LOCK,
                        LockfileFormat.YARN_LOCK,
                        LockfileFormat.BUN_LOCK);
    }

    /** Of each format: needs of an importer and of an entry, and what may be left out. */
    private static final Map<String, String> WITH_NEEDS = Map.of(
            "package-lock.json",
            """
            {"lockfileVersion": 3, "packages": {
            "": {"dependencies": {"a": "^1"}, "devDependencies": {"own": "*"}, "peerDependencies": {"peer": "1"}},
            "node_modules/own": {"resolved": "packages/own", "link": true},
            "packages/own": {"dependencies": {"b": "1"}, "optionalDependencies": {"platform": "1"}},
            "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "2", "bundled": "1"}, "bundleDependencies": ["bundled"]},
            "node_modules/optional": {"version": "1.0.0", "optional": true, "dependencies": {"pruned": "1"}},
            "node_modules/wrapped": {"version": "1.0.0", "hasShrinkwrap": true, "dependencies": {"brought": "1"}},
            "node_modules/a/node_modules/b": {"version": "2.0.0"},
            "packages/own/node_modules/b": {"version": "1.0.0"}
            }}
            """,
            "pnpm-lock.yaml",
            """
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  a: {specifier: ^1, version: 1.0.0(b@2.0.0)}
                  alias: {specifier: 'npm:@s/real@1', version: '@s/real@1.0.0'}
                  own: {specifier: 'workspace:*', version: 'link:packages/own'}
                  other: {specifier: 'npm:real@1', version: real@1.0.0}
            packages:
              '@s/real@1.0.0': {resolution: {integrity: ""}}
              a@1.0.0: {resolution: {integrity: ""}}
              b@2.0.0: {resolution: {integrity: ""}}
              real@1.0.0: {resolution: {integrity: ""}}
            snapshots:
              '@s/real@1.0.0': {}
              a@1.0.0(b@2.0.0):
                dependencies: {b: 2.0.0}
              b@2.0.0: {}
              real@1.0.0: {}
            """,
            "yarn.lock",
            """
            # yarn lockfile v1
            a@^1:
              version "1.0.0"
              dependencies:
                b "^2"
                c "npm:real@1"
              optionalDependencies:
                platform "1"
            b@^2:
              version "2.0.0"
            "c@npm:real@1":
              version "1.0.0"
            """,
            "yarn.lock of Berry",
            """
            __metadata: {version: 8}
            "a@npm:^1":
              version: 1.0.0
              resolution: "a@npm:1.0.0"
              dependencies: {b: "npm:^2", c: "npm:real@1"}
            "b@npm:^2": {version: 2.0.0, resolution: "b@npm:2.0.0"}
            "c@npm:real@1": {version: 1.0.0, resolution: "real@npm:1.0.0"}
            "d@npm:^1": {version: 1.0.0, resolution: "d@npm:1.0.0"}
            "own@workspace:.":
              version: 0.0.0-use.local
              resolution: "own@workspace:."
              dependencies: {a: ^1, d: "catalog:", other: "workspace:*"}
            """,
            "bun.lock",
            """
            {"lockfileVersion": 1, "workspaces": {
            "": {"dependencies": {"a": "^1"}, "peerDependencies": {"peer": "1"}},
            "packages/own": {"name": "own", "dependencies": {"b": "1"}, "optionalDependencies": {"platform": "1"}}},
            "packages": {
            "@s/own": ["@s/own@1.0.0", "", {"dependencies": {"deep": "1"}}, ""],
            "a": ["a@1.0.0", "", {"dependencies": {"@s/own": "1"}, "peerDependencies": {"c": "1"}, "optionalPeers": ["c"]}, ""],
            "@s/own/deep": ["deep@1.0.0", "", {}, ""],
            "own/b": ["b@1.0.0", "", {}, ""],
            }}
            """);

    @Test
    void aLockfileWithEveryEntryThatIsNeededIsWhole() {
        WITH_NEEDS.forEach((key, text) ->
                assertThat(read(format(key), text).unmet()).as(key).isEmpty());
    }

    /** Each removed line is of an entry that another, or the project, needs. */
    @Test
    void aLockfileWithoutAnEntryThatIsNeededIsToldAtWhoNeedsIt() {
        unmet(
                "package-lock.json",
                "\"node_modules/a/node_modules/b\": {\"version\": \"2.0.0\"},",
                "b",
                "node_modules/a",
                5);
        unmet(
                "package-lock.json",
                ",\n\"packages/own/node_modules/b\": {\"version\": \"1.0.0\"}",
                "b",
                "packages/own",
                4);
        unmet(
                "package-lock.json",
                "\"node_modules/own\": {\"resolved\": \"packages/own\", \"link\": true},",
                "own",
                "",
                2);
        unmet("pnpm-lock.yaml", "  b@2.0.0: {}\n", "b@2.0.0", "a@1.0.0(b@2.0.0)", 17);
        unmet("pnpm-lock.yaml", "  b@2.0.0: {resolution: {integrity: \"\"}}\n", "b@2.0.0", "a@1.0.0(b@2.0.0)", 16);
        unmet("pnpm-lock.yaml", "  real@1.0.0: {}\n", "real@1.0.0", ".", 8);
        unmet("pnpm-lock.yaml", "  '@s/real@1.0.0': {}\n", "@s/real@1.0.0", ".", 6);
        unmet("yarn.lock", "b@^2:\n  version \"2.0.0\"\n", "b@^2", "a@^1", 5);
        unmet("yarn.lock", "\"c@npm:real@1\":\n  version \"1.0.0\"\n", "c@npm:real@1", "a@^1", 6);
        unmet(
                "yarn.lock of Berry",
                "\"b@npm:^2\": {version: 2.0.0, resolution: \"b@npm:2.0.0\"}\n",
                "b@npm:^2",
                "a@npm:1.0.0",
                5);
        unmet(
                "yarn.lock of Berry",
                "\"d@npm:^1\": {version: 1.0.0, resolution: \"d@npm:1.0.0\"}\n",
                "d@catalog:",
                "own@workspace:.",
                11);
        unmet("bun.lock", "\"@s/own/deep\": [\"deep@1.0.0\", \"\", {}, \"\"],\n", "deep", "@s/own", 5);
        unmet("bun.lock", "\"own/b\": [\"b@1.0.0\", \"\", {}, \"\"],\n", "b", "own", 3);
    }

    private void unmet(String key, String without, String need, String by, int line) {
        String text = WITH_NEEDS.getOrDefault(key, "");
        assertThat(text).contains(without);
        assertThat(read(format(key), text.replace(without, "")).unmet())
                .as("%s without %s", key, without)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.need()).isEqualTo(need);
                    assertThat(one.by()).isEqualTo(by);
                    assertThat(one.place()).contains(format(key).file() + ":" + line + ":");
                });
    }

    @Test
    void pnpmsOlderKeysAndAnEmptySecondDocumentAreRead() {
        String six = "lockfileVersion: '6.0'\ndependencies: {a: {specifier: ^1, version: 1.0.0(b@2.0.0)}}\n"
                + "packages:\n  /a@1.0.0(b@2.0.0): {resolution: {}, dependencies: {b: 2.0.0}}\n";
        assertThat(read(LockfileFormat.PNPM_LOCK, six).unmet())
                .extracting("need")
                .containsExactly("/b@2.0.0");
        assertThat(read(LockfileFormat.PNPM_LOCK, six + "  /b@2.0.0: {resolution: {}}\n")
                        .unmet())
                .isEmpty();
        String five = "lockfileVersion: 5.4\nspecifiers: {a: ^1}\ndependencies: {a: 1.0.0_b@2.0.0}\n"
                + "packages:\n  /a/1.0.0_b@2.0.0: {resolution: {}, dependencies: {b: 2.0.0, c: npm.example.test/c/1.0.0}}\n"
                + "  npm.example.test/c/1.0.0: {resolution: {}}\n";
        assertThat(read(LockfileFormat.PNPM_LOCK, five).unmet())
                .extracting("need")
                .containsExactly("/b/2.0.0");
        assertThat(read(LockfileFormat.PNPM_LOCK, "---\n" + six + "  /b@2.0.0: {resolution: {}}\n---\n")
                        .locked())
                .hasSize(2);
    }
}
