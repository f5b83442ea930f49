package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.mirror.http.Listen;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.http.TlsFiles;
import org.gapferry.mirror.store.Store;
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.testkit.Tarball;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door of the mirror: who may come in, what it bears, and what those see who watch it. */
@Tag("java")
class ServeTest {
    private static final String TOKEN = "0123456789abcdef0123";

    @TempDir
    private static Path prepared;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Store store;

    @BeforeAll
    static void carryTwoPackages() {
        try (FakeNpmRegistry registry = new FakeNpmRegistry()) {
            carry(registry, prepared);
        }
    }

    /** Exports the packages a and b, and what else a registry has been given, into the store of a folder. */
    private static Path carry(FakeNpmRegistry registry, Path folder, String... more) {
        Program program = new Program(folder);
        registry.version("a", "1.0.0").publish();
        registry.version("b", "2.0.0").publish();
        Path store = program.store(program.setUp());
        program.manifest("version: 1\nname: test\nnpm: [a, b" + String.join("", more) + "]\nupstreams: {npm: \""
                + registry.url() + "\"}\n");
        Program.Ended imported = program.run("import", program.export().lastLine(), "--store", store);
        assertThat(imported.exit()).as(imported.err()).isZero();
        return store;
    }

    @BeforeEach
    void aStoreWithTwoPackages() throws IOException {
        try (Stream<Path> files = Files.walk(prepared.resolve("store"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(prepared.relativize(file)));
            }
        }
        store = Store.open(folder.resolve("store"), new LocalDisk(), Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private MirrorServer serve(MirrorSettings settings) {
        return MirrorServer.start(store, Ecosystems.ALL, settings);
    }

    private static MirrorSettings anywhere() {
        return MirrorSettings.parse("127.0.0.1:0", "");
    }

    private HttpResponse<String> get(URI url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int status(URI url, String... headers) throws IOException, InterruptedException {
        return get(url, headers).statusCode();
    }

    @Test
    void severalDoorsAndAnEcosystemAtTheRootOfItsOwn() throws Exception {
        MirrorSettings settings = MirrorSettings.parse(
                List.of("127.0.0.1:0", "localhost:0"),
                "",
                List.of("npm=127.0.0.1:0", "npm=127.0.0.1:0,http://npm.example.test/registry"));
        try (MirrorServer server = serve(settings)) {
            List<URI> bases = server.bases();
            assertThat(bases).hasSize(4);
            for (URI base : bases.subList(0, 2)) {
                assertThat(get(base.resolve("npm/a")).body()).contains("\"tarball\":\"" + base + "npm/a/-/a-1.0.0.tgz");
            }
            assertThat(get(bases.get(2).resolve("a")).body())
                    .contains("\"tarball\":\"" + bases.get(2) + "a/-/a-1.0.0.tgz");
            assertThat(status(bases.get(2).resolve("a/-/a-1.0.0.tgz"))).isEqualTo(200);
            assertThat(status(bases.get(2).resolve("npm/a"))).isEqualTo(404);
            assertThat(bases.get(3)).hasToString("http://npm.example.test/registry/");
        }
    }

    @Test
    void anAddressThatIsTakenLeavesTheOthersFree() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = probe.getLocalPort();
            }
            List<String> addresses = List.of("127.0.0.1:" + free, "127.0.0.1:" + taken.getLocalPort());
            assertThatThrownBy(() -> serve(MirrorSettings.parse(addresses, "", List.of()))
                            .close())
                    .hasMessageContaining("cannot listen on this address");
        }
        try (MirrorServer server = serve(MirrorSettings.parse("127.0.0.1:" + free, ""))) {
            assertThat(status(server.base().resolve("npm/a"))).isEqualTo(200);
        }
    }

    @Test
    void aWrongRootIsSaid() {
        assertThatThrownBy(() -> serve(MirrorSettings.parse(List.of("127.0.0.1:0"), "", List.of("cargo=127.0.0.1:0")))
                        .close())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("unknown ecosystem `cargo`");
        assertThatThrownBy(() -> MirrorSettings.parse(List.of("127.0.0.1:0"), "", List.of("npm")))
                .hasMessageContaining("is not ECOSYSTEM=HOST:PORT");
        assertThatThrownBy(() -> MirrorSettings.parse(List.of("0.0.0.0:0"), "", List.of()))
                .hasMessageContaining("needs its public URL");
    }

    private Path tokens(String text, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onlyThoseReadWhoKnowAToken() throws Exception {
        Path file = tokens("# for the build\nci " + TOKEN + "\n", "rw-------");
        try (MirrorServer server = serve(anywhere().withTokens(file))) {
            URI document = server.base().resolve("npm/a");
            HttpResponse<String> refused = get(document);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().allValues("www-authenticate"))
                    .anyMatch(value -> value.startsWith("Basic "))
                    .anyMatch(value -> value.startsWith("Bearer "));
            assertThat(status(document, "Authorization", "Bearer " + TOKEN)).isEqualTo(200);
            assertThat(status(document, "Authorization", basic("anybody", TOKEN)))
                    .isEqualTo(200);
            for (String wrong : List.of(
                    "Bearer " + TOKEN + "0",
                    "Bearer",
                    "Bearer ci",
                    "Basic !!!",
                    basic(TOKEN, ""),
                    basic("ci", "ci"),
                    "Digest " + TOKEN)) {
                assertThat(status(document, "Authorization", wrong)).as(wrong).isEqualTo(401);
            }
            assertThat(status(server.base())).isEqualTo(401);
            assertThat(status(server.base().resolve("-/metrics"))).isEqualTo(401);
            assertThat(status(server.base().resolve("-/health"))).isEqualTo(200);
            tokens("another-token-of-24-chars\n", "rw-------");
            await(() -> status(document, "Authorization", "Bearer " + TOKEN) == 401);
            tokens("short\n", "rw-------");
            TimeUnit.SECONDS.sleep(3);
            assertThat(status(document, "Authorization", "Bearer another-token-of-24-chars"))
                    .as("a file that cannot be used changes nothing")
                    .isEqualTo(200);
        }
    }

    @Test
    void aFileOfTokensThatOthersMayReadIsRefused() throws Exception {
        Path file = tokens(TOKEN + "\n", "rw-r--r--");
        assertThatThrownBy(() -> serve(anywhere().withTokens(file)).close())
                .hasMessageContaining("other users of this machine can read the tokens");
        assertThatThrownBy(() -> serve(anywhere().withTokens(tokens("# none\n", "rw-------")))
                        .close())
                .hasMessageContaining("no token in the file");
        assertThatThrownBy(() ->
                        serve(anywhere().withTokens(folder.resolve("absent"))).close())
                .hasMessageContaining("cannot read the tokens");
    }

    /** Something that becomes true within some seconds. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        for (int i = 0; i < 100; i++) {
            if (condition.holds()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(condition.holds()).isTrue();
    }

    @Test
    void healthAndMetricsSayWhatIsServed() throws Exception {
        try (MirrorServer server = serve(anywhere())) {
            assertThat(status(server.base().resolve("npm/a"))).isEqualTo(200);
            assertThat(status(server.base().resolve("npm/none"))).isEqualTo(404);
            HttpResponse<String> health = get(server.base().resolve("-/health"));
            assertThat(health.body())
                    .contains("\"status\":\"ok\"", "\"generation\":2", "\"feed\":\"test\"", "\"seq\":1")
                    .containsPattern("\"ageSeconds\":[0-9]+");
            await(() -> get(server.base().resolve("-/metrics")).body().contains("status=\"404\""));
            HttpResponse<String> metrics = get(server.base().resolve("-/metrics"));
            assertThat(metrics.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
            assertThat(metrics.body())
                    .contains(
                            "gapferry_requests_total{part=\"npm\",status=\"200\"} 1.0",
                            "gapferry_requests_total{part=\"npm\",status=\"404\"} 1.0",
                            "gapferry_generation 2.0",
                            "gapferry_feed_sequence{feed=\"test\"} 1.0",
                            "gapferry_feed_sealed_timestamp_seconds{feed=\"test\"}",
                            "gapferry_request_seconds_bucket{part=\"npm\",le=\"0.1\"}")
                    .containsPattern("gapferry_connections [1-9]");
        }
    }

    @Test
    void thoseWhoWatchMayHaveAnAddressOfTheirOwn() throws Exception {
        try (MirrorServer server = serve(anywhere().withOperations(Listen.parse("--operations", "127.0.0.1:0")))) {
            URI watched = server.bases().get(1);
            assertThat(status(watched.resolve("-/health"))).isEqualTo(200);
            assertThat(status(watched.resolve("-/metrics"))).isEqualTo(200);
            assertThat(status(watched.resolve("npm/a"))).isEqualTo(404);
            assertThat(status(server.base().resolve("-/health"))).isEqualTo(404);
            assertThat(status(server.base().resolve("-/metrics"))).isEqualTo(404);
            assertThat(status(server.base().resolve("npm/a"))).isEqualTo(200);
        }
    }

    @Test
    void thePageSaysWhatIsHeldAndHowToComeToIt() throws Exception {
        try (MirrorServer server = serve(anywhere())) {
            HttpResponse<String> page = get(server.base());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                    .startsWith("default-src 'none'");
            assertThat(page.body())
                    .contains("<td>npm</td><td class=\"number\">2</td><td class=\"number\">2</td>")
                    .contains("npm_config_registry='" + server.base() + "npm/'")
                    .contains("prefers-color-scheme:dark")
                    .doesNotContain("<script")
                    .doesNotContainPattern("(?:src|href)=");
            assertThat(get(server.base().resolve("?q=A%401")).body()).contains("<li>pkg:npm/a@1.0.0</li>");
            assertThat(get(server.base().resolve("?q=zzz")).body()).contains("No package matches.");
            assertThat(get(server.base().resolve("?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"))
                            .body())
                    .doesNotContain("<script")
                    .contains("&quot;&gt;&lt;script&gt;");
            assertThat(answer(server.base(), head(server.base(), "/?q=%zz", "")))
                    .containsPattern("^HTTP/1\\.1 (?:200|400)");
        }
    }

    private static byte[] raw(URI base, byte[] request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request);
                out.flush();
            } catch (IOException e) {
                // it need not read to the end what it refuses
            }
            InputStream in = socket.getInputStream();
            List<Byte> bytes = new ArrayList<>();
            try {
                for (int b = in.read(); b >= 0 && bytes.size() < 4096; b = in.read()) {
                    bytes.add((byte) b);
                }
            } catch (IOException e) {
                // refused while more was sent
            }
            byte[] all = new byte[bytes.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = bytes.get(i);
            }
            return all;
        }
    }

    private static String answer(URI base, String request) throws IOException {
        return new String(raw(base, request.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }

    private static String head(URI base, String path, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nConnection: close\r\n" + more
                + "\r\n";
    }

    @Test
    void headsThatAreTooLargeAreRefusedAndTheRestGoesOn() throws Exception {
        try (MirrorServer server = serve(anywhere())) {
            URI base = server.base();
            String line = answer(base, head(base, "/npm/" + "a".repeat(1 << 20), ""));
            assertThat(line)
                    .satisfiesAnyOf(text -> assertThat(text).startsWith("HTTP/1.1 414"), text -> assertThat(text)
                            .isEmpty());
            String headers = answer(base, head(base, "/npm/a", "X-Many: 1\r\n".repeat(10_000)));
            assertThat(headers)
                    .satisfiesAnyOf(text -> assertThat(text).startsWith("HTTP/1.1 431"), text -> assertThat(text)
                            .isEmpty());
            assertThat(answer(base, head(base, "/npm/" + "a".repeat(9000), ""))).startsWith("HTTP/1.1 404");
            assertThat(status(base.resolve("npm/a"))).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../store/log",
                "/npm/../../log",
                "/npm/..%2f..%2flog",
                "/npm/%2e%2e/%2e%2e/log",
                "/npm/..;/..;/log",
                "/npm/%252e%252e/log",
                "/npm/..%5c..%5clog",
                "/npm/a/-/../../../../log",
                "//log",
                "/npm/a%00b"
            })
    void nothingBesideTheMirrorIsReached(String path) throws Exception {
        try (MirrorServer server = serve(anywhere())) {
            assertThat(answer(server.base(), head(server.base(), path, ""))).containsPattern("^HTTP/1\\.1 (?:400|404)");
        }
    }

    @Test
    void aHostThatIsNotOursIsMisdirected() throws Exception {
        try (MirrorServer server = serve(anywhere())) {
            assertThat(answer(server.base(), "GET /npm/a HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421");
            assertThat(answer(server.base(), "GET /npm/a HTTP/1.1\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400");
            assertThat(answer(server.base(), "GET http://evil.test/npm/a HTTP/1.1\r\nHost: evil.test\r\n\r\n"))
                    .startsWith("HTTP/1.1 421");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-0,2-3",
                "bytes=0-10,5-20,1-2",
                "bytes=5-2",
                "bytes=a-b",
                "bytes=",
                "lines=0-1",
                "bytes=-",
                "bytes=0-,0-,0-,0-,0-"
            })
    void rangesThatAreNoneAreIgnored(String range) throws Exception {
        try (MirrorServer server = serve(anywhere())) {
            URI tarball = server.base().resolve("npm/a/-/a-1.0.0.tgz");
            assertThat(get(tarball, "Range", range).body())
                    .isEqualTo(get(tarball).body());
            assertThat(status(tarball, "Range", range)).isEqualTo(200);
        }
    }

    @Test
    void oneRangeIsAnsweredAndOneBehindTheEndIsNot() throws Exception {
        try (MirrorServer server = serve(anywhere())) {
            URI tarball = server.base().resolve("npm/a/-/a-1.0.0.tgz");
            HttpResponse<String> part = get(tarball, "Range", "bytes=2-4");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.headers().firstValue("content-length")).contains("3");
            assertThat(status(tarball, "Range", "bytes=99999999-")).isEqualTo(416);
            assertThat(status(tarball, "Range", "bytes=2-4", "If-Range", "\"other\""))
                    .isEqualTo(200);
        }
    }

    @Test
    void aHeadThatComesByteByByteIsNotWaitedForForever() throws Exception {
        MirrorSettings settings = anywhere().with(new MirrorSettings.Limits(100, 2));
        try (MirrorServer server = serve(settings);
                Socket slow = new Socket("127.0.0.1", server.port());
                Socket waiting = new Socket("127.0.0.1", server.port())) {
            byte[] request =
                    head(server.base(), "/npm/a", "X-Long: " + "x".repeat(500)).getBytes(StandardCharsets.ISO_8859_1);
            waiting.getOutputStream()
                    .write("GET /npm/a HTTP/1.1\r\nHost: %s\r\n\r\n"
                            .formatted(server.base().getAuthority())
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(waiting.getInputStream().read()).isEqualTo('H');
            boolean ended = false;
            for (int i = 0; i < 100 && !ended; i++) {
                try {
                    slow.getOutputStream().write(request[i]);
                    TimeUnit.MILLISECONDS.sleep(100);
                } catch (IOException e) {
                    ended = true;
                }
            }
            assertThat(ended).isTrue();
            waiting.getOutputStream()
                    .write("GET /npm/b HTTP/1.1\r\nHost: %s\r\n\r\n"
                            .formatted(server.base().getAuthority())
                            .getBytes(StandardCharsets.ISO_8859_1));
            waiting.setSoTimeout(5_000);
            assertThat(waiting.getInputStream().readNBytes(500)).hasSize(500);
        }
    }

    @Test
    void readersThatStopReadingCostTheOthersNothing() throws Exception {
        byte[] large = new byte[8 << 20];
        new Random(1).nextBytes(large);
        Path path;
        try (FakeNpmRegistry registry = new FakeNpmRegistry()) {
            registry.version("large", "1.0.0")
                    .holding(new Tarball().with("large", HexFormat.of().formatHex(large)))
                    .publish();
            path = carry(registry, Files.createDirectory(folder.resolve("large")), ", large");
        }
        List<Socket> readers = new ArrayList<>();
        try (Store held = Store.open(path, new LocalDisk(), Clock.systemUTC());
                MirrorServer server = MirrorServer.start(held, Ecosystems.ALL, anywhere())) {
            String request = "GET /npm/large/-/large-1.0.0.tgz HTTP/1.1\r\nHost: "
                    + server.base().getAuthority() + "\r\n\r\n";
            for (int i = 0; i < 200; i++) {
                Socket reader = new Socket();
                reader.setReceiveBufferSize(1024);
                reader.connect(new InetSocketAddress("127.0.0.1", server.port()));
                reader.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                readers.add(reader);
            }
            long begin = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(status(server.base().resolve("npm/a"))).isEqualTo(200);
            }
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
                    .isLessThan(20);
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void theAccessLogHasALineForEachRequest() throws Exception {
        Path log = folder.resolve("access.log");
        try (MirrorServer server = serve(anywhere().withAccessLog(log))) {
            get(server.base().resolve("npm/a"), "Authorization", "Bearer s3cr3t-s3cr3t-s3cr3t");
            await(() -> Files.exists(log) && Files.readString(log).contains("\"GET /npm/a HTTP/1.1\" 200"));
            assertThat(Files.readString(log)).doesNotContain("s3cr3t");
        }
    }

    @Test
    void anAccessLogThatIsFullStopsNobody() throws Exception {
        try (MirrorServer server = serve(anywhere().withAccessLog(Path.of("/dev/full")))) {
            for (int i = 0; i < 20; i++) {
                assertThat(status(server.base().resolve("npm/a"))).isEqualTo(200);
            }
        }
    }

    private void write(HeldCertificate certificate, Path certificateFile, Path keyFile) throws IOException {
        replace(keyFile, certificate.privateKeyPkcs8Pem());
        replace(certificateFile, certificate.certificatePem());
    }

    private void replace(Path file, String text) throws IOException {
        Path made = Files.writeString(folder.resolve("made"), text);
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static HeldCertificate certificate(String name) {
        return new HeldCertificate.Builder()
                .commonName(name)
                .addSubjectAlternativeName("127.0.0.1")
                .ecdsa256()
                .build();
    }

    /** Writes a new certificate with its key, and makes a client that trusts it. */
    private SSLContext trusting(Path certificateFile, Path keyFile) throws IOException {
        HeldCertificate own = certificate("mirror");
        write(own, certificateFile, keyFile);
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(own.certificate())
                .build()
                .sslContext();
    }

    private static String shown(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aCertificateThatWasReplacedIsTakenAndAHalfWrittenOneIsNot() throws Exception {
        Path certificate = folder.resolve("tls.pem");
        Path key = folder.resolve("tls.key");
        write(certificate("first"), certificate, key);
        try (MirrorServer server = serve(anywhere().with(new TlsFiles(certificate, key)))) {
            assertThat(shown(server.port())).isEqualTo("CN=first");
            HeldCertificate second = certificate("second");
            replace(certificate, second.certificatePem().substring(0, 100));
            TimeUnit.SECONDS.sleep(3);
            assertThat(shown(server.port())).as("half written").isEqualTo("CN=first");
            replace(certificate, second.certificatePem());
            TimeUnit.SECONDS.sleep(3);
            assertThat(shown(server.port())).as("the key is still the old one").isEqualTo("CN=first");
            replace(key, second.privateKeyPkcs8Pem());
            await(() -> shown(server.port()).equals("CN=second"));
        }
    }

    @Test
    void aConnectionOverTlsIsKeptBetweenRequests() throws Exception {
        Path certificate = folder.resolve("tls.pem");
        Path key = folder.resolve("tls.key");
        SSLContext context = trusting(certificate, key);
        MirrorSettings settings =
                anywhere().with(new TlsFiles(certificate, key)).with(new MirrorSettings.Limits(100, 1));
        settings = settings.withOperations(Listen.parse("--operations", "127.0.0.1:0"));
        try (MirrorServer server = serve(settings);
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            byte[] head = head(server.base(), "/npm/a", "")
                    .replace("Connection: close\r\n", "")
                    .getBytes(StandardCharsets.ISO_8859_1);
            socket.setSoTimeout(10_000);
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(head);
                assertThat(socket.getInputStream().read()).as("request " + i).isPositive();
                socket.getInputStream().skipNBytes(socket.getInputStream().available());
                TimeUnit.SECONDS.sleep(i < 2 ? 5 : 0);
            }
            assertThat(get(server.bases().get(1).resolve("-/metrics")).body())
                    .as("this one, and the one that asks")
                    .contains("gapferry_connections 2.0");
        }
    }

    private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putShort((short) (payload.length >> 8)).put((byte) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        out.write(frame.array());
    }

    /** Type and, for a GOAWAY, error of the next frame of HTTP/2 (RFC 9113 4.1, 6.8). */
    private static String frame(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        in.skipNBytes(5);
        byte[] payload = in.readNBytes(length);
        return type == 7 ? "GOAWAY " + ByteBuffer.wrap(payload).getInt(4) : "frame " + type;
    }

    @Test
    void whoResetsStreamsInAFloodIsSentAwayAndTheRestGoesOn() throws Exception {
        Path certificate = folder.resolve("tls.pem");
        Path key = folder.resolve("tls.key");
        SSLContext context = trusting(certificate, key);
        try (MirrorServer server = serve(anywhere().with(new TlsFiles(certificate, key)));
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(out, 4, 0, 0, new byte[0]);
            String authority = "127.0.0.1:" + server.port();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            head.writeBytes(new byte[] {(byte) 0x82, (byte) 0x87, (byte) 0x84, 0x41, (byte) authority.length()});
            head.writeBytes(authority.getBytes(StandardCharsets.US_ASCII));
            Thread flood = new Thread(() -> {
                try {
                    for (int stream = 1; stream < 40_000; stream += 2) {
                        frame(out, 1, 5, stream, head.toByteArray());
                        frame(out, 3, 0, stream, new byte[] {0, 0, 0, 8});
                    }
                } catch (IOException e) {
                    // that is what it deserves
                }
            });
            flood.start();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String last = "frame";
            while (last.startsWith("frame")) {
                try {
                    last = frame(in);
                } catch (SocketException e) {
                    last = "reset"; // what was still on its way to the server can take the last frame with it
                }
            }
            assertThat(last).as("ENHANCE_YOUR_CALM").isIn("GOAWAY 11", "reset");
            HttpClient other = HttpClient.newBuilder().sslContext(context).build();
            HttpResponse<String> answer = other.send(
                    HttpRequest.newBuilder(server.base().resolve("npm/a")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            flood.join();
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        Path certificate = folder.resolve("tls.pem");
        Path key = folder.resolve("tls.key");
        write(certificate("one"), certificate, key);
        replace(key, certificate("other").privateKeyPkcs8Pem());
        assertThatThrownBy(() ->
                        serve(anywhere().with(new TlsFiles(certificate, key))).close())
                .hasMessageContaining("the key does not match the certificate");
    }

    @Test
    void aDocumentIsAnsweredTheSameFromMemoryAndForEachHost() throws Exception {
        try (MirrorServer server = serve(anywhere())) {
            URI document = server.base().resolve("npm/a");
            HttpResponse<String> first = get(document);
            HttpResponse<String> again = get(document);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("etag"))
                    .isEqualTo(first.headers().firstValue("etag"));
            String tag = first.headers().firstValue("etag").orElseThrow();
            assertThat(status(document, "If-None-Match", tag)).isEqualTo(304);
            assertThat(get(document, "Accept", "application/vnd.npm.install-v1+json")
                            .body())
                    .isNotEqualTo(first.body());
        }
    }
}
