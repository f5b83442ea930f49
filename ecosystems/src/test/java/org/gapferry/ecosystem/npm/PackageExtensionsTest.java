package org.gapferry.ecosystem.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.gapferry.ecosystem.npm.model.NpmClient;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.PackageExtensions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of what pnpm and yarn 4 add is read from its script, and nothing of the script is run. */
class PackageExtensionsTest {
    private static final String SCRIPT =
            """
            "use strict";
            // comments, with a quote ' and a bracket [
            Object.defineProperty(exports, "__esModule", { value: true });
            exports.packageExtensions = void 0;
            const perhaps = {
                optional: true,
            };
            exports.packageExtensions = [
                // a note on a, b
                [`a@<2`, {
                        dependencies: { [`added`]: `^1.0.0`, 'other': "*", },
                        peerDependencies: { [`peer`]: `^3`, [`may`]: `*`, "@s/own": `1` },
                        peerDependenciesMeta: { may: perhaps },
                    }],
                /* another
                   note */
                ['@scope/b@1.x || 3.0.0-rc.1', { dependencies: { x: '1' } }],
                ...[
                    `c@*`,
                    `d@^1`,
                ].map(descriptor => [
                    descriptor,
                    { dependencies: { 'shared': `^7.14.8` } },
                ]),
                [computed(`e@*`, ")]"), { dependencies: { y: '1' } }],
                [`f@*`, { dependencies: { z: `1` } }],
            ];
            """;

    private static List<String> added(String script, String name, String version, String manifest) {
        return PackageExtensions.read(script)
                .orElseThrow()
                .of(name, version, NpmJson.read(manifest.getBytes(StandardCharsets.UTF_8)))
                .stream()
                .map(addition -> addition.name() + "@" + addition.text() + " by " + NpmClient.names(addition.clients()))
                .toList();
    }

    @Test
    void dependenciesAreAddedByBothAndPeersThatAreNotOptionalByPnpm() {
        assertThat(added(SCRIPT, "a", "1.9.0", "{}"))
                .containsExactly(
                        "added@^1.0.0 by pnpm 9 to 12 and yarn 4",
                        "other@* by pnpm 9 to 12 and yarn 4",
                        "@s/own@1 by pnpm 9 to 12",
                        "peer@^3 by pnpm 9 to 12");
        assertThat(added(SCRIPT, "a", "2.0.0", "{}")).isEmpty();
        assertThat(added(SCRIPT, "@scope/b", "3.0.0-rc.1", "{}")).containsExactly("x@1 by pnpm 9 to 12 and yarn 4");
        assertThat(added(SCRIPT, "unknown", "1.0.0", "{}")).isEmpty();
    }

    @Test
    void whatTheManifestHasIsNotAdded() {
        assertThat(added(
                        SCRIPT,
                        "a",
                        "1.0.0",
                        "{\"dependencies\":{\"added\":\"2\"},\"optionalDependencies\":{\"other\":\"2\"},"
                                + "\"peerDependencies\":{\"peer\":\"2\",\"@s/own\":\"2\"}}"))
                .isEmpty();
    }

    @Test
    void aListThatIsSpreadAndMappedIsRead() {
        for (String name : List.of("c", "d")) {
            assertThat(added(SCRIPT, name, "1.2.0", "{}"))
                    .as(name)
                    .containsExactly("shared@^7.14.8 by pnpm 9 to 12 and yarn 4");
        }
    }

    @Test
    void whatIsNotALiteralIsLeftOutAndCounted() {
        assertThat(PackageExtensions.read(SCRIPT).orElseThrow().skipped()).isEqualTo(1);
        assertThat(added(SCRIPT, "f", "1.0.0", "{}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exports.other = [];", "packageExtensions = void 0;", "packageExtensions = 'a@*'"})
    void aScriptWithoutTheListHasNone(String script) {
        assertThat(PackageExtensions.read(script)).isEmpty();
    }

    @Test
    void aMinifiedListIsRead() {
        assertThat(added(
                        "t.packageExtensions=[['a@*',{dependencies:{b:'1'}}],['c@*',{dependencies:{d:'1'}}]];",
                        "c",
                        "1.0.0",
                        "{}"))
                .containsExactly("d@1 by pnpm 9 to 12 and yarn 4");
    }

    @Test
    void nestingAndRepetitionAreBounded() {
        String deep = "packageExtensions = [" + "[".repeat(100_000);
        assertThat(PackageExtensions.read(deep).orElseThrow().skipped()).isPositive();
        String wide = "packageExtensions = [...[" + "'a',".repeat(1000) + "].map(x => [" + "'b',".repeat(1000)
                + "].map(y => [x, y])), ['a@*', {dependencies: {b: '1'}}]]";
        assertThat(PackageExtensions.read(wide).orElseThrow().skipped()).isPositive();
    }

    @Test
    void aDamagedScriptIsReadToItsEndWithoutFailing() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            StringBuilder damaged = new StringBuilder(SCRIPT);
            for (int change = random.nextInt(1, 8); change > 0; change--) {
                int at = random.nextInt(Math.max(1, damaged.length() - 1));
                switch (random.nextInt(3)) {
                    case 0 -> damaged.delete(at, at + 1);
                    case 1 -> damaged.insert(at, "[]{}()`'\",:.\\/*=>".charAt(random.nextInt(17)));
                    default -> damaged.setLength(Math.max(1, at));
                }
            }
            PackageExtensions.read(damaged.toString())
                    .ifPresent(list -> assertThat(list.skipped()).isNotNegative());
        }
    }
}
