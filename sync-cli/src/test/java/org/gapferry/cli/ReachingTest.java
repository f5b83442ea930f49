package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HeldCertificate;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line says of the way to upstreams: credentials, limits, and what a doctor finds. */
class ReachingTest {
    private static final String SECRET = "s3cr3t-s3cr3t";

    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    private Program locked() {
        registry.version("a", "1.0.0").publish();
        registry.change(
                "/a",
                answer -> registry.authorization().equals("Bearer " + SECRET)
                        ? answer
                        : new MockResponse.Builder().code(401).build());
        Program program = new Program(folder);
        program.setUp();
        program.manifest("version: 1\nname: test\nnpm: [a]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        return program;
    }

    private Path credentials(String yaml, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("credentials.yaml"), yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private void assertNothingTellsTheSecret(Program.Ended ended) throws IOException {
        assertThat(ended.out() + ended.err()).doesNotContain(SECRET);
        try (var files = Files.walk(folder)) {
            List<Path> all = files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("credentials.yaml") && !file.endsWith(".npmrc"))
                    .toList();
            for (Path file : all) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
    }

    @Test
    void credentialsOfAFileAreSentAndToldNowhere() throws Exception {
        Program program = locked();
        Program.Ended refused = program.export();
        assertThat(refused.exit()).isEqualTo(6);
        assertThat(refused.err()).contains("--credentials FILE", "GAPFERRY_TOKEN_127_0_0_1");
        program.with("REGISTRY_TOKEN", SECRET);
        Path file =
                credentials("\"" + registry.url().getAuthority() + "\": {token: \"${REGISTRY_TOKEN}\"}\n", "rw-------");
        Program.Ended done = program.export("--credentials", file);
        assertThat(done.exit()).as(done.err()).isZero();
        assertNothingTellsTheSecret(done);
    }

    @Test
    void credentialsOfNpmsOwnFileAreSent() throws Exception {
        Program program = locked();
        Files.writeString(
                folder.resolve(".npmrc"), "//" + registry.url().getAuthority() + "/:_authToken=" + SECRET + "\n");
        Program.Ended done = program.export();
        assertThat(done.exit()).as(done.err()).isZero();
        assertNothingTellsTheSecret(done);
    }

    @Test
    void anAuthorityThatIsOutOfDateIsSaid() throws Exception {
        Program program = locked().with("GAPFERRY_TOKEN_127_0_0_1", SECRET);
        Path over = Files.writeString(
                folder.resolve("over.pem"),
                new HeldCertificate.Builder()
                        .commonName("proxy.test")
                        .certificateAuthority(0)
                        .validityInterval(1_000_000_000_000L, 1_000_000_001_000L)
                        .build()
                        .certificatePem());
        Program.Ended done = program.export("--ca", over);
        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.err()).contains("--ca: the certificate has expired: CN=proxy.test, valid from 2001-09-09");
    }

    @Test
    void credentialsOfAVariableAreSent() throws Exception {
        Program program = locked().with("GAPFERRY_TOKEN_127_0_0_1", SECRET);
        Program.Ended done = program.export();
        assertThat(done.exit()).as(done.err()).isZero();
        assertNothingTellsTheSecret(done);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.test: {tokn: x}|did you mean `token`",
                "a.test: x|expected a mapping with the credentials of a host",
                "\"a b\": {token: x}|",
                "[a]|expected a mapping of hosts to credentials",
                "a.test: {token: \"${ABSENT_VARIABLE}\"}|the variable ABSENT_VARIABLE is not set",
                "a.test: {client-cert: c.pem}|must be given together"
            })
    void aFileThatHoldsNoCredentialsIsToldByItsPlace(String yaml, String words) throws Exception {
        Program program = locked();
        Program.Ended refused = program.export("--credentials", credentials(yaml + "\n", "rw-------"));
        assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err()).contains("credentials.yaml:1").contains(words == null ? "" : words);
    }

    @Test
    void aFileOfCredentialsThatOthersMayReadIsRefused() throws Exception {
        Program.Ended refused = locked().export("--credentials", credentials("a.test: {token: x}\n", "rw-r--r--"));
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("other users of this machine can read the credentials", "chmod 600");
    }

    @Test
    void anExportEndsWhenItsTimeIsUp() throws Exception {
        Program program = locked();
        assertThat(program.export("--time-limit", "soon").err()).contains("invalid duration `soon`");
        registry.change("/a", answer -> answer.newBuilder()
                .headersDelay(3, java.util.concurrent.TimeUnit.SECONDS)
                .build());
        Program.Ended late = program.export("--time-limit", "1s");
        assertThat(late.exit()).isEqualTo(5);
        assertThat(late.err()).contains("the time limit was reached", "--time-limit");
    }

    @Test
    void anAnswerInHtmlInPlaceOfADocumentIsSaid() throws Exception {
        Program program = new Program(folder);
        program.setUp();
        registry.version("a", "1.0.0").publish();
        registry.change("/a", answer -> new MockResponse.Builder()
                .addHeader("Content-Type", "text/html")
                .body("<html><body>Please log in to the site's proxy</body></html>")
                .build());
        program.manifest("version: 1\nname: test\nnpm: [a]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        Program.Ended refused = program.export();
        assertThat(refused.exit()).isIn(3, 5);
        assertThat(refused.err()).contains("HTML").contains("proxy");
    }

    @Test
    void anOutageThatOutlastsAllRetriesHoldsBackOnlyWhatNeedsIt() throws Exception {
        for (String name : List.of("fine", "broken", "late")) {
            registry.version(name, "1.0.0").publish();
        }
        registry.version("user", "1.0.0").needs("broken", "^1").publish();
        registry.change("/broken", answer -> new MockResponse.Builder()
                .code(503)
                .addHeader("Content-Type", "text/plain")
                .body("maintenance until noon")
                .build());
        registry.change("/late/-/late-1.0.0.tgz", answer -> new MockResponse.Builder()
                .code(502)
                .addHeader("Content-Type", "application/json")
                .addHeader("Retry-After", "7200")
                .body("{\"error\": \"the storage is away\"}")
                .build());
        Program program = new Program(folder);
        program.setUp();
        program.manifest(
                "version: 1\nname: test\nnpm: [fine, user, late]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        Program.Ended ended = program.export("--json");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err())
                .containsPattern("export: PARTIAL: .*broken: .*503 \\(maintenance until noon\\)")
                .containsPattern("export: PARTIAL: .*late-1.0.0.tgz: .*502 \\(the storage is away\\); retry in 2 hours")
                .contains("held back: gapferry.yaml:3:13 user", "held back: gapferry.yaml:3:19 late")
                .doesNotContain("held back: gapferry.yaml:3:7 fine");
        assertThat(registry.requests().stream().filter(each -> each.contains("/broken")))
                .as("all retries of the two resolutions at most")
                .hasSizeBetween(3, 6);
        assertThat(ended.out()).contains("\"counts\":{\"artifacts\":1,");
    }

    @Test
    void aDoctorLooksAtEachHostOfAManifest() throws Exception {
        Program program = locked();
        Program.Ended well = program.run("doctor", "--manifest", folder.resolve("gapferry.yaml"));
        assertThat(well.exit()).as(well.err()).isZero();
        assertThat(well.out()).contains(registry.url() + ": name, route, ", ": ok");
        try (MockWebServer down = new MockWebServer()) {
            down.start();
            down.enqueue(new MockResponse.Builder().code(503).build());
            program.manifest(
                    "version: 1\nname: test\nnpm: [a]\nhosts: [\"nobody.invalid\"]\nupstreams: {npm: \"http://127.0.0.1:"
                            + down.getPort() + "/\"}\n");
            Program.Ended ill = program.run("doctor", "--manifest", folder.resolve("gapferry.yaml"), "--json");
            assertThat(ill.exit()).isEqualTo(1);
            assertThat(ill.out())
                    .contains("it answered 503", "nobody.invalid has no address", "\"passed\":[\"name\",\"route\"");
        }
    }

    @Test
    void aDoctorAsksTheMirror() throws Exception {
        Program program = locked();
        try (MockWebServer mirror = new MockWebServer()) {
            mirror.start();
            mirror.enqueue(new MockResponse.Builder()
                    .code(401)
                    .addHeader("WWW-Authenticate", "Bearer realm=\"gapferry\"")
                    .build());
            mirror.enqueue(new MockResponse.Builder().body("{}").build());
            String url = "http://127.0.0.1:" + mirror.getPort();
            Program.Ended refused = program.run("doctor", "npm", "--url", url);
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out()).contains("it answered 401");
            program.run("doctor", "npm", "--url", url);
            mirror.takeRequest();
            assertThat(mirror.takeRequest().getTarget()).isEqualTo("/npm/-/ping");
        }
    }
}
