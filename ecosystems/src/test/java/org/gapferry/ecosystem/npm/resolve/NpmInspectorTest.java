package org.gapferry.ecosystem.npm.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.testkit.Tarball;
import org.junit.jupiter.api.Test;

class NpmInspectorTest {
    private static final String INSTALLS =
            "{\"name\":\"x\",\"version\":\"1.0.0\",\"scripts\":{\"install\":\"node a.js\"}}";

    private static List<Problem> notes(NpmInspector inspector, Tarball archive) throws IOException {
        ResolvedArtifact artifact = new ResolvedArtifact(
                new Coordinates("npm", "", "x", "1.0.0"),
                new ArtifactMetadata("", "", "", List.of()),
                List.of(new SourceFile("x-1.0.0.tgz", URI.create("https://registry.test/x.tgz"), List.of())),
                true);
        return inspector
                .inspect(artifact, file -> new SeekableInMemoryByteChannel(archive.bytes()), CompanionReader.NONE)
                .notes();
    }

    @Test
    void scriptsBeyondTheLimitAreAFindingOfAPackageThatHasInstallScripts() throws IOException {
        Tarball archive = new Tarball()
                .with("package.json", INSTALLS)
                .with("a.js", "1;".repeat(60))
                .with("b.js", "2;");
        assertThat(notes(new NpmInspector(100), archive))
                .extracting(Problem::code)
                .containsExactly(NpmProblem.SCRIPTS_NOT_READ);
        assertThat(notes(new NpmInspector(1000), archive)).isEmpty();
        Tarball plain = new Tarball()
                .with("package.json", "{\"name\":\"x\"}")
                .with("a.js", "1;".repeat(60))
                .with("b.js", "2;");
        assertThat(notes(new NpmInspector(100), plain)).isEmpty();
    }

    @Test
    void aScriptThatIsTooLargeToBeInspectedIsNamed() throws IOException {
        Tarball archive = new Tarball().with("package.json", INSTALLS).with("dist/all.js", "x".repeat((4 << 20) + 1));
        List<Problem> notes = notes(new NpmInspector(), archive);
        assertThat(notes).extracting(Problem::code).containsExactly(NpmProblem.SCRIPT_NOT_READ);
        assertThat(notes.get(0).what()).contains("`dist/all.js`");
    }
}
