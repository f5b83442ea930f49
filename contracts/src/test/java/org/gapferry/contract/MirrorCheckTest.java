package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.MirrorCheck;
import org.gapferry.manifest.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An install check goes on with what clients would ask other ecosystems for. */
class MirrorCheckTest {
    private static final List<Target> TARGETS =
            List.of(new Target("linux", "x64", "glibc", Map.of()), new Target("windows", "x64", "", Map.of()));

    @TempDir
    private Path project;

    private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();

    @BeforeEach
    void writeProject() throws IOException {
        Files.writeString(project.resolve("Pulumi.yaml"), "name: p\nruntime: nodejs\n");
        Files.writeString(project.resolve("package.json"), "{\"dependencies\":{\"dep\":\"^1\"}}");
    }

    /** What is said of the Pulumi part of the project over an empty mirror. */
    private List<Problem> check(Predicate<DerivedRequirement> followed) {
        Requirements requirements = Requirements.NONE.with(
                "pulumi",
                Requirements.ofProject("project: p", "here", project, Ecosystems.ALL)
                        .of("pulumi"));
        try (Tasks tasks = new Tasks(2)) {
            return new MirrorCheck(Ecosystems.ALL, new HeldCatalog(), tasks, answers::put)
                    .check(requirements, TARGETS, List.of(), followed);
        }
    }

    @Test
    void whatARequirementImpliesInAnyEcosystemIsCheckedOnEachTarget() {
        assertThat(check(derived -> true))
                .extracting(Problem::sentence)
                .anyMatch(sentence -> sentence.contains("on linux-x64-glibc would fail: `dep` is not known"))
                .anyMatch(sentence -> sentence.contains("on windows-x64 would fail: `dep` is not known"))
                .anyMatch(sentence -> sentence.contains("cli: latest"))
                .doesNotHaveDuplicates();
        assertThat(answers).containsEntry("/npm/dep", 404).containsEntry("/pulumi/latest-version", 404);
    }

    @Test
    void onlyWhatIsToBeFollowedIsChecked() {
        assertThat(check(derived -> false)).isEmpty();
        assertThat(answers).isEmpty();
        assertThat(check(derived -> derived.ecosystem().equals("npm"))).isNotEmpty();
        assertThat(answers).containsOnlyKeys("/npm/dep");
    }

    @Test
    void whatNoKnownEcosystemCanBeAskedForIsToldOnce() throws IOException {
        Files.writeString(project.resolve("Pulumi.yaml"), "name: p\nruntime: go\n");
        assertThat(check(derived -> derived.ecosystem().equals("go")))
                .singleElement()
                .extracting(Problem::sentence)
                .asString()
                .contains("Pulumi.yaml has the runtime go", "the ecosystem `go` is not supported");
    }
}
