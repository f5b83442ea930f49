package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import mockwebserver3.MockResponse;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot be had holds back what needs it and nothing else: outages, refusals, bad bytes, optional dependencies.
 */
class HoldingBackTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private final AtomicInteger resolutions = new AtomicInteger();

    @AfterEach
    void close() {
        registry.close();
    }

    private void packages(String... names) {
        for (String name : names) {
            registry.version(name, "1.0.0").publish();
        }
    }

    private static MockResponse answer(int status, String type, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", type)
                .body(body)
                .build();
    }

    private void file(String path, String content) {
        try {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.writeString(folder.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExportReport export(String npm, ExportRequest.Options options) throws IOException {
        ExportFixture fixture = new ExportFixture(folder, registry, counting());
        return fixture.export(fixture.wanted(npm, "targets: [{os: linux, arch: x64}]\n"), options);
    }

    private ExportReport export(String npm) throws IOException {
        return export(npm, ExportRequest.Options.NONE);
    }

    /** The ecosystems, with npm's resolutions counted. */
    private Ecosystems counting() {
        return new Ecosystems(Ecosystems.ALL.all().stream()
                .map(ecosystem -> ecosystem.section().equals("npm") ? counted(ecosystem) : ecosystem)
                .toList());
    }

    private Ecosystem counted(Ecosystem npm) {
        return npm.with(npm.online().with(context -> {
            Resolver.Resolution resolution = npm.online().resolver().begin(context);
            return new Resolver.Resolution() {
                @Override
                public Closure resolve(List<Requirement> requirements, Unavailable unavailable) {
                    resolutions.incrementAndGet();
                    return resolution.resolve(requirements, unavailable);
                }
            };
        }));
    }

    private static String held(ExportReport report) {
        return report.heldBack().stream()
                .map(held -> held.requirement().text() + ": "
                        + held.problems().stream()
                                .map(problem -> problem.code().id() + " " + problem.sentence() + problem.hints())
                                .toList())
                .collect(Collectors.joining("\n"));
    }

    private static List<String> carried(ExportReport report) throws IOException {
        Path file = report.bundle().orElseThrow().folder().resolve("inventory.jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("{\"artifact\":\"pkg:npm/"))
                    .map(line -> line.replaceAll("^.{21}([^\"]*)\".*", "$1"))
                    .toList();
        }
    }

    @Test
    void oneBadRequirementOfManyCostsNoFurtherResolution() throws IOException {
        String[] names = IntStream.range(0, 40).mapToObj(i -> "p" + i).toArray(String[]::new);
        packages(names);
        ExportReport report = export(String.join(", ", names) + ", gone");
        assertThat(carried(report)).hasSize(40);
        assertThat(held(report)).startsWith("gone: [resolve/package-unknown");
        assertThat(resolutions).hasValue(1);
    }

    @Test
    void oneWrongDigestMoreCostsOneFurtherResolution() throws IOException {
        String[] names = IntStream.range(0, 40).mapToObj(i -> "p" + i).toArray(String[]::new);
        packages(names);
        registry.version("user", "1.0.0").needs("p7", "^1").publish();
        registry.corrupt("/p7/-/p7-1.0.0.tgz", "other bytes".getBytes(StandardCharsets.UTF_8));
        ExportReport report = export(String.join(", ", names) + ", gone, user");
        assertThat(carried(report)).hasSize(39).doesNotContain("p7@1.0.0", "user@1.0.0");
        assertThat(held(report)).contains("p7: [transport/wrong-digest", "user: [transport/wrong-digest", "gone: [");
        assertThat(report.heldBack()).hasSize(3);
        assertThat(resolutions).hasValue(2);
    }

    @Test
    void aPackageThatIsRefusedHoldsBackItsDependantsWithTheReasonOfTheUpstream() throws IOException {
        packages("blocked", "fine");
        registry.version("user", "1.0.0").needs("blocked", "^1").publish();
        registry.change(
                "/blocked", answer -> answer(403, "application/json", "{\"error\":\"blocked by policy P-17\"}"));
        ExportReport report = export("user, fine");
        assertThat(carried(report)).containsExactly("fine@1.0.0");
        assertThat(held(report))
                .startsWith("user: [transport/refused")
                .contains("403", "blocked by policy P-17", "pkg:npm/user@1.0.0 dependencies blocked@^1");
        assertThat(report.heldBack()).hasSize(1);
    }

    @Test
    void whatWasShippedStaysWhereItIsRefusedLater() throws IOException {
        packages("blocked", "fine");
        export("blocked, fine");
        registry.version("fine", "1.1.0").publish();
        registry.change("/blocked", answer -> answer(451, "text/plain", "for legal reasons"));
        ExportReport report = export("blocked, fine");
        assertThat(carried(report)).containsExactly("blocked@1.0.0", "fine@1.0.0", "fine@1.1.0");
        assertThat(held(report)).contains("451", "for legal reasons");
    }

    @Test
    void aTarballThatIsRefusedHoldsBackWhatNeedsIt() throws IOException {
        packages("legal", "fine");
        registry.version("user", "1.0.0").needs("legal", "^1").publish();
        registry.change("/legal/-/legal-1.0.0.tgz", answer -> answer(451, "text/plain", "not in your country"));
        ExportReport report = export("user, fine");
        assertThat(carried(report)).containsExactly("fine@1.0.0");
        assertThat(held(report)).contains("user: [transport/refused", "451", "not in your country");
    }

    @Test
    void aLimitThatOutlastsAnExportSaysWhenToTryAgain() throws IOException {
        packages("much", "fine");
        registry.change("/much", answer -> answer(429, "text/plain", "slow down")
                .newBuilder()
                .addHeader("Retry-After", "7200")
                .build());
        ExportReport report = export("much, fine");
        assertThat(carried(report)).containsExactly("fine@1.0.0");
        assertThat(held(report)).contains("transport/rate-limited", "429", "slow down", "2 hours");
    }

    @Test
    void anOptionalDependencyThatIsRefusedIsLeftOutWithWhatNeedsIt() throws IOException {
        packages("blocked", "lib");
        registry.version("native", "1.0.0")
                .needs("lib", "^1")
                .needs("blocked", "^1")
                .publish();
        registry.version("extra", "1.0.0").publish();
        registry.version("user", "1.0.0")
                .with("optionalDependencies", "{\"native\":\"^1\",\"extra\":\"^1\"}")
                .publish();
        registry.change("/blocked", answer -> answer(403, "application/json", "{\"error\":\"blocked by policy\"}"));
        registry.change("/extra/-/extra-1.0.0.tgz", answer -> answer(403, "text/plain", "no"));
        ExportReport report = export("user");
        assertThat(carried(report)).containsExactly("user@1.0.0");
        assertThat(report.heldBack()).isEmpty();
        assertThat(report.notes())
                .anyMatch(note -> note.contains("blocked by policy") && note.endsWith("(left out)"))
                .anyMatch(note -> note.contains("extra-1.0.0.tgz"));
    }

    @Test
    void whereNothingCanBeHadTheUpstreamsClassIsTheExports() throws IOException {
        packages("one", "two");
        registry.change("/one", answer -> answer(401, "text/plain", "who are you"));
        registry.change("/two", answer -> answer(401, "text/plain", "who are you"));
        ProblemException failed = catchThrowableOfType(ProblemException.class, () -> export("one, two"));
        assertThat(failed.exitClass()).isEqualTo(ExitClass.CREDENTIALS);
        assertThat(failed.problems()).hasSize(2);
        packages("three");
        assertThat(held(export("one, three"))).contains("one: [transport/credentials-needed");
    }

    @Test
    void strictFailsWhereSomethingIsRefused() {
        packages("blocked", "fine");
        registry.change("/blocked", answer -> answer(403, "text/plain", "no"));
        assertThatThrownBy(() -> export("blocked, fine", new ExportRequest.Options(true, false, false, false)))
                .hasMessageContaining("403");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aLockfileShipsWhereOnlyTheNewestVersionsNeedWhatIsNotThere() throws IOException {
        registry.version("b", "1.0.0").publish();
        registry.version("b", "1.1.0").needs("uncurated", "^1").publish();
        registry.version("a", "1.0.0").needs("b", "^1").publish();
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file(
                "app/package-lock.json",
                "{\"lockfileVersion\":3,\"packages\":{\"\":{},\"node_modules/a\":{\"version\":\"1.0.0\"},"
                        + "\"node_modules/b\":{\"version\":\"1.0.0\"}}}");
        ExportReport report = export("project: app");
        assertThat(carried(report)).containsExactly("a@1.0.0", "b@1.0.0");
        assertThat(held(report))
                .startsWith("project: app: [resolve/package-unknown")
                .contains("uncurated");
        assertThat(report.heldBack()).hasSize(1);
    }

    @Test
    void aProjectShipsFreshWhereItsLockfilePinsWhatIsNotThere() throws IOException {
        registry.version("a", "1.1.0").publish();
        file("app/package.json", "{\"dependencies\":{\"a\":\"^1\"}}");
        file(
                "app/package-lock.json",
                "{\"lockfileVersion\":3,\"packages\":{\"\":{},\"node_modules/a\":{\"version\":\"1.0.0\"}}}");
        ExportReport report = export("project: app");
        assertThat(carried(report)).containsExactly("a@1.1.0");
        assertThat(held(report))
                .startsWith("project: app (package-lock.json): [")
                .contains("fits `1.0.0`");
    }

    @Test
    void theHostsThatAProjectLeadsToAreKnownBeforeAnyIsAsked() throws IOException {
        file(
                "app/package.json",
                "{\"dependencies\":{\"a\":\"^1\",\"b\":\"https://files.test/b.tgz\",\"c\":\"git+https://git.test:8443/u/c.git\","
                        + "\"d\":\"npm:a@1\",\"e\":\"file:../e\"}}");
        ExportFixture fixture = new ExportFixture(folder, registry, counting());
        assertThat(fixture.wanted("project: app", "").requirements().of("npm"))
                .singleElement()
                .satisfies(project -> assertThat(project.linkedHosts()).containsExactly("files.test", "git.test:8443"));
    }
}
