package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.MirrorCheck;
import org.gapferry.manifest.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder with the lockfiles of every manager, each of which pins versions of its own: what is missing for one of them
 * is told for that one, with the clients that read it.
 */
class NpmLockfileCheckTest {
    private static final List<Target> TARGETS =
            List.of(new Target("linux", "x64", "glibc", Map.of("node", List.of("22"))));
    private static final List<String> NAMES = List.of("plain", "real", "@s/scoped", "native", "tool");
    private static final String FRESH = "1.9.0";
    private static final String ALL_CLIENTS = "npm 10, npm 11, npm 12, pnpm 9";

    /** A lockfile, the version that it pins of everything, and the client that is named where that is missing. */
    private record Pinning(String file, String version, String client, String text) {}

    private static final List<Pinning> OF_FILES = List.of(
            new Pinning(
                    "package-lock.json",
                    "1.0.1",
                    "npm 12 on",
                    """
                    {"lockfileVersion": 3, "packages": {"": {}, "node_modules/plain": {"version": "$"},
                      "node_modules/alias": {"name": "real", "version": "$"}, "node_modules/@s/scoped": {"version": "$"},
                      "node_modules/native": {"version": "$", "optional": true}, "node_modules/tool": {"version": "$", "dev": true}}}
                    """),
            new Pinning(
                    "npm-shrinkwrap.json",
                    "1.0.2",
                    "npm 10 and npm 11 on",
                    """
                    {"lockfileVersion": 1, "dependencies": {"plain": {"version": "$"}, "alias": {"version": "npm:real@$"},
                      "@s/scoped": {"version": "$"}, "native": {"version": "$", "optional": true}, "tool": {"version": "$", "dev": true}}}
                    """),
            new Pinning(
                    "pnpm-lock.yaml",
                    "1.0.3",
                    "pnpm",
                    """
                    lockfileVersion: '9.0'
                    importers: {.: {dependencies: {plain: {specifier: ^1, version: $}, alias: {specifier: 'npm:real@^1', version: real@$}}}}
                    packages: {plain@$: {resolution: {}}, real@$: {resolution: {}}, '@s/scoped@$': {resolution: {}}, native@$: {resolution: {}, os: [linux]}, tool@$: {resolution: {}}}
                    snapshots: {plain@$: {}, real@$: {}, native@$: {optional: true}}
                    """),
            new Pinning(
                    "bun.lock",
                    "1.0.4",
                    "bun",
                    """
                    {"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"plain": "^1", "alias": "npm:real@^1"}}},
                     "packages": {"plain": ["plain@$", "", {}, ""], "alias": ["real@$", "", {}, ""], "@s/scoped": ["@s/scoped@$", "", {}, ""],
                       "native": ["native@$", "", {"os": "linux"}, ""], "tool": ["tool@$", "", {}, ""],}}
                    """));
    private static final Pinning OF_YARN_1 = new Pinning(
            "yarn.lock",
            "1.0.5",
            "yarn 1 and yarn 4 on",
            """
            # yarn lockfile v1
            plain@^1:
              version "$"
            "alias@npm:real@^1":
              version "$"
            "@s/scoped@^1":
              version "$"
            native@^1:
              version "$"
            tool@^1:
              version "$"
            """);
    private static final Pinning OF_YARN_4 = new Pinning(
            "yarn.lock",
            "1.0.6",
            "yarn 4 on",
            """
            __metadata: {version: 8}
            "plain@npm:^1": {version: $, resolution: "plain@npm:$"}
            "alias@npm:real@^1": {version: $, resolution: "real@npm:$"}
            "@s/scoped@npm:^1": {version: $, resolution: "@s/scoped@npm:$"}
            "native@npm:^1": {version: $, resolution: "native@npm:$", conditions: os=linux}
            "tool@npm:^1": {version: $, resolution: "tool@npm:$"}
            """);

    @TempDir
    private Path project;

    @BeforeEach
    void writeProject() throws IOException {
        Files.writeString(
                project.resolve("package.json"),
                """
                {"dependencies": {"plain": "^1", "alias": "npm:real@^1", "@s/scoped": "^1"},
                 "devDependencies": {"tool": "^1"}, "optionalDependencies": {"native": "^1"}}
                """);
    }

    /** The lockfiles that are in the folder now. */
    private List<Pinning> write(Pinning yarn) throws IOException {
        List<Pinning> all = new ArrayList<>(OF_FILES);
        all.add(yarn);
        for (Pinning one : all) {
            Files.writeString(project.resolve(one.file()), one.text().replace("$", one.version()));
        }
        return all;
    }

    private static Coordinates npm(String name, String version) {
        return name.startsWith("@s/")
                ? new Coordinates("npm", "@s", name.substring(3), version)
                : new Coordinates("npm", "", name, version);
    }

    private static HeldCatalog complete(List<Pinning> lockfiles) {
        HeldCatalog state = new HeldCatalog();
        for (String name : NAMES) {
            List<String> versions = new ArrayList<>(List.of(FRESH));
            lockfiles.forEach(one -> versions.add(one.version()));
            for (String version : versions) {
                state.artifact(npm(name, version), name.replace("@s/", "") + "-" + version + ".tgz")
                        .document(
                                npm(name, version),
                                "manifest",
                                "{\"name\":\"" + name + "\",\"version\":\"" + version + "\""
                                        + (name.equals("native") ? ",\"os\":[\"linux\"]" : "")
                                        + ",\"dist\":{\"tarball\":\"https://up.test/x.tgz\",\"integrity\":\"sha512-"
                                        + "A".repeat(86) + "==\"}}");
            }
            state.tag(npm(name, ""), "tag/latest", FRESH);
        }
        return state;
    }

    private List<Problem> check(HeldCatalog state) {
        try (Tasks tasks = new Tasks(2)) {
            return new MirrorCheck(Ecosystems.ALL, state, tasks)
                    .check(
                            Requirements.ofProject("project: p", "here", project, Ecosystems.ALL),
                            TARGETS,
                            List.of(),
                            derived -> true);
        }
    }

    private static Artifact artifact(HeldCatalog state, String name, String version) {
        return state.lines().stream()
                .filter(Artifact.class::isInstance)
                .map(Artifact.class::cast)
                .filter(one -> one.coordinates().equals(npm(name, version)))
                .findFirst()
                .orElseThrow();
    }

    private void eachIsMissedByItsLockfile(Pinning yarn) throws IOException {
        List<Pinning> lockfiles = write(yarn);
        HeldCatalog complete = complete(lockfiles);
        assertThat(check(complete)).isEmpty();
        for (Pinning lockfile : lockfiles) {
            for (String name : NAMES) {
                Artifact gone = artifact(complete, name, lockfile.version());
                assertThat(check(complete.without(gone)))
                        .as("%s of %s is gone", name, lockfile.file())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.sentence())
                                .contains(
                                        "project: p (" + lockfile.file() + ")",
                                        "with " + lockfile.client(),
                                        "`" + name + "`",
                                        lockfile.version())
                                .doesNotContain(ALL_CLIENTS));
                HeldCatalog withoutFile = complete.without(gone);
                withoutFile.hold(new Artifact(gone.coordinates(), gone.metadata(), List.of()));
                assertThat(check(withoutFile))
                        .as("the archive of %s of %s is gone", name, lockfile.file())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.sentence())
                                .contains(name + "@" + lockfile.version(), "with " + lockfile.client())
                                .doesNotContain(ALL_CLIENTS));
            }
        }
    }

    @Test
    void whatIsMissingForALockfileIsToldForItAndItsClients() throws IOException {
        eachIsMissedByItsLockfile(OF_YARN_1);
        eachIsMissedByItsLockfile(OF_YARN_4);
    }

    @Test
    void anArchiveOfAPlatformThatTheProjectNamesIsMissedByItsClientsOnly() throws IOException {
        HeldCatalog complete = complete(List.of());
        Coordinates mac = npm("native", FRESH);
        Files.writeString(project.resolve("package.json"), "{\"optionalDependencies\": {\"native\": \"^1\"}}");
        HeldCatalog withoutFile = new HeldCatalog();
        withoutFile
                .document(
                        mac,
                        "manifest",
                        "{\"name\":\"native\",\"version\":\"" + FRESH
                                + "\",\"os\":[\"darwin\"],\"dist\":{\"tarball\":\"https://up.test/x.tgz\",\"integrity\":\"sha512-"
                                + "A".repeat(86) + "==\"}}")
                .tag(npm("native", ""), "tag/latest", FRESH);
        withoutFile.hold(new Artifact(mac, artifact(complete, "native", FRESH).metadata(), List.of()));
        assertThat(check(withoutFile)).isEmpty();
        Files.writeString(project.resolve(".yarnrc.yml"), "supportedArchitectures: {os: [current, darwin]}\n");
        assertThat(check(withoutFile)).singleElement().satisfies(problem -> assertThat(problem.sentence())
                .contains("native@" + FRESH, "with yarn 4 on"));
        Files.delete(project.resolve(".yarnrc.yml"));
        Files.writeString(project.resolve("pnpm-workspace.yaml"), "supportedArchitectures: {os: [darwin]}\n");
        assertThat(check(withoutFile)).singleElement().satisfies(problem -> assertThat(problem.sentence())
                .contains("native@" + FRESH, "with pnpm 9 to 12 on"));
    }

    /** What a mirror with these file names says of a lockfile that has the archive of a package at a path. */
    private List<String> told(String path, Map<String, String> namesByVersion) throws IOException {
        Files.writeString(project.resolve("package.json"), "{\"dependencies\": {\"plain\": \"^1\"}}");
        Files.writeString(
                project.resolve("package-lock.json"),
                "{\"lockfileVersion\": 3, \"packages\": {\"node_modules/plain\": {\"version\": \"1.0.1\",\n"
                        + "\"integrity\": \"sha512-" + "A".repeat(86) + "==\", \"resolved\": \"https://nexus.corp.test/"
                        + path + "\"}}}");
        HeldCatalog state = new HeldCatalog();
        for (String version : List.of("1.0.1", FRESH)) {
            String odd = namesByVersion.getOrDefault(version, "");
            String usual = "plain-" + version + ".tgz";
            state.artifact(npm("plain", version), odd.isEmpty() ? new String[] {usual} : new String[] {usual, odd})
                    .document(
                            npm("plain", version),
                            "manifest",
                            "{\"name\":\"plain\",\"version\":\"" + version
                                    + "\",\"dist\":{\"tarball\":\"https://up.test/x.tgz\",\"integrity\":\"sha512-"
                                    + "A".repeat(86) + "==\"}}");
        }
        state.tag(npm("plain", ""), "tag/latest", FRESH);
        return check(state).stream().map(Problem::sentence).toList();
    }

    @Test
    void theArchiveIsAskedForByThePathThatTheLockfileHas() throws IOException {
        for (String usual : List.of("repository/plain/-/plain-1.0.1.tgz", "npm/plain/plain-1.0.1.tgz")) {
            assertThat(told(usual, Map.of())).as(usual).isEmpty();
        }
        Map<String, String> odd = Map.of(
                "repository/npm-all/plain/-/plain-custom.tgz",
                "plain-custom.tgz",
                "npm/plain/x.tgz",
                "x.tgz",
                "download/plain/1.0.1/" + "0a".repeat(20) + ".tgz",
                "1.0.1%2F" + "0a".repeat(20) + ".tgz");
        for (Map.Entry<String, String> one : odd.entrySet()) {
            assertThat(told(one.getKey(), Map.of("1.0.1", one.getValue())))
                    .as(one.getKey())
                    .isEmpty();
            assertThat(told(one.getKey(), Map.of())).singleElement().satisfies(sentence -> assertThat(sentence)
                    .contains("plain@1.0.1", "npm 10 to 12", "which the mirror would not serve", "package-lock.json:"));
            assertThat(told(one.getKey(), Map.of(FRESH, one.getValue())))
                    .singleElement()
                    .asString()
                    .contains("the archive of another version");
        }
        assertThat(told("tarballs/0a1b.tgz", Map.of()))
                .singleElement()
                .asString()
                .contains("no mirror can tell whose archive");
        assertThat(told("a/plain/-/plain-1.9.0.tgz", Map.of()))
                .singleElement()
                .asString()
                .contains("the archive of another version");
    }

    @Test
    void everyNpmReadsAPackageLockThatIsTheOnlyOne() throws IOException {
        Pinning lock = OF_FILES.get(0);
        Files.writeString(project.resolve(lock.file()), lock.text().replace("$", lock.version()));
        HeldCatalog complete = complete(List.of(lock));
        assertThat(check(complete)).isEmpty();
        assertThat(check(complete.without(artifact(complete, "tool", lock.version()))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("with npm 10 to 12 on", "`tool`"));
    }

    @Test
    void whatIsMissingForTheFreshInstallIsToldForEveryClient() throws IOException {
        HeldCatalog complete = complete(write(OF_YARN_4));
        Map<String, List<Problem>> found = new LinkedHashMap<>();
        for (String name : NAMES) {
            HeldCatalog without = complete.without(artifact(complete, name, FRESH));
            without.hold(new Artifact(
                    npm(name, FRESH), artifact(complete, name, FRESH).metadata(), List.of()));
            found.put(name, check(without));
        }
        assertThat(found).allSatisfy((name, problems) -> assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains(name + "@" + FRESH, "an install on")));
    }
}
