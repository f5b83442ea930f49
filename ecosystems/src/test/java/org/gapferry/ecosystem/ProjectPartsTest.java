package org.gapferry.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each ecosystem knows the files of its own projects; whoever needs one asks it. */
class ProjectPartsTest {
    @TempDir
    private Path folder;

    private Requirement project(String runtime) throws IOException {
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: a\nruntime: " + runtime + "\n");
        return Requirements.ofProject("project: a", "m.yaml:1:1", folder, Ecosystems.ALL)
                .of("pulumi")
                .get(0);
    }

    private List<Path> documentsOfParts(Requirement requirement) {
        return Ecosystems.ALL.parts(requirement).stream()
                .flatMap(part -> part.documents().stream())
                .distinct()
                .toList();
    }

    @Test
    void theFilesOfAPartAreThoseThatItsEcosystemReads() throws IOException {
        Requirement project = project("nodejs");
        Files.writeString(folder.resolve("package.json"), "{\"workspaces\":[\"w\"]}");
        Files.writeString(folder.resolve("package-lock.json"), "{\"lockfileVersion\":3,\"packages\":{}}");
        Files.createDirectory(folder.resolve("w"));
        Files.writeString(folder.resolve("w/package.json"), "{\"name\":\"w\"}");
        Files.createFile(folder.resolve("requirements.txt"));
        assertThat(project.documents()).containsExactly(folder.resolve("Pulumi.yaml"));
        assertThat(documentsOfParts(project))
                .containsExactly(
                        folder.resolve("package.json"),
                        folder.resolve("w/package.json"),
                        folder.resolve("package-lock.json"));
    }

    @Test
    void aPartThatIsNotThereOrNotSupportedIsToldByName() throws IOException {
        for (String runtime : List.of("nodejs", "python", "go", "dotnet", "java")) {
            Requirement project = project(runtime);
            assertThat(Ecosystems.ALL.parts(project)).isEmpty();
            DerivedRequirement part = project.parts().get(0);
            assertThat(Ecosystems.ALL
                            .understand(part, part.text(), part.reason())
                            .notCarried())
                    .as(runtime)
                    .get()
                    .extracting(Problem::sentence)
                    .asString()
                    .contains("Pulumi.yaml has the runtime " + runtime)
                    .contains(
                            runtime.equals("nodejs")
                                    ? "the folder has no package.json"
                                    : "the ecosystem `" + part.ecosystem() + "` is not supported");
        }
    }

    @Test
    void aDocumentThatCannotBeReadHasNoParts() throws IOException {
        Requirement project = project("nodejs");
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: [");
        assertThat(Ecosystems.ALL.parts(project)).isEmpty();
    }

    @Test
    void everyEcosystemNamesTheFilesOfItsProjects() throws IOException {
        for (Ecosystem ecosystem : Ecosystems.ALL.all()) {
            for (String file : ecosystem.online().requirements().projectFiles()) {
                Path project = Files.createTempDirectory(folder, "project");
                assertThat(ecosystem.online().requirements().project("p", "here", project))
                        .isEmpty();
                Files.writeString(project.resolve(file), "{}");
                assertThat(ecosystem.online().requirements().project("p", "here", project))
                        .as(file)
                        .isNotEmpty();
            }
        }
        assertThat(Ecosystems.ALL.projectFiles()).contains("package.json", "Pulumi.yaml");
    }
}
