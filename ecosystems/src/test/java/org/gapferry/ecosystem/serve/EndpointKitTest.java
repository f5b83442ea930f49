package org.gapferry.ecosystem.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gapferry.ecosystem.serve.MirrorPath.EscapedSlash.DIVIDES;
import static org.gapferry.ecosystem.serve.MirrorPath.EscapedSlash.REFUSED;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What endpoints are given: paths that are safe, types by preference, methods, bodies with a limit. */
class EndpointKitTest {
    private static final URI BASE = URI.create("https://mirror.test/x/");

    private static MirrorRequest request(String method, String accept) {
        return new MirrorRequest(method, "x", "a", "", accept, BASE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b|a,b|false",
                "/a//b/|a,b|true",
                "%61/%C3%A4|a,ä|false",
                "a%20b|a b|false",
                "a+b|a+b|false",
                "a%25252e|a%252e|false",
                "...|...|false"
            })
    void aPathIsDecodedOnce(String raw, String segments, boolean folder) {
        assertThat(MirrorPath.of(raw, REFUSED))
                .contains(new MirrorPath(Arrays.asList(segments.split(",", -1)), folder));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "a/../b",
                "a/%2e%2E/b",
                "a%00b",
                "a%0d%0ab",
                "a%7f",
                "a%5cb",
                "a\\b",
                "%",
                "%2",
                "%zz",
                "%ff",
                "%c0%af",
                "%2e"
            })
    void aPathThatLeadsElsewhereIsNone(String raw) {
        assertThat(MirrorPath.of(raw, DIVIDES)).isEmpty();
        assertThat(MirrorPath.of(raw, REFUSED)).isEmpty();
    }

    @Test
    void anEscapedSlashDividesOnlyWhereTheEcosystemSaysSo() {
        assertThat(MirrorPath.of("@s%2fname", DIVIDES)).contains(new MirrorPath(List.of("@s", "name"), false));
        assertThat(MirrorPath.of("@s%2Fname", REFUSED)).isEmpty();
        assertThat(MirrorPath.of("a%2f%2e%2e%2fb", DIVIDES)).isEmpty();
        assertThat(MirrorPath.of("a%2f", DIVIDES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "''|text/html",
                "*/*|text/html",
                "application/json|application/json",
                "application/*|application/json",
                "text/html;q=0.1, application/json;q=0.2|application/json",
                "text/html;q=0, */*|application/json",
                "application/json; q=0.8, application/vnd.x+json; q=1.0, */*|application/vnd.x+json",
                "text/*;q=0.3, text/html;q=0.7, */*;q=0.5|text/html",
                "TEXT/HTML ; Q=0.5 , Application/JSON|application/json",
                "application/json;q=2|text/html",
                "image/png|text/html",
                "nonsense|text/html",
                "application/json;charset=utf-8|text/html"
            })
    void theTypeIsTheOneThatTheClientPrefers(String accept, String type) {
        List<String> offered = List.of("text/html", "application/json", "application/vnd.x+json");
        assertThat(request("GET", accept).prefers(offered)).isEqualTo(type);
    }

    @Test
    void whatAClientDoesNotAcceptIsKnown() {
        assertThat(request("GET", "image/png").accepts(List.of("text/html"))).isFalse();
        assertThat(request("GET", "text/html;q=0").accepts(List.of("text/html")))
                .isFalse();
        assertThat(request("GET", "text/*").accepts(List.of("text/html"))).isTrue();
        assertThat(request("GET", "").accepts(List.of("text/html"))).isTrue();
    }

    private static final Endpoint QUERIES = new Endpoint() {
        @Override
        public MirrorResponse answer(MirrorRequest request, Catalog catalog) {
            return MirrorResponse.text(
                    200, request.method() + " " + new String(request.content().read(4), StandardCharsets.UTF_8));
        }

        @Override
        public List<String> methods(MirrorRequest request) {
            return List.of("GET", "POST");
        }
    };

    private static String text(MirrorResponse response) {
        return new String(((MirrorResponse.Bytes) response.body()).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsRefusedWithThoseThatItHas() {
        Catalog nothing = new NoCatalog();
        Endpoint reads = (request, catalog) -> MirrorResponse.text(200, request.method());
        assertThat(text(reads.serve(request("HEAD", ""), nothing))).isEqualTo("GET\n");
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get")) {
            MirrorResponse refused = reads.serve(request(method, ""), nothing);
            assertThat(refused.status()).as(method).isEqualTo(405);
            assertThat(refused.headers()).containsEntry("Allow", "GET, HEAD");
            assertThat(refused.contentType()).startsWith("text/plain");
        }
        assertThat(QUERIES.serve(request("PUT", ""), nothing).headers()).containsEntry("Allow", "GET, HEAD, POST");
    }

    @Test
    void aBodyIsReadUpToTheLimitOfThePath() {
        Catalog nothing = new NoCatalog();
        assertThat(text(QUERIES.serve(withBody("1234"), nothing))).isEqualTo("POST 1234\n");
        assertThat(QUERIES.serve(withBody("12345"), nothing).status()).isEqualTo(413);
    }

    private static MirrorRequest withBody(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new MirrorRequest("POST", "x", "a", "", "", BASE, max -> {
            if (bytes.length > max) {
                throw new MirrorRequest.TooLarge(max);
            }
            return bytes;
        });
    }

    @Test
    void aRedirectLeadsToAPlaceBelowTheMirrorOnly() {
        MirrorResponse moved = MirrorResponse.redirect(301, "../simple/name/");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.headers()).containsEntry("Location", "../simple/name/");
        for (String elsewhere : List.of("//other.test/", "https://other.test/", "a\r\nb", "")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> MirrorResponse.redirect(302, elsewhere))
                    .as(elsewhere)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> MirrorResponse.redirect(200, "a"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static final class NoCatalog extends CatalogInMemory {
        @Override
        public byte[] document(org.gapferry.bundle.Blob blob) {
            throw new IllegalStateException("no document");
        }
    }
}
