package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.CatalogInMemory;
import org.gapferry.export.ExportProblem;
import org.gapferry.manifest.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InstallingClientsTest {
    private static final Target LINUX = new Target("linux", "x64", "glibc", Map.of("node", List.of("22")));

    private static final Catalog EMPTY = new CatalogInMemory() {
        @Override
        public byte[] document(Blob blob) {
            throw new IllegalArgumentException("not held: " + blob);
        }
    };

    @TempDir
    private Path folder;

    /** A file that is there and whose reading fails, for root as well. */
    private void makeUnreadable(Path file) throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/proc/self/mem"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProjectThatBecomesUnreadableIsToldAndEndsNothing() throws IOException {
        Files.writeString(folder.resolve("package.json"), "{\"name\": \"app\"}");
        Path lockfile = Files.writeString(folder.resolve("package-lock.json"), "{\"lockfileVersion\": 3}");
        Requirements requirements = Requirements.ofProject("project: app", "m.yaml:1:1", folder, Ecosystems.ALL);
        assertThat(requirements.of("npm"))
                .flatExtracting(Requirement::unreadable)
                .isEmpty();
        makeUnreadable(lockfile);
        List<Problem> untried = new InstallingClients(Ecosystems.ALL, Clock.systemUTC())
                .check(requirements, List.of(LINUX, LINUX), EMPTY, blob -> {
                    throw new IOException("nothing is held");
                });
        assertThat(untried).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ExportProblem.CLIENT_NOT_TRIED);
            assertThat(problem.sentence()).contains(lockfile.toString(), "has become unreadable");
        });
    }
}
