package org.gapferry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Registries that answer 401 and name a realm, as containers' do. */
class ChallengeTest {
    private static final String SECRET = "hunter2-secret";

    private final MockWebServer registry = new MockWebServer();
    private final MockWebServer realm = new MockWebServer();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private String challenge = "";
    private String tokens = "{\"token\":\"t-SCOPE\",\"expires_in\":300}";
    private int realmStatus = 200;

    @BeforeEach
    void start() throws IOException {
        registry.start();
        realm.start();
        challenge =
                "Bearer realm=\"" + realm.url("/token?kept=1") + "\",service=registry, scope=\"repository:REPO:pull\"";
        registry.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                String authorization = String.valueOf(request.getHeaders().get("Authorization"));
                seen.add("registry " + path + " " + authorization);
                String repository = path.split("/")[2];
                return authorization.equals("Bearer t-repository:" + repository + ":pull")
                        ? new MockResponse.Builder().body("content").build()
                        : new MockResponse.Builder()
                                .code(401)
                                .addHeader("WWW-Authenticate", challenge.replace("REPO", repository))
                                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                                .addHeader("Content-Type", "text/plain")
                                .body("you sent " + authorization)
                                .build();
            }
        });
        realm.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                seen.add("realm " + request.getUrl().query() + " "
                        + request.getHeaders().get("Authorization"));
                String scope = String.valueOf(request.getUrl().queryParameter("scope"));
                return new MockResponse.Builder()
                        .code(realmStatus)
                        .addHeader("Content-Type", "application/json")
                        .body(tokens.replace("SCOPE", scope))
                        .build();
            }
        });
    }

    @AfterEach
    void stop() {
        registry.close();
        realm.close();
    }

    private Http http(Credentials credentials, boolean realmAllowed) {
        RetryPolicy retries = new RetryPolicy(
                2,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofSeconds(60),
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now.get();
                    }
                },
                pause -> {});
        List<URI> allowed = realmAllowed
                ? List.of(registry.url("/").uri(), realm.url("/").uri())
                : List.of(registry.url("/").uri());
        Network network = new Network(new TlsTrust(List.of()), Proxies.NONE, credentials, List.of(), Optional.empty());
        return new Http(new EgressPolicy(allowed, List.of()), retries, network, 2, "test");
    }

    private UpstreamRequest layer(String repository, String name) {
        return UpstreamRequest.get(
                registry.url("/v2/" + repository + "/blobs/" + name).uri(), "*/*", repository + " " + name);
    }

    private static String get(Http http, UpstreamRequest request) {
        return http.get(request, Map.of(), response -> response.body().string()).orElseThrow();
    }

    private static String basic() {
        return Credential.basic("user", SECRET);
    }

    private Credentials ofRegistry() {
        return new Credentials(
                List.of(new Credential(registry.getHostName(), registry.getPort(), "/", basic(), "a file")));
    }

    @Test
    void anAnonymousTokenIsGotOnceAndUsedAtOnceForTheSameRepository() {
        try (Http http = http(Credentials.NONE, true)) {
            assertThat(get(http, layer("app", "a"))).isEqualTo("content");
            assertThat(get(http, layer("app", "b"))).isEqualTo("content");
            assertThat(get(http, layer("other", "a"))).isEqualTo("content");
        }
        assertThat(seen)
                .containsExactly(
                        "registry /v2/app/blobs/a null",
                        "realm kept=1&service=registry&scope=repository:app:pull null",
                        "registry /v2/app/blobs/a Bearer t-repository:app:pull",
                        "registry /v2/app/blobs/b Bearer t-repository:app:pull",
                        "registry /v2/other/blobs/a null",
                        "realm kept=1&service=registry&scope=repository:other:pull null",
                        "registry /v2/other/blobs/a Bearer t-repository:other:pull");
    }

    @Test
    void aTokenIsAskedForAgainWhenItHasExpiredOrIsNotAcceptedAnyMore() {
        try (Http http = http(Credentials.NONE, true)) {
            get(http, layer("app", "a"));
            now.set(now.get().plusSeconds(290));
            get(http, layer("app", "a"));
            assertThat(seen.stream().filter(line -> line.startsWith("realm"))).hasSize(2);
            tokens = "{\"access_token\":\"wrong\"}";
            now.set(now.get().plusSeconds(290));
            seen.clear();
            ProblemException refused = catchThrowableOfType(ProblemException.class, () -> get(http, layer("app", "a")));
            assertThat(refused.first().code()).isEqualTo(TransportProblem.CREDENTIALS_NEEDED);
            assertThat(seen).hasSize(3);
            tokens = "{\"token\":\"t-SCOPE\"}";
            assertThat(get(http, layer("app", "a"))).isEqualTo("content");
        }
    }

    @Test
    void manyWhoAreChallengedAtTheSameTimeAskTheRealmOnce() {
        try (Http http = http(Credentials.NONE, true);
                Tasks tasks = new Tasks(8)) {
            List<UpstreamRequest> layers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                layers.add(layer("app", "layer" + i));
            }
            assertThat(tasks.all(layers, layer -> get(http, layer))).hasSize(40).containsOnly("content");
        }
        assertThat(seen.stream().filter(line -> line.startsWith("realm"))).hasSize(1);
    }

    @Test
    void theCredentialsOfARegistryAreForItsOwnHostAndForHostsThatTheRequestNames() {
        // registry and realm are on one host here
        try (Http http = http(ofRegistry(), true)) {
            get(http, layer("app", "a"));
        }
        assertThat(seen.get(0)).endsWith(basic());
        assertThat(seen.get(1)).startsWith("realm").endsWith(basic());
        seen.clear();
        challenge = challenge.replace("//" + realm.getHostName(), "//" + other());
        try (Http http = new Http(
                new EgressPolicy(List.of(registry.url("/").uri()), List.of(other() + ":" + realm.getPort())),
                RetryPolicy.standard(Clock.systemUTC()),
                new Network(new TlsTrust(List.of()), Proxies.NONE, ofRegistry(), List.of(), Optional.empty()),
                2,
                "test")) {
            get(http, layer("app", "a"));
            assertThat(seen.get(1)).startsWith("realm").endsWith(" null");
            seen.clear();
            get(http, layer("other", "a").tokensFrom(List.of(other())));
            assertThat(seen.get(1)).startsWith("realm").endsWith(basic());
        }
    }

    /** Another name of this machine. */
    private String other() {
        return registry.getHostName().equals("localhost") ? "127.0.0.1" : "localhost";
    }

    @Test
    void aRealmMustBeAllowedAndUsable() {
        try (Http http = http(Credentials.NONE, false)) {
            ProblemException blocked = catchThrowableOfType(ProblemException.class, () -> get(http, layer("app", "a")));
            assertThat(blocked.first().code()).isEqualTo(TransportProblem.HOST_NOT_ALLOWED);
            assertThat(blocked.first().hints().toString()).contains(":" + realm.getPort());
        }
        for (String bad : List.of("ftp://x.test/", "http://user:pw@x.test/", "http://[")) {
            challenge = "Bearer realm=\"" + bad + "\"";
            try (Http http = http(Credentials.NONE, true)) {
                ProblemException refused =
                        catchThrowableOfType(ProblemException.class, () -> get(http, layer("app", "a")));
                assertThat(refused.first().code()).as(bad).isEqualTo(TransportProblem.BAD_CHALLENGE);
            }
        }
        tokens = "<html>";
        challenge = "Bearer realm=\"" + realm.url("/token") + "\"";
        try (Http http = http(Credentials.NONE, true)) {
            assertThat(catchThrowableOfType(ProblemException.class, () -> get(http, layer("app", "a")))
                            .first()
                            .code())
                    .isEqualTo(TransportProblem.BAD_CHALLENGE);
        }
    }

    @Test
    void aRegistryOverHttpsNeverLeadsToARealmWithoutTls() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .certificateAuthority(0)
                .addSubjectAlternativeName("localhost")
                .build();
        try (MockWebServer secure = new MockWebServer()) {
            secure.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            secure.start();
            secure.enqueue(new MockResponse.Builder()
                    .code(401)
                    .addHeader("WWW-Authenticate", "Bearer realm=\"" + realm.url("/token") + "\"")
                    .build());
            URI url = URI.create("https://localhost:" + secure.getPort() + "/v2/app/blobs/a");
            Network network = new Network(
                    new TlsTrust(List.of(certificate.certificate())),
                    Proxies.NONE,
                    new Credentials(List.of(Credential.of("localhost", basic(), "a file"))),
                    List.of(),
                    Optional.empty());
            try (Http http = new Http(
                    new EgressPolicy(List.of(url, realm.url("/").uri()), List.of()),
                    RetryPolicy.standard(Clock.systemUTC()),
                    network,
                    2,
                    "test")) {
                ProblemException refused = catchThrowableOfType(
                        ProblemException.class, () -> get(http, UpstreamRequest.get(url, "*/*", "app")));
                assertThat(refused.first().code()).isEqualTo(TransportProblem.BAD_CHALLENGE);
                assertThat(refused.getMessage()).contains("from https to http");
            }
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void everyScopeOfAChallengeIsAskedForAndUnquotedParametersAreRead() {
        challenge = "Bearer service=registry,scope=\"repository:REPO:pull repository:b:pull,push\",realm=" + "\""
                + realm.url("/token") + "\"";
        try (Http http = http(Credentials.NONE, true)) {
            assertThat(get(http, layer("app", "a"))).isEqualTo("content");
        }
        assertThat(seen.get(1))
                .isEqualTo("realm service=registry&scope=repository:app:pull&scope=repository:b:pull,push null");
    }

    @Test
    void aCheckOfARegistryThatGivesTokensToAnybodyFindsNothingMissing() {
        Network network =
                new Network(new TlsTrust(List.of()), Proxies.NONE, Credentials.NONE, List.of(), Optional.empty());
        try (UpstreamCheck check = new UpstreamCheck(network, "test")) {
            UpstreamCheck.Found found = check.run(layer("app", "a").url());
            assertThat(found.failed()).isEmpty();
            assertThat(found.passed()).contains("asks for a token");
            challenge = "Basic realm=\"x\"";
            assertThat(check.run(layer("app", "a").url()).failed().orElseThrow().code())
                    .isEqualTo(TransportProblem.CREDENTIALS_NEEDED);
        }
    }

    @Test
    void credentialsAndTokensAreInNoMessageAndNoLog() {
        Logger logger = (Logger) LoggerFactory.getLogger("org.gapferry.transport");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.setLevel(Level.TRACE);
        logger.addAppender(log);
        realmStatus = 403;
        tokens = "{\"errors\":[{\"message\":\"not for " + basic() + " " + SECRET + "\"}]}";
        try (Http http = http(ofRegistry(), true)) {
            ProblemException refused = catchThrowableOfType(ProblemException.class, () -> get(http, layer("app", "a")));
            assertThat(refused.first().code()).isEqualTo(TransportProblem.CREDENTIALS_NEEDED);
            assertThat(refused.first().toString() + refused.getMessage())
                    .doesNotContain(basic().substring(6))
                    .doesNotContain(SECRET);
            challenge = "Basic realm=\"x\"";
            ProblemException basic = catchThrowableOfType(ProblemException.class, () -> get(http, layer("app", "a")));
            assertThat(basic.getMessage())
                    .contains("you sent")
                    .doesNotContain(basic().substring(6))
                    .doesNotContain(SECRET);
            assertThat(refused.getMessage()).contains("not for");
        } finally {
            logger.detachAppender(log);
            logger.setLevel(Level.OFF);
        }
        assertThat(log.list)
                .hasSizeGreaterThan(3)
                .noneMatch(event -> event.getFormattedMessage().contains(SECRET)
                        || event.getFormattedMessage().contains(basic().substring(6)));
        assertThat(layer("app", "a").as(Optional.of(basic())).toString()).doesNotContain(basic().substring(6));
    }
}
