package org.gapferry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("java")
class HttpTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path folder;

    private final MockWebServer server = new MockWebServer();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private Http http;

    @BeforeEach
    void start() throws IOException {
        server.start();
        http = http(List.of(base()), List.of(), new TlsTrust(List.of()));
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private Http http(List<URI> upstreams, List<String> hosts, TlsTrust tls) {
        RetryPolicy retries = new RetryPolicy(
                4,
                Duration.ofMillis(100),
                Duration.ofMillis(400),
                Duration.ofSeconds(60),
                Clock.fixed(NOW, ZoneOffset.UTC),
                pauses::add);
        return new Http(new EgressPolicy(upstreams, hosts), retries, network(tls), 3, "test");
    }

    private static Network network(TlsTrust tls) {
        return new Network(tls, Proxies.NONE, Credentials.NONE, List.of(), Optional.empty());
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getPort() + "/");
    }

    private URI url() {
        return base().resolve("x");
    }

    private Optional<String> get(URI url) {
        return http.get(UpstreamRequest.get(url, "*/*", "x"), Map.of(), response -> response.body()
                .string());
    }

    private static MockResponse answer(int code, String body) {
        return new MockResponse.Builder().code(code).body(body).build();
    }

    private ProblemException fails(URI url) {
        ProblemException failed = catchThrowableOfType(ProblemException.class, () -> get(url));
        assertThat(failed).isNotNull();
        assertThat(failed.first().where()).doesNotContain("secret");
        return failed;
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void transientAnswersAreTriedAgainWithGrowingPauses(int status) {
        for (int i = 0; i < 3; i++) {
            server.enqueue(answer(status, "later"));
        }
        server.enqueue(answer(200, "good"));
        assertThat(get(url())).contains("good");
        assertThat(server.getRequestCount()).isEqualTo(4);
        // okhttp itself sends a request again after the first 408
        assertThat(pauses).hasSizeBetween(status == 408 ? 1 : 3, 3);
        for (int i = 0; i < pauses.size(); i++) {
            assertThat(pauses.get(i)).isLessThanOrEqualTo(Duration.ofMillis(100L << i));
        }
    }

    @Test
    void attemptsEnd() {
        for (int i = 0; i < 5; i++) {
            server.enqueue(answer(503, "down"));
        }
        assertThat(fails(url()).exitClass()).isEqualTo(ExitClass.UPSTREAM);
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    void retryAfterIsObeyedInSecondsAndAsADate() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "7")
                .build());
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", "Sat, 21 Nov 2026 12:00:30 GMT")
                .build());
        server.enqueue(answer(200, "good"));
        assertThat(get(url())).contains("good");
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(30));
    }

    @Test
    void aServerThatAsksForTooLongAPauseIsNotWaitedFor() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "3600")
                .build());
        assertThat(fails(url()).exitClass()).isEqualTo(ExitClass.UPSTREAM);
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 451, 501})
    void definiteErrorsAreNotTriedAgain(int status) {
        server.enqueue(answer(status, "<html>a portal</html>"));
        ProblemException failed = fails(url());
        assertThat(failed.exitClass()).isEqualTo(ExitClass.UPSTREAM);
        assertThat(failed.getMessage()).contains("answered " + status).doesNotContain("portal");
        assertThat(UpstreamFailure.kind(failed.first()))
                .contains(status == 501 ? UpstreamFailure.Kind.OUTAGE : UpstreamFailure.Kind.REFUSAL);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aRefusalTellsItsStatusItsReasonAndWhenToTryAgain() {
        server.enqueue(new MockResponse.Builder()
                .code(403)
                .addHeader("Content-Type", "application/json; charset=utf-8")
                .body("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"x is quarantined:\\n malware\\u001b[31m\"}]}")
                .build());
        UpstreamFailure refused = UpstreamFailure.of(fails(url())).orElseThrow();
        assertThat(refused.kind()).isEqualTo(UpstreamFailure.Kind.REFUSAL);
        assertThat(refused.status()).hasValue(403);
        assertThat(refused.reason()).isEqualTo("x is quarantined: malware [31m");
        assertThat(refused.retryAt()).isEmpty();
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "3000")
                .addHeader("Content-Type", "text/plain")
                .body("slow down. " + "x".repeat(1000))
                .build());
        ProblemException limited = fails(url());
        assertThat(limited.first().code()).isEqualTo(TransportProblem.RATE_LIMITED);
        assertThat(limited.getMessage())
                .contains("slow down")
                .contains("retry in 50 minutes")
                .hasSizeLessThan(400);
        assertThat(UpstreamFailure.of(limited).orElseThrow().retryAt()).contains(NOW.plusSeconds(3000));
    }

    @Test
    void everyProblemOfAnUpstreamHoldsBackOneThingAndAllOthersEndTheRun() {
        assertThat(TransportProblem.values())
                .filteredOn(code -> code.kind().isEmpty())
                .containsExactly(
                        TransportProblem.NOT_CACHED,
                        TransportProblem.CREDENTIALS_UNREADABLE,
                        TransportProblem.CLIENT_CERTIFICATE_UNREADABLE,
                        TransportProblem.AUTHORITIES_UNREADABLE,
                        TransportProblem.BAD_PROXY,
                        TransportProblem.TIME_UP,
                        TransportProblem.CACHE_UNWRITABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407})
    void missingCredentialsHaveAClassOfTheirOwn(int status) {
        server.enqueue(answer(status, ""));
        assertThat(fails(base().resolve("x?token=secret")).exitClass()).isEqualTo(ExitClass.CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void whatIsNotThereIsEmpty(int status) {
        server.enqueue(answer(status, ""));
        assertThat(get(url())).isEmpty();
    }

    @Test
    void cutConnectionsAreTriedAgain() {
        server.enqueue(new MockResponse.Builder()
                .body("half of it")
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(answer(200, "good"));
        assertThat(get(url())).contains("good");
        assertThat(pauses).hasSize(1);
    }

    @Test
    void anUpstreamThatIsDownIsUnreachableAfterAllAttempts() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI down = URI.create("http://127.0.0.1:" + port + "/");
        try (Http other = http(List.of(down), List.of(), new TlsTrust(List.of()))) {
            ProblemException failed = catchThrowableOfType(
                    ProblemException.class,
                    () -> other.get(UpstreamRequest.get(down, "*/*", "x"), Map.of(), response -> ""));
            assertThat(failed.first().code()).isEqualTo(TransportProblem.UNREACHABLE);
            assertThat(pauses).hasSize(3);
        }
    }

    @Test
    void redirectsAreFollowedWithinTheAllowListAlone() {
        server.enqueue(
                new MockResponse.Builder().code(302).addHeader("Location", "/y").build());
        server.enqueue(answer(200, "there"));
        assertThat(get(url())).contains("there");
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "http://elsewhere.test/y?token=secret")
                .build());
        ProblemException failed = fails(url());
        assertThat(failed.first().code()).isEqualTo(TransportProblem.HOST_NOT_ALLOWED);
        assertThat(failed.first().hints())
                .containsExactly("if the host may be contacted, add to the manifest: hosts: [\"elsewhere.test:80\"]");
    }

    @Test
    void redirectsInACircleEnd() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .code(301)
                        .addHeader("Location", "/x")
                        .build();
            }
        });
        assertThat(fails(url()).first().code()).isEqualTo(TransportProblem.BAD_REDIRECT);
        assertThat(server.getRequestCount()).isEqualTo(11);
    }

    @Test
    void aHostIsAllowedWithItsPortAlone() {
        URI other = URI.create("http://127.0.0.1:" + (server.getPort() ^ 1) + "/");
        assertThat(fails(other).first().code()).isEqualTo(TransportProblem.HOST_NOT_ALLOWED);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void tlsTrustsNamedAuthoritiesAndNeverGoesBackToHttp() throws IOException {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .signedBy(authority)
                .build();
        Path pem = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
        try (MockWebServer tls = new MockWebServer()) {
            tls.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            tls.start();
            URI secure = URI.create("https://127.0.0.1:" + tls.getPort() + "/");
            try (Http trusting = http(List.of(secure, base()), List.of(), TlsTrust.of(List.of(pem)));
                    Http doubting = http(List.of(secure), List.of(), new TlsTrust(List.of()))) {
                tls.enqueue(answer(200, "secure"));
                assertThat(trusting.get(UpstreamRequest.get(secure, "*/*", "x"), Map.of(), r -> r.body()
                                .string()))
                        .contains("secure");
                tls.enqueue(new MockResponse.Builder()
                        .code(302)
                        .addHeader("Location", base().toString())
                        .build());
                assertThat(catchThrowableOfType(
                                        ProblemException.class,
                                        () -> trusting.get(UpstreamRequest.get(secure, "*/*", "x"), Map.of(), r -> ""))
                                .first()
                                .code())
                        .isEqualTo(TransportProblem.BAD_REDIRECT);
                assertThat(catchThrowableOfType(
                                        ProblemException.class,
                                        () -> doubting.get(UpstreamRequest.get(secure, "*/*", "x"), Map.of(), r -> ""))
                                .first()
                                .code())
                        .isEqualTo(TransportProblem.TLS_FAILED);
            }
        }
    }

    @Test
    void aHostGetsNoMoreRequestsAtATimeThanItsLimit() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.sleep(30);
                running.decrementAndGet();
                return answer(200, "x");
            }
        });
        ExecutorService executor = Executors.newFixedThreadPool(12);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            all.add(executor.submit(() -> get(url())));
        }
        for (Future<?> one : all) {
            one.get(20, TimeUnit.SECONDS);
        }
        executor.shutdown();
        assertThat(most.get()).isBetween(2, 3);
    }

    @Test
    void documentsAreRevalidatedWithOneConditionalRequest() throws IOException {
        DocumentCache cache = new DocumentCache(folder.resolve("cache"), http);
        server.enqueue(new MockResponse.Builder()
                .addHeader("ETag", "\"1\"")
                .body("first")
                .build());
        server.enqueue(new MockResponse.Builder().code(304).build());
        server.enqueue(new MockResponse.Builder()
                .addHeader("ETag", "\"2\"")
                .body("second")
                .build());
        for (String expected : List.of("first", "first", "second")) {
            assertThat(cache.get(url(), "text/plain", "x", 100).map(HttpTest::read))
                    .contains(expected);
        }
        assertThat(server.getRequestCount()).isEqualTo(3);
        server.enqueue(answer(200, "y".repeat(101)));
        assertThat(catchThrowableOfType(ProblemException.class, () -> cache.get(url(), "text/plain", "x", 100))
                        .first()
                        .code())
                .isEqualTo(TransportProblem.TOO_LARGE);
        assertThat(read(cachedBody())).isEqualTo("second");
    }

    private Path cachedBody() throws IOException {
        try (var files = Files.walk(folder.resolve("cache"))) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).hasSize(2).noneMatch(file -> file.toString().endsWith(".tmp"));
            return all.stream()
                    .filter(file -> file.toString().endsWith(".body"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Checksum checksum(DigestAlgorithm algorithm, String text) {
        return new Checksum(
                algorithm,
                HexFormat.of().formatHex(algorithm.computation().digest(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void downloadsAreCheckedAgainstEveryDeclaredDigestAndHappenOnce() {
        BlobCache blobs = new BlobCache(folder.resolve("cache"), http);
        List<Checksum> declared =
                List.of(checksum(DigestAlgorithm.SHA512, "content"), checksum(DigestAlgorithm.SHA1, "content"));
        server.enqueue(answer(200, "content"));
        BlobCache.Downloaded first =
                blobs.download(url(), declared, "x", count -> {}).orElseThrow();
        assertThat(first.blob().digest()).isEqualTo(Digest.of("content".getBytes(StandardCharsets.UTF_8)));
        assertThat(first.digests())
                .containsOnly(
                        entry(DigestAlgorithm.SHA512, declared.get(0).value()),
                        entry(DigestAlgorithm.SHA1, declared.get(1).value()));
        assertThat(blobs.download(url(), declared, "x", count -> {})).contains(first);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void digestsAreComputedWhereTheyAreAskedForOnly() {
        BlobCache blobs = new BlobCache(folder.resolve("cache"), http);
        server.enqueue(answer(200, "content"));
        UpstreamRequest request = UpstreamRequest.get(url(), "*/*", "x");
        assertThat(blobs.download(request, List.of(), count -> {}).orElseThrow().digests())
                .isEmpty();
        assertThat(blobs.download(request, List.of(), Set.of(DigestAlgorithm.MD5), count -> {})
                        .orElseThrow()
                        .digests())
                .containsOnly(entry(
                        DigestAlgorithm.MD5,
                        checksum(DigestAlgorithm.MD5, "content").value()));
        assertThat(server.getRequestCount())
                .as("what is here is digested again, not fetched")
                .isEqualTo(1);
    }

    @Test
    void aDownloadWithAWrongDigestIsTriedAgainAndThenRefused() throws IOException {
        BlobCache blobs = new BlobCache(folder.resolve("cache"), http);
        List<Checksum> declared = List.of(checksum(DigestAlgorithm.SHA512, "content"));
        server.enqueue(answer(200, "contenX"));
        server.enqueue(answer(200, "content"));
        assertThat(blobs.download(url(), declared, "x", count -> {})).isPresent();
        for (int i = 0; i < 4; i++) {
            server.enqueue(answer(200, "a page"));
        }
        List<Checksum> other = List.of(checksum(DigestAlgorithm.SHA512, "other content"));
        ProblemException failed = catchThrowableOfType(
                ProblemException.class, () -> blobs.download(base().resolve("y"), other, "y.tgz", count -> {}));
        assertThat(failed.first().code()).isEqualTo(TransportProblem.WRONG_DIGEST);
        assertThat(failed.getMessage()).contains("y.tgz").contains(other.get(0).toString());
        try (var parts = Files.list(folder.resolve("cache/parts"))) {
            assertThat(parts).as("nothing half-written is left").isEmpty();
        }
    }

    @Test
    void whereContentMayNotBeListedForbiddenMeansAbsent() {
        server.enqueue(answer(403, "AccessDenied"));
        assertThat(http.get(UpstreamRequest.get(url(), "*/*", "x").orForbidden(), Map.of(), response -> ""))
                .isEmpty();
        server.enqueue(answer(403, "AccessDenied"));
        assertThat(catchThrowableOfType(ProblemException.class, () -> get(url()))
                        .first()
                        .code())
                .isEqualTo(TransportProblem.REFUSED);
    }

    @Test
    void aRateLimitIsNeverTakenForAnAbsence() {
        RateLimitRule rule = new RateLimitRule("x-ratelimit-remaining", "x-ratelimit-reset", "export SITE_TOKEN=...");
        for (String reset : List.of("", "99999999999")) {
            server.enqueue(new MockResponse.Builder()
                    .code(403)
                    .addHeader("x-ratelimit-remaining", "0")
                    .addHeader("x-ratelimit-reset", reset)
                    .body("API rate limit exceeded")
                    .build());
            ProblemException failed = catchThrowableOfType(
                    ProblemException.class,
                    () -> http.get(
                            UpstreamRequest.get(url(), "*/*", "x").orForbidden().limitedBy(rule),
                            Map.of(),
                            response -> ""));
            assertThat(failed.first().code()).isEqualTo(TransportProblem.RATE_LIMITED);
            assertThat(failed.first().hints().toString()).contains("SITE_TOKEN");
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void credentialsStayWithTheHostThatWasAsked() throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            other.enqueue(answer(200, "content"));
            URI there = other.url("/content").uri();
            server.enqueue(answer(200, "here"));
            server.enqueue(new MockResponse.Builder()
                    .code(302)
                    .addHeader("Location", there.toString())
                    .build());
            try (Http asking = http(List.of(base(), there), List.of(), new TlsTrust(List.of()))) {
                UpstreamRequest request = UpstreamRequest.get(url(), "*/*", "x").as(Optional.of("token secret"));
                for (int i = 0; i < 2; i++) {
                    assertThat(asking.get(request, Map.of(), response -> "")).isPresent();
                    assertThat(server.takeRequest().getHeaders().get("Authorization"))
                            .isEqualTo("token secret");
                }
                assertThat(other.takeRequest().getHeaders().get("Authorization"))
                        .isNull();
            }
            assertThat(UpstreamRequest.get(url(), "*/*", "x")
                            .as(Optional.of("token secret"))
                            .toString())
                    .doesNotContain("secret");
        }
    }
}
