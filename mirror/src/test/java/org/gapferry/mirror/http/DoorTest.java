package org.gapferry.mirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.gapferry.bundle.Blob;
import org.gapferry.contract.HeldCatalog;
import org.gapferry.contract.toy.Toy;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.Endpoint;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the door does over real HTTP with an endpoint that fails, redirects, and reads bodies. */
class DoorTest {
    private static final int BODY = 16;
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.UTF_8);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean storeFails;
    private volatile boolean packFails;
    private MirrorServer server;

    /** {@code boom} fails; {@code moved} leads to {@code content}; {@code query} is a POST that gives its body back. */
    private final class Trying implements Endpoint {
        @Override
        public MirrorResponse answer(MirrorRequest request, Catalog catalog) {
            asked.incrementAndGet();
            return switch (request.rawPath()) {
                case "boom" -> throw new IllegalStateException("secret inside");
                case "moved" -> MirrorResponse.redirect(308, "/toy/content?from=moved");
                case "pulled/as/elsewhere" -> MirrorResponse.content("text/x-toy", Blob.of(CONTENT));
                case "content" -> MirrorResponse.content("text/x-toy", Blob.of(CONTENT));
                case "typed" ->
                    MirrorResponse.document(
                            request.prefers(List.of("text/x-one", "text/x-two")),
                            request.prefers(List.of("text/x-one", "text/x-two")).getBytes(StandardCharsets.UTF_8),
                            true);
                case "query" ->
                    MirrorResponse.document("text/x-toy", request.content().read(BODY), false);
                default -> error(404, "no such toy");
            };
        }

        @Override
        public boolean claims(String rawPath) {
            return rawPath.endsWith("/as/elsewhere");
        }

        @Override
        public List<String> methods(MirrorRequest request) {
            return request.rawPath().equals("query") ? List.of("POST") : List.of("GET");
        }

        @Override
        public MirrorResponse error(int status, String message) {
            return MirrorResponse.error(
                    status, "application/x-toy-error", (status + ": " + message).getBytes(StandardCharsets.UTF_8));
        }
    }

    private final class OneState implements ServedState.Provider, ServedState {
        private final Catalog catalog = new HeldCatalog();

        @Override
        public List<ServedState> pinned() throws IOException {
            if (storeFails) {
                throw new IOException("the disk is gone");
            }
            return List.of(this);
        }

        @Override
        public long number() {
            return 7;
        }

        @Override
        public Catalog catalog() {
            return catalog;
        }

        @Override
        public Bytes open(Blob blob) {
            return (position, most) -> {
                if (packFails) {
                    throw new IOException("the pack is gone");
                }
                return ByteBuffer.wrap(CONTENT, (int) position, most);
            };
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void serve() {
        Ecosystem toy = Toy.ECOSYSTEM.with(Toy.ECOSYSTEM.offline().with(new Trying()));
        server = MirrorServer.start(
                new OneState(),
                new Ecosystems(List.of(toy)),
                MirrorSettings.parse("127.0.0.1:0", ""),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(server.base().toString().replaceAll("/$", "") + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = to(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void anEndpointThatFailsIsA500InTheClientsOwnFormWithoutItsInside() throws Exception {
        HttpResponse<String> failed = get("/toy/boom");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).startsWith("500: the mirror failed").doesNotContain("secret", "Exception");
        assertThat(type(failed)).isEqualTo("application/x-toy-error");
        assertThat(failed.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(failed.headers().firstValue("ETag")).isEmpty();
        assertThat(get("/toy/boom").statusCode()).isEqualTo(500);
        assertThat(asked).hasValue(2);
        HttpResponse<String> head = send(to("/toy/boom").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(500);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void aStoreThatCannotBeReadIsA500ForClientsAndA503ForHealth() throws Exception {
        storeFails = true;
        HttpResponse<String> failed = get("/toy/content");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).startsWith("500: ").doesNotContain("the disk is gone");
        HttpResponse<String> health = get("/-/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("cannot read the store");
        storeFails = false;
        assertThat(get("/toy/content").statusCode()).isEqualTo(200);
        assertThat(get("/-/health").statusCode()).isEqualTo(200);
    }

    @Test
    void contentThatCannotBeReadIsNeverAWholeAnswer() throws Exception {
        packFails = true;
        assertThatThrownBy(() -> {
                    HttpResponse<String> answer = get("/toy/content");
                    if (answer.statusCode() >= 500) {
                        throw new IOException("told: " + answer.statusCode());
                    }
                })
                .isInstanceOf(IOException.class);
        packFails = false;
        assertThat(get("/toy/content").body()).isEqualTo("0123456789");
    }

    @Test
    void aPathOfNoEcosystemIsAnsweredByTheOneThatClaimsIt() throws Exception {
        HttpResponse<String> claimed = get("/pulled/as/elsewhere");
        assertThat(claimed.statusCode()).isEqualTo(200);
        assertThat(claimed.body()).isEqualTo("0123456789");
        assertThat(get("/pulled/as/elsewhere").body()).isEqualTo("0123456789");
        HttpResponse<String> lost = get("/lost/as/elsewhere");
        assertThat(lost.statusCode()).isEqualTo(404);
        assertThat(type(lost)).isEqualTo("application/x-toy-error");
        assertThat(type(get("/pulled/content"))).isEqualTo("application/json");
        assertThat(get("/pulled/content").statusCode()).isEqualTo(404);
    }

    @Test
    void aRedirectLeadsToAnotherPathAndIsNotKept() throws Exception {
        HttpResponse<String> moved = get("/toy/moved");
        assertThat(moved.statusCode()).isEqualTo(308);
        assertThat(moved.headers().firstValue("Location")).contains("/toy/content?from=moved");
        assertThat(moved.headers().firstValue("Cache-Control")).contains("no-store");
        HttpResponse<String> followed = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()
                .send(to("/toy/moved").build(), BodyHandlers.ofString());
        assertThat(followed.body()).isEqualTo("0123456789");
        HttpResponse<String> head = send(to("/toy/moved").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(308);
        assertThat(head.headers().firstValue("Location")).contains("/toy/content?from=moved");
    }

    @Test
    void aBodyIsReadUpToWhatTheEndpointAllows() throws Exception {
        for (int size : new int[] {0, 1, BODY}) {
            assertThat(send(to("/toy/query").POST(BodyPublishers.ofString("x".repeat(size))))
                            .body())
                    .hasSize(size);
        }
        byte[] chunked = "in chunks".getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer =
                send(to("/toy/query").POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(chunked))));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("in chunks");
        HttpResponse<String> waits = send(to("/toy/query").expectContinue(true).POST(BodyPublishers.ofString("waits")));
        assertThat(waits.body()).isEqualTo("waits");
        HttpResponse<String> large = send(to("/toy/query").POST(BodyPublishers.ofString("x".repeat(BODY + 1))));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).startsWith("413: ").contains("16 bytes");
        assertThat(send(to("/toy/query").POST(BodyPublishers.ofString("y"))).body())
                .isEqualTo("y");
    }

    @Test
    void anAnswerToAPostIsNotTheAnswerToAnother() throws Exception {
        assertThat(send(to("/toy/query").POST(BodyPublishers.ofString("one"))).body())
                .isEqualTo("one");
        assertThat(send(to("/toy/query").POST(BodyPublishers.ofString("two"))).body())
                .isEqualTo("two");
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsA405ThatNamesThose() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get")) {
            HttpResponse<String> refused = send(to("/toy/content").method(method, BodyPublishers.ofString("x")));
            assertThat(refused.statusCode()).as(method).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
            assertThat(type(refused)).isEqualTo("application/x-toy-error");
        }
        HttpResponse<String> query = get("/toy/query");
        assertThat(query.statusCode()).isEqualTo(405);
        assertThat(query.headers().firstValue("Allow")).contains("POST");
        assertThat(asked).hasValue(0);
    }

    @Test
    void aLargeBodyThatNobodyReadsDoesNotSpoilTheNextRequest() throws Exception {
        HttpResponse<String> refused =
                send(to("/toy/content").POST(BodyPublishers.ofString("GET / HTTP/1.1\r\n\r\n".repeat(20_000))));
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(get("/toy/content").body()).isEqualTo("0123456789");
    }

    @Test
    void aBodyThatIsCutOffIsNoAnswer() throws Exception {
        String answer = raw("POST /toy/query HTTP/1.1\r\nHost: HOST\r\nContent-Length: 12\r\n\r\nhalf");
        assertThat(answer).doesNotContain(" 200 ");
        assertThat(get("/toy/content").statusCode()).isEqualTo(200);
    }

    @Test
    void headersThatContradictEachOtherAreRefused() throws Exception {
        assertThat(raw("POST /toy/query HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(
                        raw(
                                "POST /toy/query HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw("GET /toy/content HTTP/1.1\r\nHost: HOST\r\nHost: other.test\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw("GET http://other.test/toy/content HTTP/1.1\r\nHost: other.test\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ");
    }

    /** Sends bytes as they are, ends sending, and reads all. */
    private String raw(String request) throws IOException {
        String host = "127.0.0.1:" + server.port();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.replace("HOST", host).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void rangesAreAnsweredOfContentAndIgnoredOtherwise() throws Exception {
        assertThat(get("/toy/content", "Range", "bytes=2-3").body()).isEqualTo("23");
        assertThat(get("/toy/content", "Range", "bytes=-3").body()).isEqualTo("789");
        assertThat(get("/toy/content", "Range", "bytes=8-999999999999999999").body())
                .isEqualTo("89");
        assertThat(get("/toy/content", "Range", "bytes=0-").statusCode()).isEqualTo(206);
        for (String ignored : List.of(
                "bytes=0-1,3-4",
                "bytes=5-2",
                "bytes=-",
                "bytes=",
                "items=0-1",
                "bytes=a-b",
                "bytes=0x1-2",
                "bytes=--1",
                "bytes=99999999999999999999-")) {
            HttpResponse<String> whole = get("/toy/content", "Range", ignored);
            assertThat(whole.statusCode()).as(ignored).isEqualTo(200);
            assertThat(whole.body()).isEqualTo("0123456789");
        }
        for (String beyond : List.of("bytes=10-", "bytes=-0", "bytes=10-20", "bytes=999999999999999999-")) {
            HttpResponse<String> refused = get("/toy/content", "Range", beyond);
            assertThat(refused.statusCode()).as(beyond).isEqualTo(416);
            assertThat(refused.headers().firstValue("Content-Range")).contains("bytes */10");
        }
        String tag = get("/toy/content").headers().firstValue("ETag").orElseThrow();
        assertThat(get("/toy/content", "Range", "bytes=2-3", "If-Range", tag).statusCode())
                .isEqualTo(206);
        assertThat(get("/toy/content", "Range", "bytes=2-3", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/toy/typed", "Range", "bytes=0-1").statusCode()).isEqualTo(200);
    }

    @Test
    void whatTheClientAcceptsChoosesTheDocument() throws Exception {
        assertThat(get("/toy/typed").body()).isEqualTo("text/x-one");
        assertThat(get("/toy/typed", "Accept", "text/x-two").body()).isEqualTo("text/x-two");
        assertThat(get("/toy/typed", "Accept", "text/x-one;q=0.1, text/x-two;q=0.9")
                        .body())
                .isEqualTo("text/x-two");
        assertThat(get("/toy/typed", "Accept", "text/x-one;q=0, */*").body()).isEqualTo("text/x-two");
        for (String odd : List.of(",,,", ";q=", "text/x-two;q=2", "/", "*", "text/x-one;q=abc", "a".repeat(5000))) {
            HttpResponse<String> answer = get("/toy/typed", "Accept", odd);
            assertThat(answer.statusCode()).as(odd).isEqualTo(200);
            assertThat(type(answer)).startsWith("text/x-");
        }
        assertThat(get("/toy/typed").headers().allValues("Vary")).anyMatch(value -> value.contains("Accept"));
    }
}
