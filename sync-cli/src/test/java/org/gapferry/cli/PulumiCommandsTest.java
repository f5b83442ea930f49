package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.http.ServedState;
import org.gapferry.mirror.http.TlsFiles;
import org.gapferry.transport.RetryPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hosts, doctor, HTTPS, and what each of them says of mistakes. */
class PulumiCommandsTest {
    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Gapferry program;

    @BeforeEach
    void program() {
        program = new Gapferry(new ProcessContext(
                Ecosystems.ALL,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                variables,
                Clock.systemUTC(),
                RetryPolicy.standard(Clock.systemUTC()),
                command -> Optional.empty(),
                Optional::empty));
    }

    private String run(int code, String... arguments) {
        out.reset();
        err.reset();
        assertThat(program.run(arguments)).as("%s%s", out, err).isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyRowOfHostsIsWhole() {
        Set<String> keys = new TreeSet<>();
        JsonNode rows = JsonMapper.builder()
                .build()
                .readTree(run(
                        0,
                        "hosts",
                        "--feature",
                        "pulumi-cloud-self-hosted,pulumi-cli,buildkite-agent",
                        "--format",
                        "json"));
        assertThat(rows).hasSizeGreaterThan(50).allSatisfy(row -> {
            boolean role = row.path("role").asBoolean();
            assertThat(row.path("host").asString())
                    .matches(role ? "[a-z]+(-[a-z]+)*" : "(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+");
            assertThat(row.path("port").asInt()).isBetween(22, 65_535);
            assertThat(row.path("direction").asString()).isIn("in", "out");
            assertThat(row.path("protocol").asString()).isIn("https", "http", "ssh", "smtp", "mysql", "postgresql");
            assertThat(row.path("required").asString()).isIn("yes", "no", "one of them", "by the pipeline");
            assertThat(row.path("purpose").asString()).hasSizeGreaterThan(5);
            assertThat(keys.add(
                            row.path("feature") + " " + row.path("direction") + row.path("host") + row.path("port")))
                    .as("%s stands once", row)
                    .isTrue();
        });
        assertThat(rows.findValuesAsString("host"))
                .contains(
                        "agent-edge.buildkite.com",
                        "agent.buildkite.com",
                        "buildkiteartifacts.com",
                        "production.cloudflare.docker.com",
                        "opensearch",
                        "get.pulumi.com",
                        "api.github.com",
                        "169.254.169.254");
    }

    @Test
    void hostsOfAnExportAreThoseOfItsRequirements() throws IOException {
        Path manifest = Files.writeString(
                folder.resolve("m.yaml"),
                "version: 1\nname: m\nhosts: [files.test]\npulumi: [{plugin: resource/x@1.0.0, server: \"https://plugins.test:8443/x\"}, {cli: latest}]\n");
        String csv = run(0, "hosts", "--manifest", manifest.toString(), "--format", "csv");
        assertThat(csv)
                .contains(
                        "\"out\",\"github.com\",\"443\"",
                        "\"out\",\"get.pulumi.com\",\"443\"",
                        "\"out\",\"plugins.test\",\"8443\",\"https\",\"yes\",\"pulumi: plugin: resource/x@1.0.0",
                        "\"out\",\"files.test\",\"443\"");
        assertThat(run(0, "hosts", "--manifest", manifest.toString(), "--format", "squid"))
                .contains("acl gapferry_hosts dstdomain plugins.test", "acl gapferry_ports port 8443");
        assertThat(run(0, "hosts", "--manifest", manifest.toString(), "--format", "nftables"))
                .contains("ip daddr plugins.test tcp dport 8443 accept");
        assertThat(run(0, "hosts", "--manifest", manifest.toString())).contains("PORT", "plugins.test");
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(
                folder.resolve("app/Pulumi.yaml"),
                "name: app\nruntime: yaml\npackages: {y: {source: y, version: 1.0.0, pluginDownloadURL: \"https://linked.test/y\"}}\n");
        Path linked =
                Files.writeString(folder.resolve("linked.yaml"), "version: 1\nname: m\npulumi: [{project: app}]\n");
        assertThat(run(0, "hosts", "--manifest", linked.toString(), "--format", "csv"))
                .contains(
                        "\"out\",\"linked.test\",\"443\",\"https\",\"not allowed yet\"",
                        "hosts: [\"\"linked.test\"\"]");
        run(2, "hosts");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("gapferry hosts --manifest");
        run(2, "hosts", "--feature", "nothing");
        run(2, "hosts", "--feature", "pulumi-cli", "--format", "word");
        assertThat(run(1, "hosts", "--manifest", closed().toString(), "--check", "--json"))
                .contains("unreachable");
    }

    /** A manifest whose only host does not answer. */
    private Path closed() throws IOException {
        return Files.writeString(
                folder.resolve("closed.yaml"),
                "version: 1\nname: m\nnpm: [a]\nupstreams: {npm: \"http://127.0.0.1:9/\"}\n");
    }

    @Test
    void doctorFindsTrapsAndTheirEnd() {
        assertThat(run(1, "doctor", "pulumi")).contains("PULUMI_API", "client-config pulumi");
        run(0, "client-config", "pulumi", "--url", "https://mirror.test");
        out.toString(StandardCharsets.UTF_8).lines().forEach(line -> {
            String[] parts = line.replaceFirst("^export ", "").split("=", 2);
            variables.put(parts[0], parts[1].replaceAll("^'|'$", ""));
        });
        assertThat(run(0, "doctor", "pulumi", "--url", "https://mirror.test")).contains("no problems found");
        variables.merge("PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES", ",", String::concat);
        assertThat(run(1, "doctor", "pulumi", "--json"))
                .contains("\"schema\":\"gapferry/doctor/1\"", "an entry is empty");
        run(2, "doctor", "word");
        run(2, "client-config", "pulumi", "--url", "http://mirror.test/a=b");
    }

    @Test
    void overTlsTheMirrorSpeaksHttp2() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .addSubjectAlternativeName("localhost")
                .build();
        Path pem = Files.writeString(folder.resolve("tls.pem"), certificate.certificatePem());
        Path key = Files.writeString(folder.resolve("tls.key"), certificate.privateKeyPkcs8Pem());
        ServedState.Provider nothing = new ServedState.Provider() {
            @Override
            public List<ServedState> pinned() {
                return List.of();
            }

            @Override
            public void close() {
                // there is nothing to close
            }
        };
        MirrorSettings settings = MirrorSettings.parse("127.0.0.1:0", "").with(new TlsFiles(pem, key));
        HandshakeCertificates trusting = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        try (MirrorServer server = MirrorServer.start(nothing, Ecosystems.ALL, settings, Clock.systemUTC())) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting.sslContext()).build();
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(server.base().resolve("pulumi/install.sh"))
                                .version(version)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.statusCode()).isEqualTo(404);
            }
            URI health = URI.create(
                    "https://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.port() + "/-/health");
            assertThat(client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
        for (Path bad : new Path[] {folder.resolve("none.pem"), key}) {
            assertThatThrownBy(() -> MirrorServer.start(
                            nothing,
                            Ecosystems.ALL,
                            MirrorSettings.parse("127.0.0.1:0", "").with(new TlsFiles(bad, key)),
                            Clock.systemUTC()))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining(bad.toString());
        }
        assertThatThrownBy(() -> MirrorServer.start(
                        nothing,
                        Ecosystems.ALL,
                        MirrorSettings.parse("127.0.0.1:0", "").with(new TlsFiles(pem, pem)),
                        Clock.systemUTC()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("PKCS #8");
    }
}
