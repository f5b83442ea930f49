package org.gapferry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How upstreams are reached when the way is not straight: proxies, authorities, certificates, credentials, downloads
 * that break off.
 */
@Tag("java")
class NetworkTest {
    private static final String HOST = "registry.test";
    private static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .commonName("an authority")
            .certificateAuthority(0)
            .build();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final MockWebServer upstream = new MockWebServer();

    @BeforeEach
    void start() {
        upstream.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().body("hello").build();
            }
        });
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    /** Leads whatever it is asked for to one port of this machine: as an HTTP proxy, or as SOCKS 5. */
    private static final class TestProxy implements AutoCloseable {
        private final ServerSocket server;
        private final int target;
        private final String credentials;
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private String answer = "";

        /** @param credentials {@code USER:PASSWORD} that it asks for; empty for none */
        TestProxy(ServerSocketFactory sockets, int target, String credentials) throws IOException {
            this.server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.target = target;
            this.credentials = credentials;
            run(() -> {
                while (true) {
                    Socket client = server.accept();
                    run(() -> serve(client));
                }
            });
        }

        interface Work {
            void run() throws IOException;
        }

        private static void run(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // the other side went away
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve(Socket client) throws IOException {
            try (client) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                int first = in.read();
                if (first == 5) {
                    socks(client, in);
                } else if (first > 0) {
                    http(client, in, first);
                }
            }
        }

        private void http(Socket client, InputStream in, int first) throws IOException {
            while (true) {
                StringBuilder head = new StringBuilder().append((char) first);
                while (head.indexOf("\r\n\r\n") < 0) {
                    int b = in.read();
                    if (b < 0) {
                        return;
                    }
                    head.append((char) b);
                }
                asked.add(head.toString());
                OutputStream out = client.getOutputStream();
                String expected =
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
                if (!credentials.isEmpty() && !head.toString().contains("Proxy-Authorization: " + expected)) {
                    out.write(
                            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"site\"\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1));
                } else if (!answer.isEmpty()) {
                    out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    try (Socket there = new Socket(InetAddress.getLoopbackAddress(), target)) {
                        if (head.toString().startsWith("CONNECT")) {
                            out.write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                        } else {
                            there.getOutputStream()
                                    .write(head.toString()
                                            .replaceFirst("http://[^/]+", "")
                                            .getBytes(StandardCharsets.ISO_8859_1));
                        }
                        pipe(client, there);
                    }
                    return;
                }
                first = in.read();
                if (first < 0) {
                    return;
                }
            }
        }

        private void socks(Socket client, DataInputStream in) throws IOException {
            OutputStream out = client.getOutputStream();
            in.readNBytes(in.read());
            if (!credentials.isEmpty()) {
                out.write(new byte[] {5, 2});
                in.read();
                String user = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
                String password = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
                boolean known = credentials.equals(user + ":" + password);
                out.write(new byte[] {1, (byte) (known ? 0 : 1)});
                if (!known) {
                    return;
                }
            } else {
                out.write(new byte[] {5, 0});
            }
            in.readNBytes(3);
            int kind = in.read();
            byte[] name = in.readNBytes(kind == 3 ? in.read() : kind == 1 ? 4 : 16);
            in.readNBytes(2);
            asked.add(kind + " " + new String(name, StandardCharsets.ISO_8859_1));
            out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
            try (Socket there = new Socket(InetAddress.getLoopbackAddress(), target)) {
                pipe(client, there);
            }
        }

        private static void pipe(Socket client, Socket there) throws IOException {
            run(() -> {
                there.getInputStream().transferTo(client.getOutputStream());
                client.close();
            });
            client.getInputStream().transferTo(there.getOutputStream());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static HeldCertificate.Builder certificate(String name) {
        return new HeldCertificate.Builder()
                .commonName(name)
                .addSubjectAlternativeName(name)
                .signedBy(AUTHORITY);
    }

    private void secure(HeldCertificate certificate) throws IOException {
        upstream.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build()
                .sslSocketFactory());
        upstream.start();
    }

    private Network network(Map<String, String> variables, boolean trusting) throws IOException {
        List<Path> files =
                trusting ? List.of(Files.writeString(folder.resolve("ca.pem"), AUTHORITY.certificatePem())) : List.of();
        return Network.of(variables, files);
    }

    private static Http http(Network network, String... hosts) {
        RetryPolicy retries = new RetryPolicy(
                3, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1), Clock.systemUTC(), pause -> {});
        return new Http(new EgressPolicy(List.of(), List.of(hosts)), retries, network, 4, "test");
    }

    private String get(Network network, URI url) throws IOException {
        try (Http http = http(network, url.getHost() + ":" + (url.getPort() < 0 ? 443 : url.getPort()))) {
            DocumentCache cache = new DocumentCache(Files.createTempDirectory(folder, "cache"), http);
            return Files.readString(cache.get(url, "*/*", "the document", 1000).orElseThrow());
        }
    }

    private static URI secureUrl() {
        return URI.create("https://" + HOST + "/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS_PROXY", "https_proxy", "ALL_PROXY"})
    void anHttpProxyLeadsToAHostWhoseNameIsNotKnownHere(String variable) throws Exception {
        secure(certificate(HOST).build());
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), upstream.getPort(), "me:p@ss:word")) {
            String url = "http://me:p%40ss%3Aword@127.0.0.1:" + proxy.port();
            assertThat(get(network(Map.of(variable, url), true), secureUrl())).isEqualTo("hello");
            assertThat(proxy.asked.get(0)).startsWith("CONNECT " + HOST + ":443");
        }
    }

    @Test
    void whatAClientsConfigurationSaysCountsWhereNothingElseIsSaid() throws Exception {
        secure(certificate(HOST).build());
        Path authority = Files.writeString(folder.resolve("client-ca.pem"), AUTHORITY.certificatePem());
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), upstream.getPort(), "me:word")) {
            ClientSettings settings = new ClientSettings(
                    "http://me:word@127.0.0.1:" + proxy.port(),
                    List.of("direct.test"),
                    List.of(authority),
                    List.of(),
                    List.of(),
                    ".npmrc");
            assertThat(settings.toString()).doesNotContain("word");
            Network network = network(Map.of(), false).and(settings);
            assertThat(get(network, secureUrl())).isEqualTo("hello");
            assertThat(network.proxies().to(URI.create("https://direct.test/"))).isEmpty();
            assertThat(network(Map.of("HTTP_PROXY", "http://other.test:1"), false)
                            .and(settings)
                            .proxies()
                            .to(secureUrl()))
                    .isEmpty();
        }
    }

    @Test
    void plainHttpGoesThroughTheProxyToo() throws Exception {
        upstream.start();
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), upstream.getPort(), "")) {
            Map<String, String> variables = Map.of("http_proxy", "127.0.0.1:" + proxy.port());
            assertThat(get(network(variables, false), URI.create("http://" + HOST + ":8081/x")))
                    .isEqualTo("hello");
            assertThat(proxy.asked.get(0)).startsWith("GET http://" + HOST + ":8081/x ");
        }
    }

    @Test
    void aProxyMaySpeakTlsItself() throws Exception {
        secure(certificate(HOST).build());
        HandshakeCertificates own = new HandshakeCertificates.Builder()
                .heldCertificate(certificate("localhost").build())
                .build();
        SSLServerSocketFactory sockets = own.sslContext().getServerSocketFactory();
        try (TestProxy proxy = new TestProxy(sockets, upstream.getPort(), "me:word")) {
            Map<String, String> variables = Map.of("HTTPS_PROXY", "https://me:word@localhost:" + proxy.port());
            assertThat(get(network(variables, true), secureUrl())).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "me:word"})
    void aSocksProxyResolvesTheName(String credentials) throws Exception {
        secure(certificate(HOST).build());
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), upstream.getPort(), credentials)) {
            String user = credentials.isEmpty() ? "" : credentials + "@";
            Map<String, String> variables = Map.of("ALL_PROXY", "socks5h://" + user + "127.0.0.1:" + proxy.port());
            assertThat(get(network(variables, true), secureUrl())).isEqualTo("hello");
            assertThat(proxy.asked).containsExactly("3 " + HOST);
        }
    }

    private static void assertRefused(Network network, ExitClass exit, String... words) {
        assertThatThrownBy(() -> {
                    try (Http http = http(network, HOST + ":443")) {
                        http.get(UpstreamRequest.get(secureUrl(), "*/*", "the document"), Map.of(), response -> 1);
                    }
                })
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.first().code().exitClass()).isEqualTo(exit);
                    assertThat(e.first().what() + " " + e.first().hints()).contains(words);
                });
    }

    @Test
    void aProxyThatRefusesIsSaidWithItsVariableAndWithoutThePassword() throws Exception {
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), 9, "me:right")) {
            Network network = network(Map.of("HTTPS_PROXY", "http://me:wrong-s3cr3t@127.0.0.1:" + proxy.port()), false);
            assertRefused(network, ExitClass.CREDENTIALS, "the proxy http://127.0.0.1:" + proxy.port(), "HTTPS_PROXY");
            assertThatThrownBy(() -> get(network, secureUrl())).message().doesNotContain("s3cr3t");
        }
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), 9, "")) {
            proxy.answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
            Network network = network(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()), false);
            assertRefused(network, ExitClass.UPSTREAM, "does not connect to the host: it answered 502");
        }
    }

    @Test
    void aProxyThatBreaksTlsNeedsItsAuthority() throws Exception {
        secure(certificate(HOST).build());
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), upstream.getPort(), "")) {
            Map<String, String> variables = Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            assertRefused(
                    network(variables, false),
                    ExitClass.UPSTREAM,
                    "signed by an authority that this machine does not trust",
                    "--ca");
            assertThat(get(network(variables, true), secureUrl())).isEqualTo("hello");
        }
    }

    @Test
    void certificatesThatExpiredOrAreForOthersAreToldApart() throws Exception {
        secure(certificate(HOST)
                .validityInterval(1_000_000_000_000L, 1_000_000_001_000L)
                .build());
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), upstream.getPort(), "")) {
            Map<String, String> variables = Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            assertRefused(network(variables, true), ExitClass.UPSTREAM, "has expired", "check the clock");
        }
        try (MockWebServer other = new MockWebServer()) {
            other.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate("other.test").build())
                    .build()
                    .sslSocketFactory());
            other.start();
            try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), other.getPort(), "")) {
                Map<String, String> variables = Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
                assertRefused(network(variables, true), ExitClass.UPSTREAM, "the certificate is for other names");
            }
        }
        assertThatThrownBy(() -> TlsTrust.of(List.of(folder.resolve("absent.pem"))))
                .hasMessageContaining("cannot read the certificate authorities");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> TlsTrust.of(List.of(empty))).hasMessageContaining("no PEM certificate in the file");
    }

    @Test
    void aHostThatAsksWhoWeAreIsShownOurCertificate() throws Exception {
        upstream.requireClientAuth();
        secure(certificate("localhost").build());
        HeldCertificate ours = certificate("gapferry").build();
        Path pem = Files.writeString(folder.resolve("c.pem"), ours.certificatePem());
        Path key = Files.writeString(folder.resolve("c.key"), ours.privateKeyPkcs8Pem());
        Network plain = network(Map.of(), true);
        URI url = URI.create("https://localhost:" + upstream.getPort() + "/x");
        assertThatThrownBy(() -> get(plain, url)).isInstanceOf(ProblemException.class);
        Network showing = new Network(
                plain.tls(),
                plain.proxies(),
                plain.credentials(),
                List.of(ClientCertificate.read("localhost", pem, key)),
                Optional.empty());
        assertThat(get(showing, url)).isEqualTo("hello");
        assertThatThrownBy(() -> ClientCertificate.read("localhost", pem, pem))
                .hasMessageContaining("not a private key in PKCS #8");
    }

    @ParameterizedTest
    @CsvSource({
        "*, a.test, true",
        "a.test, a.test, true",
        "a.test, www.a.test, true",
        ".a.test, www.a.test, true",
        "*.a.test, www.a.test, true",
        "a.test, ba.test, false",
        "a.test:443, a.test, true",
        "a.test:8443, a.test, false",
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.1.2.3, false",
        "10.0.0.0/8, ten.test, false",
        "192.168.1.0/30, 192.168.1.3, true",
        "192.168.1.0/30, 192.168.1.4, false",
        "x, localhost, true",
        "x, 127.0.0.2, true",
        "'x, a.test', a.test, true",
        "A.TEST, a.test, true"
    })
    void noProxyNamesHosts(String noProxy, String host, boolean direct) {
        Proxies proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://p.test:3128", "NO_PROXY", noProxy));
        assertThat(proxies.to(URI.create("https://" + host + "/")).isEmpty()).isEqualTo(direct);
    }

    @Test
    void aVariableThatIsNoProxyIsSaidWithoutItsValue() {
        assertThatThrownBy(() -> Proxies.of(Map.of("HTTPS_PROXY", "ftp://me:s3cr3t@p.test")))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.first().where()).isEqualTo("HTTPS_PROXY");
                    assertThat(e.getMessage()).doesNotContain("s3cr3t");
                });
    }

    private static Network with(Credential... credentials) {
        return new Network(
                new TlsTrust(List.of()),
                Proxies.NONE,
                new Credentials(List.of(credentials)),
                List.of(),
                Optional.empty());
    }

    @Test
    void credentialsAreForTheirHostAndPathAlone() throws Exception {
        upstream.start();
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            other.enqueue(new MockResponse.Builder().body("there").build());
            upstream.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    return new MockResponse.Builder()
                            .code(302)
                            .addHeader("Location", "http://localhost:" + other.getPort() + "/npm/there")
                            .build();
                }
            });
            String here = "127.0.0.1:" + upstream.getPort();
            Network network = with(
                    Credential.of(here, Credential.bearer("all"), "test"),
                    Credential.of("//" + here + "/npm/", Credential.bearer("npm"), "test"));
            try (Http http = http(network, here, "localhost:" + other.getPort())) {
                URI url = URI.create("http://" + here + "/npm/x");
                http.get(UpstreamRequest.get(url, "*/*", "x"), Map.of(), response -> 1);
                assertThat(upstream.takeRequest().getHeaders().get("Authorization"))
                        .isEqualTo("Bearer npm");
                assertThat(other.takeRequest(5, TimeUnit.SECONDS).getHeaders().get("Authorization"))
                        .isNull();
            }
        }
    }

    @Test
    void credentialsComeFromVariablesAndNetrc() throws IOException {
        assertThat(Credentials.ofVariables(
                        Map.of(
                                "GAPFERRY_TOKEN_R_EXAMPLE_TEST",
                                "t",
                                "GAPFERRY_USER_S_TEST",
                                "u",
                                "GAPFERRY_PASSWORD_S_TEST",
                                "p"),
                        List.of("r.example.test", "s.test", "none.test")))
                .extracting(Credential::authorization)
                .containsExactly("Bearer t", Credential.basic("u", "p"));
        Path netrc = Files.writeString(
                folder.resolve("netrc"),
                "# mine\nmachine a.test login me password \"s3 \\\"cr3t\"\nmachine b.test\n  login you\n  password word\ndefault login x password y\n");
        assertThat(Credentials.ofNetrc(netrc))
                .extracting(Credential::host, Credential::authorization)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a.test", Credential.basic("me", "s3 \"cr3t")),
                        org.assertj.core.groups.Tuple.tuple("b.test", Credential.basic("you", "word")));
        assertThat(Credentials.ofNetrc(netrc).toString()).doesNotContain("cr3t").doesNotContain("word");
    }

    /** Content that breaks off, and is gone on with where it is asked for. */
    private final class Breaking extends Dispatcher {
        private final byte[] content = new byte[6 << 20];
        private final List<String> ranges = new ArrayList<>();
        private String tag = "\"one\"";
        private boolean stalling;
        private boolean changes;

        Breaking() {
            new Random(1).nextBytes(content);
        }

        String sha512() {
            return HexFormat.of().formatHex(DigestAlgorithm.SHA512.computation().digest(content));
        }

        List<Checksum> declared() {
            return List.of(Checksum.of(Digest.of(content)), new Checksum(DigestAlgorithm.SHA512, sha512()));
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String range = request.getHeaders().get("Range");
            ranges.add(String.valueOf(range));
            int from = 0;
            MockResponse.Builder answer = new MockResponse.Builder();
            if (range != null && tag.equals(request.getHeaders().get("If-Range"))) {
                from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
                answer.code(206)
                        .addHeader(
                                "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            byte[] rest = Arrays.copyOfRange(content, from, content.length);
            answer.addHeader("ETag", tag).body(new Buffer().write(rest));
            if (changes) {
                tag = "\"two\"";
            }
            if (ranges.size() < 3) {
                answer.onResponseBody(
                        stalling ? SocketEffect.Stall.INSTANCE : new SocketEffect.CloseSocket(true, false, false));
            }
            return answer.build();
        }
    }

    private BlobCache.Downloaded download(Breaking breaking, Network network) throws IOException {
        upstream.setDispatcher(breaking);
        upstream.start();
        try (Http http = http(network, "127.0.0.1:" + upstream.getPort())) {
            BlobCache cache = new BlobCache(folder.resolve("cache"), http);
            return cache.download(
                            URI.create("http://127.0.0.1:" + upstream.getPort() + "/big"),
                            breaking.declared(),
                            "big",
                            count -> {})
                    .orElseThrow();
        }
    }

    @Test
    void aDownloadThatBreaksOffIsGoneOnWith() throws Exception {
        Breaking breaking = new Breaking();
        BlobCache.Downloaded done = download(breaking, Network.PLAIN);
        assertThat(done.blob().digest()).isEqualTo(Digest.of(breaking.content));
        assertThat(done.digests()).containsEntry(DigestAlgorithm.SHA512, breaking.sha512());
        assertThat(breaking.ranges.get(0)).isEqualTo("null");
        assertThat(breaking.ranges.subList(1, breaking.ranges.size()))
                .isNotEmpty()
                .allMatch(range -> range.matches("bytes=[1-9][0-9]*-"));
        assertThat(folder.resolve("cache/parts")).isEmptyDirectory();
    }

    @Test
    void aDownloadThatStallsIsGivenUpAndGoneOnWith() throws Exception {
        Breaking breaking = new Breaking();
        breaking.stalling = true;
        Network plain = Network.PLAIN;
        Network impatient = new Network(
                plain.tls(), plain.proxies(), plain.credentials(), List.of(), Optional.empty(), Duration.ofMillis(300));
        assertThat(download(breaking, impatient).blob().digest()).isEqualTo(Digest.of(breaking.content));
        assertThat(breaking.ranges.get(1)).startsWith("bytes=");
    }

    @Test
    void whatChangedMeanwhileIsFetchedFromItsBeginning() throws Exception {
        Breaking breaking = new Breaking();
        breaking.changes = true;
        assertThat(download(breaking, Network.PLAIN).blob().digest()).isEqualTo(Digest.of(breaking.content));
    }

    @Test
    void theNextProcessGoesOnWithWhatWasKept() throws Exception {
        Breaking breaking = new Breaking();
        upstream.setDispatcher(breaking);
        upstream.start();
        URI url = URI.create("http://127.0.0.1:" + upstream.getPort() + "/big");
        RetryPolicy once = new RetryPolicy(
                1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1), Clock.systemUTC(), pause -> {});
        for (int process = 1; ; process++) {
            try (Http http = new Http(new EgressPolicy(List.of(url), List.of()), once, Network.PLAIN, 1, "test")) {
                BlobCache cache = new BlobCache(folder.resolve("cache"), http);
                cache.tidy();
                BlobCache.Downloaded done = cache.download(url, breaking.declared(), "big", count -> {})
                        .orElseThrow();
                assertThat(done.blob().digest()).isEqualTo(Digest.of(breaking.content));
                break;
            } catch (ProblemException e) {
                assertThat(process).isLessThan(4);
            }
        }
        assertThat(breaking.ranges.get(1)).startsWith("bytes=");
    }

    @Test
    void noRequestIsSentWhenTheTimeIsUp() throws Exception {
        upstream.start();
        Network plain = Network.PLAIN;
        Network late = new Network(
                plain.tls(),
                plain.proxies(),
                plain.credentials(),
                List.of(),
                Optional.of(Instant.now().minusSeconds(1)));
        assertThatThrownBy(() -> get(late, upstream.url("/x").uri()))
                .hasMessageContaining("the time limit was reached");
        assertThat(upstream.getRequestCount()).isZero();
        upstream.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .body("slow")
                        .throttleBody(1, 1, TimeUnit.SECONDS)
                        .build();
            }
        });
        Network short_ = new Network(
                plain.tls(),
                plain.proxies(),
                plain.credentials(),
                List.of(),
                Optional.of(Instant.now().plusSeconds(1)));
        assertThatThrownBy(() -> get(short_, upstream.url("/x").uri()))
                .hasMessageContaining("the time limit was reached");
    }

    private static UpstreamCheck.Found examine(Network network, URI url) {
        try (UpstreamCheck check = new UpstreamCheck(network, "test")) {
            return check.run(url);
        }
    }

    @Test
    void aCheckOfAnUpstreamTellsHowFarItCame() throws Exception {
        UpstreamCheck.Found unknown = examine(Network.PLAIN, URI.create("https://nobody.invalid/"));
        assertThat(unknown.passed()).isEmpty();
        assertThat(unknown.failed().orElseThrow().what()).contains("has no address");
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        UpstreamCheck.Found refused = examine(Network.PLAIN, URI.create("http://127.0.0.1:" + closed + "/"));
        assertThat(refused.passed()).containsExactly("name");
        assertThat(refused.failed().orElseThrow().what()).contains("does not accept connections on port " + closed);
        secure(certificate(HOST).build());
        try (TestProxy proxy = new TestProxy(ServerSocketFactory.getDefault(), upstream.getPort(), "me:word")) {
            String address = "127.0.0.1:" + proxy.port();
            UpstreamCheck.Found locked =
                    examine(network(Map.of("HTTPS_PROXY", "http://" + address), true), secureUrl());
            assertThat(locked.passed()).containsExactly("name of the proxy", "route to the proxy");
            assertThat(locked.failed().orElseThrow().what()).contains("requires credentials");
            UpstreamCheck.Found doubted =
                    examine(network(Map.of("HTTPS_PROXY", "http://me:word@" + address), false), secureUrl());
            assertThat(doubted.failed().orElseThrow().what())
                    .contains("signed by an authority that this machine does not trust");
            upstream.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    String given = request.getHeaders().get("Authorization");
                    return new MockResponse.Builder()
                            .code("Bearer right".equals(given) ? 200 : 401)
                            .build();
                }
            });
            Network through = network(Map.of("HTTPS_PROXY", "http://me:word@" + address), true);
            UpstreamCheck.Found stranger = examine(through, secureUrl());
            assertThat(stranger.passed()).endsWith("proxy", "tls");
            assertThat(stranger.failed().orElseThrow().what())
                    .contains("401, and this machine has no credentials for it");
            UpstreamCheck.Found known = examine(
                    through.and(new ClientSettings(
                            "",
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(Credential.of(HOST, "Bearer right", "a file")),
                            "a file")),
                    secureUrl());
            assertThat(known.failed()).isEmpty();
            assertThat(known.passed()).endsWith("credentials from a file", "status 200");
        }
    }
}
