package org.gapferry.ecosystem.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.gapferry.ecosystem.Oracle;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.npm.model.VersionPick;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every answer that npm's own libraries gave is ours too. */
class NpmOracleTest {
    private static final Oracle ORACLE = Oracle.of("npm-semver-pick-spec.json");

    static Stream<Arguments> versions() {
        return ORACLE.cases("versions", "input");
    }

    static Stream<Arguments> compare() {
        return ORACLE.cases("compare", "a");
    }

    static Stream<Arguments> ranges() {
        return ORACLE.cases("ranges", "range");
    }

    static Stream<Arguments> picks() {
        return ORACLE.cases("picks", "wanted");
    }

    static Stream<Arguments> specs() {
        return ORACLE.cases("specs", "spec");
    }

    @Test
    void everyTopicOfTheOracleIsTested() {
        ORACLE.hasNoTopicsBut("compare", "picks", "ranges", "sorted", "specs", "versions");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void versionsAreRead(JsonNode node) {
        Optional<Semver> version = Semver.parse(node.get("input").stringValue(), false);
        assertThat(version.map(Semver::toString).orElse(null)).isEqualTo(textOrNull(node, "valid"));
        JsonNode prerelease = node.path("prerelease");
        if (prerelease.isArray()) {
            assertThat(version.orElseThrow().prerelease()).isEqualTo(texts(prerelease));
        } else {
            assertThat(version.filter(Semver::isPrerelease)).isEmpty();
        }
    }

    @Test
    void versionsAreSorted() {
        List<Semver> sorted = texts(ORACLE.topic("sorted")).stream()
                .map(text -> Semver.parse(text, false).orElseThrow())
                .toList();
        assertThat(sorted).hasSizeGreaterThan(100);
        for (long seed = 1; seed <= 5; seed++) {
            List<Semver> shuffled = new ArrayList<>(sorted);
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.sort(Semver::compareWithBuild);
            assertThat(shuffled).as("seed %d", seed).isEqualTo(sorted);
        }
    }

    @ParameterizedTest
    @MethodSource("compare")
    void versionsAreCompared(JsonNode node) {
        Semver a = Semver.parse(node.get("a").stringValue(), false).orElseThrow();
        Semver b = Semver.parse(node.get("b").stringValue(), false).orElseThrow();
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(node.get("sign").intValue());
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void rangesAreRead(JsonNode node) {
        String text = node.get("range").stringValue();
        Optional<SemverRange> strict = SemverRange.parse(text, SemverRange.Mode.STRICT);
        Optional<SemverRange> loose = SemverRange.parse(text, SemverRange.Mode.LOOSE);
        List<String> candidates = texts(node.get("candidates"));
        assertThat(strict.isPresent()).isEqualTo(node.get("valid").booleanValue());
        assertThat(strict.map(range -> range.toString().isEmpty() ? "*" : range.toString())
                        .orElse(null))
                .isEqualTo(textOrNull(node, "normalized"));
        assertThat(satisfied(strict, candidates)).isEqualTo(texts(node.path("satisfied")));
        assertThat(satisfied(loose, candidates)).isEqualTo(texts(node.path("satisfiedLoose")));
        assertThat(strict.flatMap(range -> range.highest(candidates)).orElse(null))
                .isEqualTo(textOrNull(node, "max"));
    }

    private static List<String> satisfied(Optional<SemverRange> range, List<String> candidates) {
        return candidates.stream()
                .filter(candidate ->
                        range.filter(r -> r.isSatisfiedBy(candidate)).isPresent())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("picks")
    void versionsArePicked(JsonNode node) throws IOException, Packument.Malformed {
        Path file = Files.createTempFile("packument", ".json");
        try {
            Files.write(file, NpmJson.MAPPER.writeValueAsBytes(node.get("packument")));
            Packument packument = Packument.read(file);
            Optional<String> picked = VersionPick.pick(
                    packument.tags(),
                    packument.candidates(),
                    node.get("wanted").stringValue(),
                    VersionPick.Chooser.npm(node.get("node").stringValue()));
            assertThat(picked.orElse(null)).isEqualTo(textOrNull(node, "picked"));
            assertThat(picked.isEmpty()).isEqualTo("ETARGET".equals(textOrNull(node, "code")));
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void specsAreRead(JsonNode node) {
        Map<String, String> expected = new LinkedHashMap<>();
        for (String key : List.of("error", "type", "name", "fetchSpec", "escapedName")) {
            expected.put(key, textOrNull(node, key));
        }
        expected.put(
                "registry",
                node.has("registry") ? String.valueOf(node.get("registry").booleanValue()) : null);
        Map<String, String> actual = new LinkedHashMap<>();
        PackageSpec sub = null;
        try {
            PackageSpec spec = PackageSpec.parse(node.get("spec").stringValue());
            sub = spec.alias();
            actual.put("error", null);
            actual.put("type", spec.type().name().toLowerCase(Locale.ROOT));
            actual.put("name", emptyToNull(spec.name()));
            actual.put("fetchSpec", emptyToNull(spec.fetchSpec()));
            actual.put("escapedName", spec.escapedName().orElse(null));
            actual.put("registry", String.valueOf(spec.type().isRegistry()));
        } catch (PackageSpec.Refused e) {
            expected.keySet().forEach(key -> actual.put(key, null));
            actual.put("error", e.code());
        }
        assertThat(actual).isEqualTo(expected);
        assertThat(sub != null).isEqualTo(node.has("sub"));
        if (sub != null) {
            assertThat(sub.name()).isEqualTo(node.at("/sub/name").stringValue());
            assertThat(sub.type().name().toLowerCase(Locale.ROOT))
                    .isEqualTo(node.at("/sub/type").stringValue());
            assertThat(sub.fetchSpec()).isEqualTo(node.at("/sub/fetchSpec").stringValue());
        }
    }

    private static String textOrNull(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value.stringValue();
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        if (array != null) {
            array.forEach(item -> texts.add(item.asString()));
        }
        return texts;
    }
}
