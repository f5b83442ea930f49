package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.npm.model.NpmClient;
import org.gapferry.ecosystem.npm.project.LockfileFormat;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.MirrorCheck;
import org.gapferry.manifest.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A package that a mirror lacks is named for each lockfile, with the managers whose install would fail. */
class MissingPackageTest {
    private static final List<Target> TARGETS =
            List.of(new Target("linux", "x64", "glibc", Map.of("node", List.of("22"))));

    @TempDir
    private Path project;

    static List<PinnedProject> projects() {
        return PinnedProject.ALL;
    }

    private static Coordinates npm(String name, String version) {
        int slash = name.indexOf('/');
        return new Coordinates("npm", slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1), version);
    }

    private static HeldCatalog complete() {
        HeldCatalog state = new HeldCatalog();
        for (String name : PinnedProject.NAMES) {
            for (String version : List.of(PinnedProject.PINNED, PinnedProject.FRESH)) {
                state.artifact(npm(name, version), name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz")
                        .document(
                                npm(name, version),
                                "manifest",
                                "{\"name\":\"" + name + "\",\"version\":\"" + version
                                        + "\",\"dist\":{\"tarball\":\"https://up.test/x.tgz\",\"integrity\":\"sha512-"
                                        + "A".repeat(86) + "==\"}}");
            }
            state.tag(npm(name, ""), "tag/latest", PinnedProject.FRESH);
        }
        return state;
    }

    private List<String> check(HeldCatalog state) {
        try (Tasks tasks = new Tasks(2)) {
            return new MirrorCheck(Ecosystems.ALL, state, tasks)
                            .check(
                                    Requirements.ofProject("project: p", "here", project, Ecosystems.ALL),
                                    TARGETS,
                                    List.of(),
                                    derived -> true)
                            .stream()
                            .map(Problem::sentence)
                            .toList();
        }
    }

    private static boolean isOf(InventoryLine line, String name) {
        return line instanceof Artifact artifact
                        && artifact.coordinates().at("").equals(npm(name, ""))
                || line instanceof Pointer pointer && pointer.owner().at("").equals(npm(name, ""));
    }

    private static HeldCatalog withoutPackage(String name) {
        HeldCatalog state = complete();
        for (InventoryLine line : state.lines()) {
            state = isOf(line, name) ? state.without(line) : state;
        }
        return state;
    }

    private static Artifact artifact(String name, String version) {
        return complete().lines().stream()
                .filter(Artifact.class::isInstance)
                .map(Artifact.class::cast)
                .filter(one -> one.coordinates().equals(npm(name, version)))
                .findFirst()
                .orElseThrow();
    }

    private static HeldCatalog withoutVersion(String name, String version) {
        return complete().without(artifact(name, version));
    }

    private static HeldCatalog withoutArchive(String name, String version) {
        HeldCatalog state = withoutVersion(name, version);
        state.hold(new Artifact(npm(name, version), artifact(name, version).metadata(), List.of()));
        return state;
    }

    @ParameterizedTest
    @MethodSource("projects")
    void whatALockfilePinsAndIsMissingIsNamedWithItsManagers(PinnedProject pinned) throws IOException {
        pinned.write(project);
        assertThat(check(complete())).isEmpty();
        String lockfile = "project: p (" + pinned.format().file() + ")";
        for (String name : PinnedProject.NAMES) {
            for (HeldCatalog state :
                    List.of(withoutVersion(name, PinnedProject.PINNED), withoutArchive(name, PinnedProject.PINNED))) {
                assertThat(check(state)).as(name).isNotEmpty().allSatisfy(sentence -> assertThat(sentence)
                        .contains(name, PinnedProject.PINNED, "with " + pinned.clients() + " on linux-x64-glibc"));
            }
            assertThat(check(withoutVersion(name, PinnedProject.PINNED)))
                    .as(name)
                    .allSatisfy(sentence -> assertThat(sentence).contains(lockfile));
            assertThat(check(withoutPackage(name)))
                    .as("all of %s", name)
                    .anySatisfy(sentence -> assertThat(sentence).contains(lockfile, name, pinned.clients()))
                    .anySatisfy(sentence -> assertThat(sentence).contains(name, "an install on linux-x64-glibc"));
            assertThat(check(withoutArchive(name, PinnedProject.FRESH)))
                    .as("the archive of a fresh install of %s", name)
                    .singleElement()
                    .satisfies(sentence -> assertThat(sentence)
                            .contains(name + "@" + PinnedProject.FRESH, "an install on linux-x64-glibc"));
        }
    }

    @Test
    void whatAFreshInstallTakesAndIsMissingIsNamedForEveryManager() throws IOException {
        PinnedProject.writeFresh(project);
        assertThat(check(complete())).isEmpty();
        for (String name : PinnedProject.NAMES) {
            for (HeldCatalog state : List.of(
                    withoutPackage(name),
                    withoutVersion(name, PinnedProject.FRESH),
                    withoutArchive(name, PinnedProject.FRESH))) {
                assertThat(check(state)).as(name).singleElement().satisfies(sentence -> assertThat(sentence)
                        .contains(name, "an install on linux-x64-glibc"));
            }
            assertThat(check(withoutVersion(name, PinnedProject.PINNED))).isEmpty();
        }
    }

    @Test
    void everyLockfileAndEveryManagerIsTried() throws IOException {
        assertThat(PinnedProject.ALL.stream().map(PinnedProject::format).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(LockfileFormat.BUN_BINARY_LOCK)));
        Set<String> named =
                PinnedProject.ALL.stream().map(PinnedProject::clients).collect(Collectors.toSet());
        Set<String> expected = Stream.of(LockfileFormat.values())
                .map(format -> NpmClient.names(Stream.of(NpmClient.values())
                        .filter(client -> client.rules().reads(format.product(), Set.of()))
                        .toList()))
                .collect(Collectors.toSet());
        assertThat(named).containsAll(expected);
        assertThat(NpmClient.names(List.of(NpmClient.values())))
                .isEqualTo("npm 10 to 12, pnpm 9 to 12, yarn 1, yarn 4 and bun 1");
        Files.writeString(project.resolve("bun.lockb"), "#!/usr/bin/env bun\n");
        assertThatThrownBy(() -> LockfileFormat.BUN_BINARY_LOCK.read(project))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("bun.lockb");
    }
}
