package org.gapferry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.gapferry.transport.UpstreamRequest.Content;
import org.gapferry.transport.UpstreamRequest.Method;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that change something, as publishers send them. */
class SendTest {
    private static final long MAX = 1 << 20;

    private final MockWebServer server = new MockWebServer();
    private Http http;

    @BeforeEach
    void start() throws IOException {
        server.start();
        http = http(url());
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private static Http http(URI allowed) {
        RetryPolicy retries = new RetryPolicy(
                3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(60), Clock.systemUTC(), pause -> {});
        return new Http(new EgressPolicy(List.of(allowed), List.of()), retries, Network.PLAIN, 2, "test");
    }

    private URI url() {
        return server.url("/packages/x").uri();
    }

    private UpstreamRequest upload(Method method) {
        return UpstreamRequest.of(method, url(), "upload of x")
                .content(Content.of("content".getBytes(StandardCharsets.UTF_8), "application/octet-stream"));
    }

    private static MockResponse answer(int status) {
        return new MockResponse.Builder().code(status).build();
    }

    private RecordedRequest taken() throws InterruptedException {
        return server.takeRequest();
    }

    private static String body(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    @Test
    void anUploadStreamsItsContentAndTellsStatusHeadersAndBody() throws InterruptedException {
        server.enqueue(new MockResponse.Builder()
                .code(201)
                .addHeader("Location", "/uploads/7?_state=abc")
                .addHeader("Docker-Content-Digest", "sha256:00")
                .body("done")
                .build());
        UpstreamResponse response = http.send(upload(Method.PUT).header("X-Key", "v"), MAX);
        assertThat(response.isSuccess()).isTrue();
        assertThat(response.text()).isEqualTo("done");
        assertThat(response.header("docker-content-DIGEST")).contains("sha256:00");
        assertThat(response.location())
                .contains(server.url("/uploads/7?_state=abc").uri());
        RecordedRequest sent = taken();
        assertThat(sent.getMethod()).isEqualTo("PUT");
        assertThat(body(sent)).isEqualTo("content");
        assertThat(sent.getHeaders().get("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(sent.getHeaders().get("Content-Length")).isEqualTo("7");
        assertThat(sent.getHeaders().get("X-Key")).isEqualTo("v");
        assertThat(sent.getHeaders().get("Expect")).isNull();
    }

    @Test
    void contentOfUnknownLengthGoesInChunksAndWaitsForTheServerWhereItShould() throws InterruptedException {
        server.enqueue(new MockResponse.Builder().add100Continue().code(201).build());
        http.send(
                UpstreamRequest.of(Method.POST, url(), "upload of x")
                        .content(Content.of(-1, "", () -> new ByteArrayInputStream(new byte[300_000])))
                        .expectingContinue(),
                MAX);
        RecordedRequest sent = taken();
        assertThat(sent.getBodySize()).isEqualTo(300_000);
        assertThat(sent.getHeaders().get("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(sent.getHeaders().get("Expect")).isEqualTo("100-continue");
        assertThat(sent.getHeaders().get("Content-Type")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 412, 413, 416})
    void anAnswerThatIsNoSuccessIsForTheCallerToJudge(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body("{\"error\":\"it is there already\"}")
                .build());
        UpstreamResponse response = http.send(upload(Method.PUT), MAX);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.reason()).isEqualTo("it is there already");
        UpstreamException failed = catchThrowableOfType(UpstreamException.class, response::requireSuccess);
        assertThat(failed.getMessage()).contains("answered " + status).contains("it is there already");
        assertThat(failed.failure().status()).hasValue(status);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void whatIsIdempotentIsSentAgainWithItsWholeContent() throws InterruptedException {
        AtomicInteger opened = new AtomicInteger();
        server.enqueue(answer(503));
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(answer(201));
        UpstreamResponse response = http.send(
                UpstreamRequest.of(Method.PUT, url(), "upload of x").content(Content.of(7, "", () -> {
                    opened.incrementAndGet();
                    return new ByteArrayInputStream("content".getBytes(StandardCharsets.UTF_8));
                })),
                MAX);
        assertThat(response.status()).isEqualTo(201);
        assertThat(opened.get()).isEqualTo(server.getRequestCount()).isGreaterThanOrEqualTo(3);
        for (int i = server.getRequestCount(); i > 0; i--) {
            assertThat(body(taken())).isEqualTo("content");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 408})
    void whatIsNotIdempotentIsNotSentAgainOnceTheServerMayHaveActed(int status) {
        server.enqueue(answer(status));
        server.enqueue(answer(201));
        UpstreamException failed =
                catchThrowableOfType(UpstreamException.class, () -> http.send(upload(Method.POST), MAX));
        assertThat(failed.first().code()).isEqualTo(TransportProblem.SERVER_ERROR);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void whatIsNotIdempotentIsNotSentAgainWhenTheConnectionBreaksBeforeTheAnswer() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(answer(201));
        UpstreamException failed =
                catchThrowableOfType(UpstreamException.class, () -> http.send(upload(Method.PATCH), MAX));
        assertThat(failed.first().code()).isEqualTo(TransportProblem.UNREACHABLE);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void whatTheServerCertainlyDidNotActUponIsSentAgain() {
        server.enqueue(answer(429));
        server.enqueue(answer(202));
        assertThat(http.send(upload(Method.POST), MAX).status()).isEqualTo(202);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aConnectionThatIsNotMadeIsTriedAgainWhateverIsSent() throws IOException {
        URI down;
        try (ServerSocket free = new ServerSocket(0)) {
            down = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
        }
        AtomicInteger pauses = new AtomicInteger();
        RetryPolicy retries = new RetryPolicy(
                3,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofSeconds(60),
                Clock.systemUTC(),
                pause -> pauses.incrementAndGet());
        try (Http other = new Http(new EgressPolicy(List.of(down), List.of()), retries, Network.PLAIN, 2, "test")) {
            UpstreamRequest post = UpstreamRequest.of(Method.POST, down, "upload");
            assertThat(catchThrowableOfType(UpstreamException.class, () -> other.send(post, MAX))
                            .failure()
                            .kind())
                    .isEqualTo(UpstreamFailure.Kind.OUTAGE);
        }
        assertThat(pauses).hasValue(2);
    }

    @Test
    void anUploadFollowsOnlyRedirectsThatSayToSendItAgain() throws InterruptedException {
        server.enqueue(new MockResponse.Builder()
                .code(307)
                .addHeader("Location", "/there")
                .build());
        server.enqueue(answer(201));
        assertThat(http.send(upload(Method.PUT), MAX).url())
                .isEqualTo(server.url("/there").uri());
        assertThat(body(taken())).isEqualTo("content");
        RecordedRequest second = taken();
        assertThat(second.getMethod()).isEqualTo("PUT");
        assertThat(body(second)).isEqualTo("content");
        server.enqueue(new MockResponse.Builder()
                .code(303)
                .addHeader("Location", "/result")
                .build());
        server.enqueue(new MockResponse.Builder().body("result").build());
        assertThat(http.send(upload(Method.POST), MAX).text()).isEqualTo("result");
        taken();
        RecordedRequest result = taken();
        assertThat(result.getMethod()).isEqualTo("GET");
        assertThat(body(result)).isEmpty();
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "/there")
                .build());
        assertThat(catchThrowableOfType(UpstreamException.class, () -> http.send(upload(Method.PUT), MAX))
                        .first()
                        .code())
                .isEqualTo(TransportProblem.BAD_REDIRECT);
    }

    @Test
    void keysInHeadersDoNotFollowToAnotherHost() throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            other.enqueue(answer(201));
            server.enqueue(new MockResponse.Builder()
                    .code(307)
                    .addHeader("Location", other.url("/there").toString())
                    .build());
            RetryPolicy retries = RetryPolicy.standard(Clock.systemUTC());
            try (Http both = new Http(
                    new EgressPolicy(List.of(url(), other.url("/").uri()), List.of()),
                    retries,
                    Network.PLAIN,
                    2,
                    "test")) {
                both.send(upload(Method.PUT).header("X-Api-Key", "secret").header("Accept", "x/y"), MAX);
            }
            assertThat(taken().getHeaders().get("X-Api-Key")).isEqualTo("secret");
            RecordedRequest second = other.takeRequest();
            assertThat(second.getHeaders().get("X-Api-Key")).isNull();
            assertThat(second.getHeaders().get("Accept")).isEqualTo("x/y");
            assertThat(body(second)).isEqualTo("content");
        }
    }

    @Test
    void contentThatCannotBeReadIsNotAFailureOfTheUpstream() {
        server.enqueue(answer(201));
        UpstreamRequest broken = UpstreamRequest.of(Method.PUT, url(), "upload of x")
                .content(Content.of(7, "", () -> new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the disk failed");
                    }
                }));
        assertThatThrownBy(() -> http.send(broken, MAX))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk failed");
    }

    @Test
    void deleteNeedsNoContentAndAnAnswerThatIsTooLargeIsRefused() throws InterruptedException {
        server.enqueue(answer(204));
        assertThat(http.send(UpstreamRequest.of(Method.DELETE, url(), "removal of x"), MAX)
                        .isSuccess())
                .isTrue();
        assertThat(taken().getMethod()).isEqualTo("DELETE");
        server.enqueue(new MockResponse.Builder().body("x".repeat(11)).build());
        assertThat(catchThrowableOfType(UpstreamException.class, () -> http.send(upload(Method.PUT), 10))
                        .first()
                        .code())
                .isEqualTo(TransportProblem.TOO_LARGE);
    }
}
