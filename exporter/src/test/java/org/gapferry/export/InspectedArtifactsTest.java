package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gapferry.archive.ArchiveProblem;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.pulumi.model.PulumiProblem;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.resolve.Inspector.Inspection;
import org.gapferry.transport.TransportProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was found in an archive is found again, whole, whoever declared the problems in it. */
class InspectedArtifactsTest {
    @TempDir
    private Path folder;

    private final Artifact artifact = new Artifact(
            new Coordinates("npm", "", "a", "1.0.0"), new ArtifactMetadata("", "", "", List.of()), List.of());

    private InspectedArtifacts remembered(String tool) {
        return new InspectedArtifacts(folder, tool, new DeclaredProblems(Ecosystems.ALL));
    }

    @Test
    void problemsOfAnyModuleAndProjectsAreRemembered() {
        Inspection found = new Inspection(
                List.of(
                        DerivedRequirement.ofProject("npm", "project: app", "it is one", folder.resolve("app")),
                        new DerivedRequirement("pulumi", "plugin: resource/x@1.0.0", "needs it", true)),
                List.of("install-script"),
                List.of(
                        NpmProblem.DOWNLOADS_AT_INSTALL.at("a", "downloads a browser"),
                        PulumiProblem.NO_PLUGIN.at("b", "there is no plugin"),
                        ArchiveProblem.LIMIT.at("a", "too large", "a hint"),
                        TransportProblem.TLS_FAILED.at("b", "not trusted")));
        remembered("one").remember(artifact, found);
        assertThat(remembered("one").find(artifact)).contains(found);
        assertThat(remembered("another").find(artifact)).isEqualTo(Optional.empty());
    }
}
