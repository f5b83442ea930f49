package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which registry is asked for which name, where a manifest has rules. */
class UpstreamRulesTest {
    @TempDir
    Path folder;

    private final FakeNpmRegistry first = new FakeNpmRegistry();
    private final FakeNpmRegistry second = new FakeNpmRegistry();
    private final FakeNpmRegistry team = new FakeNpmRegistry();

    @BeforeEach
    void publish() {
        first.version("a", "1.0.0").publish();
        second.version("a", "9.0.0").publish();
        second.version("b", "1.0.0").publish();
        second.version("@team/secret", "9.0.0").publish();
        team.version("@team/secret", "1.0.0").publish();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        team.close();
    }

    private ExportReport export(String lines) throws IOException {
        ExportFixture fixture = new ExportFixture(folder, first, Ecosystems.ALL);
        return fixture.export(fixture.manifest(lines));
    }

    @Test
    void aFallbackIsAskedOnlyForWhatTheFirstDoesNotKnow() throws IOException {
        ExportReport report = export("npm: [a, b]\nupstreams:\n  npm:\n    - {url: \"" + first.url()
                + "\"}\n    - {url: \"" + second.url() + "\", fallback: true}\n");
        assertThat(report.heldBack()).isEmpty();
        assertThat(first.requests()).contains("GET /a", "GET /b");
        assertThat(second.requests()).contains("GET /b").noneMatch(request -> request.contains("/a"));
    }

    @Test
    void theNamesOfAScopeAreAskedAtItsRegistryOnly() throws IOException {
        ExportReport report = export("npm: [a, \"@team/secret\"]\nupstreams: {npm: {\"@team\": \"" + team.url()
                + "\", \"*\": \"" + second.url() + "\"}}\n");
        assertThat(report.heldBack()).isEmpty();
        assertThat(team.requests()).anyMatch(request -> request.contains("secret"));
        assertThat(second.requests()).noneMatch(request -> request.contains("secret"));
    }

    @Test
    void aPackageThatTheRegistryOfItsScopeLacksIsNotAskedElsewhere() throws IOException {
        ExportReport report = export("npm: [a, \"@team/other\"]\nupstreams: {npm: {\"@team\": \"" + team.url()
                + "\", \"*\": \"" + second.url() + "\"}}\n");
        assertThat(report.heldBack()).hasSize(1);
        assertThat(second.requests()).noneMatch(request -> request.contains("other"));
    }

    @Test
    void whatIsNotAScopeIsRefusedWithItsPlace() {
        ProblemException refused = catchThrowableOfType(
                ProblemException.class,
                () -> export("npm: [a]\nupstreams: {npm: {team: \"" + first.url() + "\", \"*\": \"" + first.url()
                        + "\"}}\n"));
        assertThat(refused.problems())
                .extracting(problem -> problem.what())
                .isEqualTo(List.of("`team` is not a scope of `npm`"));
        assertThat(refused.first().where()).contains("gapferry.yaml:4:");
        assertThat(refused.first().hints()).singleElement().asString().contains("@team");
    }
}
