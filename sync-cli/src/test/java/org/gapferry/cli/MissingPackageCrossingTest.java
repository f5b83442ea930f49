package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gapferry.contract.PinnedProject;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code verify --project} says which package of a project's lockfile, or of its fresh install, a mirror lacks, before
 * anybody installs.
 */
class MissingPackageCrossingTest {
    private static final String ALL = "nothing";

    /** Stores by the package, or version, that each lacks. */
    private static final Map<String, Path> STORES = new LinkedHashMap<>();

    @TempDir
    private static Path stores;

    @TempDir
    private Path folder;

    static List<PinnedProject> projects() {
        return PinnedProject.ALL;
    }

    @BeforeAll
    static void export() {
        STORES.clear();
        try (FakeNpmRegistry registry = new FakeNpmRegistry()) {
            List<String> versions = new ArrayList<>();
            for (String name : PinnedProject.NAMES) {
                for (String version : List.of(PinnedProject.PINNED, PinnedProject.FRESH)) {
                    registry.version(name, version).publish();
                    versions.add(name + "@" + version);
                }
            }
            List<String> lacking = Stream.of(List.of(ALL), PinnedProject.NAMES, versions)
                    .flatMap(List::stream)
                    .toList();
            for (int i = 0; i < lacking.size(); i++) {
                String lack = lacking.get(i);
                List<String> held = versions.stream()
                        .filter(one -> !one.equals(lack) && !one.startsWith(lack + "@"))
                        .toList();
                assertThat(held).hasSizeLessThanOrEqualTo(versions.size() - (lack.equals(ALL) ? 0 : 1));
                STORES.put(lack, store(stores.resolve("" + i), registry, held));
            }
        }
    }

    private static Path store(Path folder, FakeNpmRegistry registry, List<String> held) {
        assertThat(folder.toFile().mkdir()).isTrue();
        Program program = new Program(folder);
        Path store = program.store(program.setUp());
        program.manifest(
                "version: 1\nname: test\ntargets: [{os: linux, arch: x64, libc: glibc, node: [\"22\"]}]\nupstreams: {npm: \""
                        + registry.url() + "\"}\nnpm: [\"" + String.join("\", \"", held) + "\"]\n");
        Program.Ended exported = program.export();
        assertThat(exported.exit()).as(exported.err()).isZero();
        assertThat(program.run("import", exported.lastLine(), "--store", store).exit())
                .isZero();
        return store;
    }

    private Program.Ended verify(String lack) {
        return new Program(folder)
                .run(
                        "verify",
                        "--project",
                        folder.resolve("app"),
                        "--store",
                        STORES.get(lack),
                        "--target",
                        "linux-x64-glibc");
    }

    private void isComplete(String lack) {
        Program.Ended ended = verify(lack);
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("pass 200 /npm/").doesNotContain("FAIL");
        assertThat(ended.err()).contains("requests would succeed").doesNotContain("would fail");
    }

    private static List<String> failures(Program.Ended ended) {
        assertThat(ended.exit()).as(ended.err()).isEqualTo(1);
        return ended.err().lines().filter(line -> line.contains("would fail")).toList();
    }

    @ParameterizedTest
    @MethodSource("projects")
    void whatALockfilePinsAndIsMissingIsTold(PinnedProject pinned) throws IOException {
        pinned.write(folder.resolve("app"));
        isComplete(ALL);
        for (String name : PinnedProject.NAMES) {
            assertThat(failures(verify(name + "@" + PinnedProject.PINNED)))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line)
                            .contains(
                                    "(" + pinned.format().file() + ")",
                                    "`" + name + "`",
                                    PinnedProject.PINNED,
                                    "with " + pinned.clients() + " on"));
            Program.Ended all = verify(name);
            assertThat(all.out()).contains("FAIL 404 /npm/" + name.replace("/", "%2f"));
            assertThat(failures(all))
                    .anySatisfy(line ->
                            assertThat(line).contains("(" + pinned.format().file() + ")", name, pinned.clients()))
                    .anySatisfy(line -> assertThat(line).contains(name, "an install on"));
        }
    }

    @Test
    void whatAFreshInstallTakesAndIsMissingIsTold() throws IOException {
        PinnedProject.writeFresh(folder.resolve("app"));
        isComplete(ALL);
        for (String name : PinnedProject.NAMES) {
            isComplete(name + "@" + PinnedProject.PINNED);
            for (String lack : List.of(name, name + "@" + PinnedProject.FRESH)) {
                assertThat(failures(verify(lack))).as(lack).singleElement().satisfies(line -> assertThat(line)
                        .contains("`" + name + "`", "an install on"));
            }
        }
    }
}
