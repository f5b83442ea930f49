package org.gapferry.ecosystem.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.ClientRules.Dependency;
import org.gapferry.ecosystem.npm.model.ClientRules.Follow;
import org.gapferry.ecosystem.npm.model.NpmClient;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.PlatformFilter;
import org.gapferry.ecosystem.npm.model.VersionPick;
import org.gapferry.manifest.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What each client asks a registry for, as the clients themselves did when they were run. */
class ClientRulesTest {
    private static final Target GLIBC = new Target("linux", "x64", "glibc", Map.of());

    private static JsonNode manifest(String json) {
        return NpmJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> followed(NpmClient client, String json) {
        return client.rules().dependencies(manifest(json)).stream()
                .map(dependency -> dependency.name() + " " + dependency.follow())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "scripts that test|{'scripts':{'test':'node-gyp rebuild'}}|true",
                "prebuild-install|{'scripts':{'x':'foo prebuild-install; y'}}|true",
                "a longer name that begins so|{'scripts':{'install':'node-gyp-build'}}|true",
                "a word that only contains it|{'scripts':{'x':'xnode-gypx'}}|false",
                "a dependency for development|{'scripts':{'x':'node-gyp'},'devDependencies':{'node-gyp':'1'}}|true",
                "a dependency|{'scripts':{'x':'node-gyp'},'dependencies':{'node-gyp':'1'}}|false",
                "an optional dependency|{'scripts':{'x':'node-gyp'},'optionalDependencies':{'node-gyp':'1'}}|false",
                "a peer dependency|{'scripts':{'x':'node-gyp'},'peerDependencies':{'node-gyp':'1'}}|false",
                "a file for gyp, and no script|{'gypfile':true,'scripts':{}}|false",
            })
    void yarn4AddsNodeGypWhereAnyScriptNamesIt(String what, String json, boolean added) {
        String manifest = json.replace('\'', '"');
        List<Dependency> ofYarn = NpmClient.YARN_4.rules().dependencies(manifest(manifest)).stream()
                .filter(dependency -> dependency.text().equals("latest"))
                .toList();
        assertThat(ofYarn).as(what).hasSize(added ? 1 : 0);
        for (NpmClient client : EnumSet.complementOf(EnumSet.of(NpmClient.YARN_4))) {
            assertThat(client.rules().dependencies(manifest(manifest)))
                    .as("%s, %s", client, what)
                    .noneMatch(dependency -> dependency.text().equals("latest"));
        }
    }

    @Test
    void whatIsBundledIsAskedForByYarnAndBun() {
        String json = "{\"dependencies\":{\"a\":\"1\",\"b\":\"1\"},\"bundledDependencies\":[\"a\"]}";
        assertThat(followed(NpmClient.NPM_12, json)).containsExactly("b REQUIRED");
        assertThat(followed(NpmClient.PNPM_10, json)).containsExactly("b REQUIRED");
        for (NpmClient client : List.of(NpmClient.YARN_1, NpmClient.YARN_4, NpmClient.BUN_1)) {
            assertThat(followed(client, json)).as(client.toString()).containsExactly("a REQUIRED", "b REQUIRED");
        }
    }

    @Test
    void anOptionalDependencyMayBeMissingForAllButYarn() {
        String json = "{\"dependencies\":{\"a\":\"1\"},\"optionalDependencies\":{\"a\":\"2\"}}";
        for (NpmClient client : NpmClient.values()) {
            boolean yarn = client == NpmClient.YARN_1 || client == NpmClient.YARN_4;
            assertThat(followed(client, json))
                    .as(client.toString())
                    .containsExactly(yarn ? "a REQUIRED" : "a TOLERATED");
        }
    }

    @Test
    void peersAreInstalledByAllButYarnUnlessTheyAreOptional() {
        String json = "{\"peerDependencies\":{\"p\":\"1\",\"q\":\"1\"},"
                + "\"peerDependenciesMeta\":{\"q\":{\"optional\":true}}}";
        for (NpmClient client : NpmClient.values()) {
            boolean yarn = client == NpmClient.YARN_1 || client == NpmClient.YARN_4;
            assertThat(followed(client, json))
                    .as(client.toString())
                    .isEqualTo(yarn ? List.of() : List.of("p REQUIRED"));
        }
    }

    @Test
    void whatOneClientAsksForIsCarried() {
        JsonNode manifest = manifest(
                "{\"dependencies\":{\"a\":\"1\",\"b\":\"1\"},\"bundleDependencies\":[\"a\"],"
                        + "\"optionalDependencies\":{\"c\":\"1\"},\"peerDependencies\":{\"d\":\"1\"},\"scripts\":{\"x\":\"node-gyp\"}}");
        List<String> carried = ClientRules.CARRIED.dependencies(manifest).stream()
                .map(Dependency::name)
                .toList();
        for (NpmClient client : NpmClient.values()) {
            assertThat(carried)
                    .as(client.toString())
                    .containsAll(client.rules().dependencies(manifest).stream()
                            .map(Dependency::name)
                            .toList());
        }
        assertThat(ClientRules.CARRIED.dependencies(manifest))
                .filteredOn(dependency -> dependency.follow() == Follow.REQUIRED)
                .extracting(Dependency::name)
                .as("what npm cannot do without")
                .containsExactly("b", "d");
    }

    @Test
    void yarn1AsksForTheOtherLibcAndForNoOtherPlatform() {
        JsonNode musl = manifest("{\"name\":\"m\",\"os\":[\"linux\"],\"cpu\":[\"x64\"],\"libc\":[\"musl\"]}");
        JsonNode arm = manifest("{\"name\":\"m\",\"os\":[\"linux\"],\"cpu\":[\"arm64\"],\"libc\":[\"musl\"]}");
        for (NpmClient client : NpmClient.values()) {
            assertThat(PlatformFilter.isAskedFor(musl, GLIBC, client.rules()))
                    .as(client.toString())
                    .isEqualTo(client == NpmClient.YARN_1);
            assertThat(PlatformFilter.isAskedFor(arm, GLIBC, client.rules())).isFalse();
        }
        assertThat(PlatformFilter.isAskedFor(musl, GLIBC, ClientRules.CARRIED)).isTrue();
        assertThat(PlatformFilter.isFor(musl, GLIBC)).isFalse();
    }

    @Test
    void yarn4AsksForFseventsOnEverySystem() {
        JsonNode fsevents = manifest("{\"name\":\"fsevents\",\"os\":[\"darwin\"]}");
        for (NpmClient client : NpmClient.values()) {
            assertThat(PlatformFilter.isAskedFor(fsevents, GLIBC, client.rules()))
                    .as(client.toString())
                    .isEqualTo(client == NpmClient.YARN_4);
        }
    }

    /** The versions 1.0.0, 1.1.0, 1.2.0 (for another Node), 1.3.0 (deprecated), and 2.0.0. */
    @ParameterizedTest
    @CsvSource({
        "NPM_12, 2.0.0, 1.1.0", "PNPM_10, 2.0.0, 1.2.0", "YARN_1, 2.0.0, 1.3.0", "YARN_4, 2.0.0, 1.2.0",
        "BUN_1, 2.0.0, 1.2.0", "NPM_12, 1.0.0, 1.0.0", "PNPM_10, 1.0.0, 1.0.0", "YARN_1, 1.0.0, 1.0.0",
        "YARN_4, 1.0.0, 1.2.0", "BUN_1, 1.0.0, 1.0.0"
    })
    void eachTakesTheVersionThatItTook(NpmClient client, String latest, String taken) {
        Map<String, VersionPick.Candidate> versions = Map.of(
                "1.0.0", new VersionPick.Candidate("1.0.0", false, ""),
                "1.1.0", new VersionPick.Candidate("1.1.0", false, ""),
                "1.2.0", new VersionPick.Candidate("1.2.0", false, ">=99"),
                "1.3.0", new VersionPick.Candidate("1.3.0", true, ""),
                "2.0.0", new VersionPick.Candidate("2.0.0", false, ""));
        Target target = new Target("linux", "x64", "glibc", Map.of("node", List.of("22")));
        for (VersionPick.Chooser chooser : VersionPick.Chooser.of(target, client.rules())) {
            assertThat(VersionPick.pick(Map.of("latest", latest), versions, "^1", chooser))
                    .contains(taken);
        }
    }

    @Test
    void clientsThatBehaveAlikeAreNamedTogether() {
        assertThat(NpmClient.names(List.of(NpmClient.YARN_4, NpmClient.YARN_1))).isEqualTo("yarn 1 and yarn 4");
        assertThat(NpmClient.names(List.of(NpmClient.NPM_10, NpmClient.NPM_11, NpmClient.NPM_12, NpmClient.BUN_1)))
                .isEqualTo("npm 10 to 12 and bun 1");
        assertThat(NpmClient.names(List.of(NpmClient.values())))
                .isEqualTo("npm 10 to 12, pnpm 9 to 12, yarn 1, yarn 4 and bun 1");
    }
}
