package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import mockwebserver3.MockResponse;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A project's own configuration says where its packages come from, and nothing else is asked for them. */
class ProjectConfigTest {
    private static final String TOKEN = "s3cret-token";

    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private final FakeNpmRegistry team = new FakeNpmRegistry();
    private final Map<String, String> variables = new LinkedHashMap<>();

    @BeforeEach
    void publish() {
        registry.version("a", "1.0.0").publish();
        registry.version("@team/lib", "9.9.9").publish();
        registry.version("@team/gone", "9.9.9").publish();
        team.version("@team/lib", "1.0.0").needs("a", "^1").publish();
        team.change("/@team%2flib", this::onlyWithToken);
        team.change("/@team%2Flib", this::onlyWithToken);
        team.change("/@team/lib/-/lib-1.0.0.tgz", this::onlyWithToken);
    }

    private MockResponse onlyWithToken(MockResponse answer) {
        return team.authorization().equals("Bearer " + TOKEN)
                ? answer
                : new MockResponse.Builder().code(401).body("{}").build();
    }

    @AfterEach
    void close() {
        registry.close();
        team.close();
    }

    private void file(String path, String content) {
        try {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.writeString(folder.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String place() {
        return team.url().toString().replaceFirst("http:", "");
    }

    private ExportReport export(String lines) throws IOException {
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL, variables);
        return fixture.export(
                fixture.manifest("targets: [{os: linux, arch: x64}]\n" + lines),
                folder,
                new LocalDisk(),
                ExportRequest.Options.NONE);
    }

    private ExportReport exportProjects(String... projects) throws IOException {
        return export("npm:\n"
                + Stream.of(projects).map(one -> "  - " + one + "\n").collect(Collectors.joining())
                + "upstreams: {npm: \"" + registry.url() + "\"}\n");
    }

    private static String held(ExportReport report) {
        return report.heldBack().stream()
                .map(held -> held.requirement().text() + ": "
                        + held.problems().stream()
                                .map(problem -> problem.code().id() + " " + problem.sentence() + problem.hints())
                                .toList())
                .collect(Collectors.joining("\n"));
    }

    private static List<String> carried(ExportReport report) throws IOException {
        Path file = report.bundle().orElseThrow().folder().resolve("inventory.jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("{\"artifact\":\"pkg:npm/"))
                    .map(line -> line.replaceAll("^.{21}([^\"]*)\".*", "$1").replace("%40", "@"))
                    .toList();
        }
    }

    /** No file that the export left has it: neither bundle, lock, state nor cache. */
    private void assertNowhere(String secret, String... but) throws IOException {
        byte[] needle = secret.getBytes(StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Stream.of(but).noneMatch(file::endsWith)) {
                    byte[] bytes = Files.readAllBytes(file);
                    if (file.toString().endsWith(".gz")) {
                        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                            bytes = in.readAllBytes();
                        }
                    }
                    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(new String(needle, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private String config(String file) {
        String url = team.url().toString();
        return switch (file) {
            case ".npmrc" -> "@team:registry=" + url + "\n" + place() + ":_authToken=${TEAM_TOKEN}\n";
            case ".yarnrc" -> "\"@team:registry\" \"" + url + "\"\n\"" + place() + ":_authToken\" \"" + TOKEN + "\"\n";
            case ".yarnrc.yml" ->
                "npmScopes:\n  team:\n    npmRegistryServer: \"" + url + "\"\n    npmAuthToken: \"${TEAM_TOKEN}\"\n";
            case "bunfig.toml" -> "[install.scopes]\nteam = { url = \"" + url + "\", token = \"$TEAM_TOKEN\" }\n";
            case "pnpm-workspace.yaml" -> "registries:\n  \"@team\": \"" + url + "\"\n";
            default -> throw new IllegalArgumentException(file);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {".npmrc", ".yarnrc", ".yarnrc.yml", "bunfig.toml", "pnpm-workspace.yaml"})
    void aScopeIsAskedWhereTheProjectBindsItAndNowhereElse(String file) throws IOException {
        variables.put("TEAM_TOKEN", TOKEN);
        file("app/package.json", "{\"dependencies\":{\"@team/lib\":\"*\"}}");
        file("app/" + file, config(file));
        if (file.startsWith("pnpm")) {
            file("app/.npmrc", place() + ":_authToken=${TEAM_TOKEN}\n");
        }
        ExportReport report = exportProjects("project: ./app");
        assertThat(held(report)).isEmpty();
        assertThat(carried(report)).containsExactly("@team/lib@1.0.0", "a@1.0.0");
        assertThat(registry.requests()).isNotEmpty().noneMatch(request -> request.contains("team"));
        assertThat(registry.authorization()).isEmpty();
        assertNowhere(TOKEN, file);
    }

    @Test
    void whatTheRegistryOfAScopeLacksHoldsItsProjectBackAndIsAskedNowhereElse() throws IOException {
        variables.put("TEAM_TOKEN", TOKEN);
        file("app/package.json", "{\"dependencies\":{\"@team/gone\":\"*\"}}");
        file("app/.npmrc", config(".npmrc"));
        ExportReport report = exportProjects("project: ./app", "a", "\"@team/gone\"");
        assertThat(held(report))
                .contains("project: ./app: [resolve/package-unknown", "\n@team/gone: [", "not known to " + team.url());
        assertThat(carried(report)).containsExactly("a@1.0.0");
        assertThat(registry.requests()).noneMatch(request -> request.contains("team"));
    }

    @Test
    void aRuleOfTheManifestForTheScopePrecedesTheProject() throws IOException {
        file("app/package.json", "{\"dependencies\":{\"@team/lib\":\"*\"}}");
        file("app/.npmrc", "@team:registry=${UNSET}\n");
        ExportReport report = export("npm:\n  - project: ./app\nupstreams: {npm: {\"*\": \"" + registry.url()
                + "\", \"@team\": \"" + registry.url() + "\"}}\n");
        assertThat(held(report)).isEmpty();
        assertThat(carried(report)).containsExactly("@team/lib@9.9.9");
    }

    @Test
    void twoProjectsThatBindAScopeToDifferentPlacesAreHeldBackWithBothFiles() throws IOException {
        file("app/package.json", "{\"dependencies\":{\"@team/lib\":\"*\"}}");
        file("app/.npmrc", "registry=" + registry.url() + "\n@team:registry=" + team.url() + "\n");
        file("other/package.json", "{\"dependencies\":{\"@team/lib\":\"*\"}}");
        file("other/.yarnrc", "\"@team:registry\" \"" + registry.url() + "\"\n");
        ExportReport report = exportProjects("project: ./app", "project: ./other", "a");
        assertThat(report.heldBack())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.problems()).singleElement().satisfies(problem -> {
                    assertThat(problem.code().id()).isEqualTo("resolve/upstreams-contradict");
                    assertThat(problem.where()).endsWith("app/.npmrc:2:1");
                    assertThat(problem.what())
                            .contains("other/.yarnrc:1:1", team.url().toString());
                }));
        assertThat(carried(report)).containsExactly("a@1.0.0");
        assertThat(registry.requests()).noneMatch(request -> request.contains("team"));
        assertThat(team.requests()).isEmpty();
    }

    @Test
    void aMemberOfAWorkspaceIsNeverAskedOfARegistryEvenWhenItIsNamedAlone() throws IOException {
        registry.version("shared", "9.9.9").publish();
        registry.version("@team/core", "9.9.9").publish();
        team.version("@team/core", "9.9.9").publish();
        file("app/package.json", "{\"workspaces\":[\"packages/*\"]}");
        file("app/.npmrc", "@team:registry=" + team.url() + "\n");
        file("app/packages/shared/package.json", "{\"name\":\"shared\",\"version\":\"1.0.0\"}");
        file("app/packages/core/package.json", "{\"name\":\"@team/core\",\"version\":\"1.0.0\"}");
        file(
                "app/packages/web/package.json",
                "{\"name\":\"web\",\"dependencies\":{\"shared\":\"^1\",\"@team/core\":\"*\",\"a\":\"^1\"}}");
        for (String project : List.of("project: ./app", "project: ./app/packages/web")) {
            ExportReport report = exportProjects(project);
            assertThat(held(report)).isEmpty();
        }
        assertThat(registry.requests()).contains("GET /a").noneMatch(one -> one.contains("shared"));
        assertThat(registry.requests()).noneMatch(one -> one.contains("core"));
        assertThat(team.requests()).isEmpty();
    }

    @Test
    void theConfigurationOfAMemberAndOfItsWorkspaceCount() throws IOException {
        variables.put("TEAM_TOKEN", TOKEN);
        file("app/package.json", "{\"workspaces\":[\"packages/*\"]}");
        file("app/.npmrc", config(".npmrc"));
        file("app/packages/web/package.json", "{\"name\":\"web\",\"dependencies\":{\"@team/lib\":\"*\"}}");
        ExportReport report = exportProjects("project: ./app/packages/web");
        assertThat(held(report)).isEmpty();
        assertThat(carried(report)).contains("@team/lib@1.0.0");
        file("app/packages/web/.npmrc", "@team:registry=" + registry.url());
        assertThat(carried(exportProjects("project: ./app/packages/web"))).contains("@team/lib@9.9.9");
    }

    /** Yarn 4 and pnpm fetch what their settings name, whatever they run on. */
    @Test
    void archivesOfThePlatformsThatAProjectNamesAreCarried() throws IOException {
        for (String os : List.of("darwin", "win32", "linux")) {
            for (String cpu : List.of("x64", "arm64")) {
                registry.version("native-" + os + "-" + cpu, "1.0.0")
                        .with("os", "[\"" + os + "\"]")
                        .with("cpu", "[\"" + cpu + "\"]")
                        .publish();
            }
        }
        registry.version("native", "1.0.0")
                .with(
                        "optionalDependencies",
                        Stream.of("darwin", "win32", "linux")
                                .flatMap(os -> Stream.of("x64", "arm64")
                                        .map(cpu -> "\"native-" + os + "-" + cpu + "\":\"1.0.0\""))
                                .collect(Collectors.joining(",", "{", "}")))
                .publish();
        file("app/package.json", "{\"dependencies\":{\"native\":\"^1\"}}");
        exportProjects("project: ./app");
        assertThat(natives()).containsExactly("linux-x64");
        file("app/.yarnrc.yml", "supportedArchitectures:\n  os: [current, darwin]\n");
        exportProjects("project: ./app");
        assertThat(natives()).containsExactly("darwin-x64", "linux-x64");
        file("app/pnpm-workspace.yaml", "supportedArchitectures: {os: [win32], cpu: [current, arm64]}\n");
        exportProjects("project: ./app");
        assertThat(natives()).containsExactly("darwin-x64", "linux-x64", "win32-arm64", "win32-x64");
    }

    private List<String> natives() {
        return registry.requests().stream()
                .filter(one -> one.matches("GET /native-.*tgz"))
                .map(one -> one.replaceFirst(".*/native-(.*)-1.0.0.tgz", "$1"))
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void aProjectsDefaultRegistryPrecedesThatOfThisMachine() throws IOException {
        team.version("b", "1.0.0").needs("c", "1").publish();
        team.version("c", "1.0.0").publish();
        registry.version("b", "9.9.9").publish();
        file(".npmrc", "registry=" + registry.url() + "\n");
        file("app/package.json", "{\"dependencies\":{\"b\":\"*\"}}");
        file("app/.npmrc", "registry=" + team.url() + "\n");
        ExportReport report = export("npm:\n  - project: ./app\n  - a\n");
        assertThat(held(report)).isEmpty();
        assertThat(carried(report)).containsExactly("a@1.0.0", "b@1.0.0", "c@1.0.0");
        assertThat(registry.requests()).contains("GET /a").noneMatch(one -> one.matches(".*/[bc]\\b.*"));
    }

    @Test
    void oneNameFromTwoRegistriesIsOnePackageOnlyIfTheirBytesAreTheSame() throws IOException {
        team.version("a", "1.0.0").publish();
        team.version("b", "1.0.0").with("author", "\"us\"").publish();
        registry.version("b", "1.0.0").with("author", "\"them\"").publish();
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file("app/.npmrc", "registry=" + team.url() + "\n");
        file("other/package.json", "{\"dependencies\":{\"b\":\"^1\"}}");
        file("other/.npmrc", "registry=" + team.url() + "\n");
        file(".npmrc", "registry=" + registry.url() + "\n");
        ExportReport report = export("npm: [a, b, {project: ./app}, {project: ./other}]\n");
        assertThat(report.heldBack())
                .extracting(held -> held.requirement().text())
                .containsExactly("b", "project: ./other");
        assertThat(held(report)).contains("resolve/upstreams-contradict", "other/.npmrc:1:1", folder + "/.npmrc");
        assertThat(carried(report)).containsExactly("a@1.0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@team:registry=${TEAM_URL}",
                "@team:registry=npm.team.test/",
                "@team:registry=https://user:s3cret-token@npm.team.test/",
                "@team:registry=https://npm.team.test/?token=s3cret-token",
            })
    void whatCannotBeUsedIsToldWithItsLineAndHoldsItsProjectBackAlone(String line) throws IOException {
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file("app/.npmrc", "# of the team\n" + line + "\n");
        file("other/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        ExportReport report = exportProjects("project: ./app", "project: ./other");
        assertThat(report.heldBack()).singleElement().satisfies(one -> {
            assertThat(one.requirement().text()).isEqualTo("project: ./app");
            assertThat(one.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.where()).endsWith("app/.npmrc:2:1");
                assertThat(problem.sentence() + problem.hints()).doesNotContain(TOKEN);
            });
        });
        assertThat(carried(report)).containsExactly("a@1.0.0");
        assertNowhere(TOKEN, ".npmrc");
    }

    @Test
    void aTokenThatIsNotSetHoldsBackOnlyWhatWouldSendIt() throws IOException {
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file("app/.npmrc", "//publish.team.test/:_authToken=${NPM_TOKEN}\n");
        assertThat(held(exportProjects("project: ./app"))).isEmpty();
        file("app/.npmrc", place() + ":_authToken=${NPM_TOKEN}\n@team:registry=" + team.url() + "\n");
        assertThat(held(exportProjects("project: ./app", "a"))).contains("app/.npmrc:1:1", "`NPM_TOKEN`", "not set");
    }

    @Test
    void twoFilesOfAProjectThatContradictEachOtherAreBothNamed() throws IOException {
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file("app/.npmrc", "@team:registry=" + team.url() + "\n");
        file("app/.yarnrc.yml", "npmScopes: {team: {npmRegistryServer: \"" + registry.url() + "\"}}\n");
        assertThat(held(exportProjects("project: ./app", "a")))
                .contains("resolve/upstreams-contradict", "app/.npmrc:1:1", "app/.yarnrc.yml:1:");
    }

    /** A package that a registry hands out for one token only, its document and its archive. */
    private void onlyFor(String token, String name) {
        String base = name.substring(name.indexOf('/') + 1);
        for (String path : List.of("/" + name.replace("/", "%2f"), "/" + name + "/-/" + base + "-1.0.0.tgz")) {
            team.change(
                    path,
                    answer -> team.authorization().equals("Bearer " + token)
                            ? answer
                            : new MockResponse.Builder().code(401).body("{}").build());
        }
    }

    private void project(String name, String token, String dependency) {
        file(name + "/package.json", "{\"dependencies\":{\"" + dependency + "\":\"*\"}}");
        file(name + "/.npmrc", "@team:registry=" + team.url() + "\n" + place() + ":_authToken=" + token + "\n");
    }

    @Test
    void eachProjectAsksWithItsOwnCredentialsAlsoWhereTwoNameOneRegistry() throws IOException {
        team.version("@team/one", "1.0.0").publish();
        team.version("@team/two", "1.0.0").publish();
        onlyFor("token-1", "@team/one");
        onlyFor("token-2", "@team/two");
        project("first", "token-1", "@team/one");
        project("second", "token-2", "@team/two");
        ExportReport report = exportProjects("project: ./first", "project: ./second");
        assertThat(held(report)).isEmpty();
        assertThat(carried(report)).containsExactly("@team/one@1.0.0", "@team/two@1.0.0");
        assertNowhere("token-1", "first/.npmrc");
        assertNowhere("token-2", "second/.npmrc");
    }

    @Test
    void whatOneProjectIsRefusedHoldsBackThatProjectAndNotTheOneThatIsAdmitted() throws IOException {
        team.version("@team/one", "1.0.0").publish();
        onlyFor("token-1", "@team/one");
        project("refused", "token-2", "@team/one");
        project("admitted", "token-1", "@team/one");
        ExportReport report = exportProjects("project: ./refused", "project: ./admitted", "\"@team/one\"");
        assertThat(report.heldBack())
                .extracting(held -> held.requirement().text())
                .containsExactlyInAnyOrder("project: ./refused", "@team/one");
        assertThat(held(report)).contains("401").doesNotContain("token-");
        assertThat(carried(report)).containsExactly("@team/one@1.0.0");
    }

    @Test
    void anArchiveThatOneProjectIsRefusedIsFetchedForTheOneThatIsAdmitted() throws IOException {
        team.version("@team/one", "1.0.0").publish();
        team.change("/@team/one/-/one-1.0.0.tgz", this::onlyWithToken);
        project("refused", "token-2", "@team/one");
        project("admitted", TOKEN, "@team/one");
        ExportReport report = exportProjects("project: ./refused", "project: ./admitted");
        assertThat(held(report)).isEmpty();
        assertThat(carried(report)).containsExactly("@team/one@1.0.0");
    }

    @Test
    void aLockedExportWithoutItsCacheAsksWithTheCredentialsOfTheProject() throws IOException {
        variables.put("TEAM_TOKEN", TOKEN);
        file("app/package.json", "{\"dependencies\":{\"@team/lib\":\"*\"}}");
        file("app/.npmrc", config(".npmrc"));
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL, variables);
        ExportFixture.Wanted wanted = fixture.manifest("targets: [{os: linux, arch: x64}]\nnpm: [{project: ./app}]\n"
                + "upstreams: {npm: \"" + registry.url() + "\"}\n");
        assertThat(held(fixture.export(wanted))).isEmpty();
        Path other = Files.createDirectories(folder.resolve("other"));
        ExportReport report =
                fixture.export(wanted, other, new LocalDisk(), new ExportRequest.Options(false, true, false, false));
        assertThat(held(report)).isEmpty();
        assertThat(carried(report)).containsExactly("@team/lib@1.0.0", "a@1.0.0");
    }

    /** A name that a project has in a registry of its own is not told to the others. */
    @Test
    void aLockedExportWithoutItsCacheAsksForDocumentsWhereTheyWere() throws IOException {
        String large = "\"" + "x".repeat(1000) + "\"";
        team.version("b", "1.0.0").with("description", large).publish();
        registry.version("large", "1.0.0").with("description", large).publish();
        registry.version("b", "9.9.9").publish();
        file(".npmrc", "registry=" + registry.url() + "\n");
        file("app/package.json", "{\"dependencies\":{\"b\":\"*\"}}");
        file("app/.npmrc", "registry=" + team.url() + "\n");
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL, variables);
        ExportFixture.Wanted wanted =
                fixture.manifest("targets: [{os: linux, arch: x64}]\nnpm: [{project: ./app}, large]\n");
        assertThat(held(fixture.export(wanted, folder, new LocalDisk(), ExportRequest.Options.NONE)))
                .isEmpty();
        registry.forgetRequests();
        Path other = Files.createDirectories(folder.resolve("other"));
        ExportReport report =
                fixture.export(wanted, other, new LocalDisk(), new ExportRequest.Options(false, true, false, false));
        assertThat(carried(report)).containsExactly("b@1.0.0", "large@1.0.0");
        assertThat(registry.requests()).contains("GET /large").noneMatch(one -> one.matches(".*/b\\b.*"));
    }

    @Test
    void noCredentialFollowsARedirectToAnotherHostNorGoesToWhatAnotherProjectNames() throws IOException {
        file("app/package.json", "{\"dependencies\":{\"@team/lib\":\"*\"}}");
        file("app/.npmrc", config(".npmrc").replace("${TEAM_TOKEN}", TOKEN));
        file("other/package.json", "{\"dependencies\":{\"@else/lib\":\"*\"}}");
        List<String> received = new CopyOnWriteArrayList<>();
        try (FakeNpmRegistry elsewhere = new FakeNpmRegistry()) {
            elsewhere.version("@else/lib", "1.0.0").publish();
            elsewhere.version("@team/lib", "1.0.0").needs("a", "^1").publish();
            for (String path : List.of("/@else%2flib", "/@team%2flib", "/@team/lib/-/lib-1.0.0.tgz")) {
                elsewhere.change(path, answer -> {
                    received.add(path + " " + elsewhere.authorization());
                    return answer;
                });
            }
            String at = elsewhere.url().toString();
            file(
                    "other/.npmrc",
                    "@else:registry=" + at + "\n" + at.replaceFirst("http:", "") + ":_authToken=else-token\n");
            team.change(
                    "/@team%2flib",
                    answer -> new MockResponse.Builder()
                            .code(302)
                            .addHeader("Location", at + "@team%2flib")
                            .build());
            ExportReport report = exportProjects("project: ./app", "project: ./other");
            assertThat(held(report)).isEmpty();
            assertThat(received)
                    .contains("/@else%2flib Bearer else-token", "/@team%2flib ")
                    .noneMatch(one -> one.contains(TOKEN))
                    .noneMatch(one -> one.matches("/@team.*else-token"));
        }
    }

    @Test
    void howAProjectReachesItsRegistryCountsForItAndWhatIsNotFollowedIsSaid() throws IOException {
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file("app/.npmrc", "strict-ssl=false\nca=\"-----BEGIN\"\n");
        file("app/.yarnrc.yml", "enableStrictSsl: false\nnetworkSettings:\n  '*.corp.test': {httpProxy: x}\n");
        file("app/bunfig.toml", "[install]\nca = ['x']\n");
        ExportReport report = exportProjects("project: ./app");
        assertThat(held(report)).isEmpty();
        assertThat(report.notes().toString())
                .contains(
                        "app/.npmrc:1:1",
                        "although `strict-ssl` is false",
                        "app/.npmrc:2:1",
                        "app/.yarnrc.yml:3:",
                        "`networkSettings` of `*.corp.test` are not followed",
                        "app/bunfig.toml:2:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".npmrc:https-proxy=ftp://user:s3cret-token@x",
                ".npmrc:cafile=missing.pem",
                ".npmrc:proxy=${PROXY_OF_TEAM}",
                ".yarnrc:cafile missing.pem",
                ".yarnrc.yml:httpsCaFilePath: missing.pem",
                ".yarnrc.yml:httpsProxy: 'ftp://user:s3cret-token@x'",
            })
    void aProxyOrAuthorityThatCannotBeUsedHoldsItsProjectBackAlone(String said) throws IOException {
        String name = said.substring(0, said.indexOf(':'));
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file("app/" + name, "# team\n" + said.substring(name.length() + 1) + "\n");
        file("other/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        ExportReport report = exportProjects("project: ./app", "project: ./other");
        assertThat(report.heldBack())
                .singleElement()
                .satisfies(one -> assertThat(one.problems()).singleElement().satisfies(problem -> {
                    assertThat(problem.where()).contains("app/" + name + ":2:");
                    assertThat(problem.sentence() + problem.hints()).doesNotContain(TOKEN);
                }));
        assertThat(carried(report)).containsExactly("a@1.0.0");
    }

    @Test
    void theProxyOfAProjectLeadsToItsRegistryAndToNoneOfAnotherProject() throws IOException {
        team.version("@far/lib", "1.0.0").publish();
        team.version("@off/lib", "1.0.0").publish();
        file("app/package.json", "{\"dependencies\":{\"@far/lib\":\"*\"}}");
        file("app/.npmrc", "@far:registry=http://npm.far.test/\nproxy=" + team.url() + "\n");
        file("other/package.json", "{\"dependencies\":{\"@off/lib\":\"*\"}}");
        file("other/.npmrc", "@off:registry=http://npm.off.test/\n");
        ExportReport report = export("npm: [{project: ./app}, {project: ./other}]\nupstreams: {npm: \"" + registry.url()
                + "\"}\nhosts: [\"127.0.0.1:" + team.url().getPort() + "\"]\n");
        assertThat(report.heldBack())
                .extracting(held -> held.requirement().text())
                .containsExactly("project: ./other");
        assertThat(carried(report)).containsExactly("@far/lib@1.0.0");
        assertThat(team.requests()).noneMatch(one -> one.contains("off"));
    }
}
