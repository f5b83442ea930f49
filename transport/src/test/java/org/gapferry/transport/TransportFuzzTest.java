package org.gapferry.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import okhttp3.tls.HeldCertificate;
import org.gapferry.bundle.Checksum;
import org.gapferry.testkit.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of credentials and certificates, and variables, broken in all ways. */
class TransportFuzzTest {
    @TempDir
    private Path folder;

    @Test
    void netrc() {
        Path file = folder.resolve("netrc");
        Fuzz.of("netrc")
                .examples(
                        "machine a.test login x password y\ndefault login z password w\n",
                        "# a comment\nmachine b.test\n  login \"a \\\" b\"\n  password 'c'\n")
                .words("machine ", "password ", "\"", "\\\"", "\n", "default")
                .run(input -> Credentials.ofNetrc(Files.write(file, input)));
    }

    @Test
    void longWordsOfNetrcDoNotOverflowTheStack() throws IOException {
        Path file =
                Files.writeString(folder.resolve("netrc"), "machine c.test password \"" + "\\a".repeat(100_000) + "\"");
        assertThat(Credentials.ofNetrc(file)).hasSize(1);
    }

    @Test
    void certificates() throws IOException {
        HeldCertificate held = new HeldCertificate.Builder().commonName("x").build();
        Path certificate = Files.writeString(folder.resolve("good.pem"), held.certificatePem());
        Path key = Files.writeString(folder.resolve("good.key"), held.privateKeyPkcs8Pem());
        Path file = folder.resolve("fuzzed");
        String[] words = {"-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----"};
        Fuzz.of("certificates of --ca")
                .example(Files.readAllBytes(certificate))
                .words(words)
                .oneOf(5)
                .run(input -> TlsTrust.of(List.of(Files.write(file, input))));
        Fuzz.of("client certificate")
                .example(Files.readAllBytes(certificate))
                .words(words)
                .oneOf(5)
                .run(input -> ClientCertificate.read("a.test", Files.write(file, input), key));
        Fuzz.of("client key")
                .example(Files.readAllBytes(key))
                .words(words)
                .oneOf(5)
                .run(input -> ClientCertificate.read("a.test", certificate, Files.write(file, input)));
    }

    @Test
    void whatIsNotANetworkMatchesNothing() {
        for (String network : new String[] {"10.0.0.0/-1", "10.0.0.0/33", "10.0.0.0/", "name.test/8", "/0"}) {
            Proxies proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://p.test:1", "NO_PROXY", network));
            assertThat(proxies.to(URI.create("https://10.1.2.3/"))).as(network).isPresent();
        }
    }

    @Test
    void textsOfOneLine() {
        Fuzz.of("proxy")
                .examples("http://user:p%40ss@proxy.test:3128", "socks5h://[::1]:1080", "https://proxy.test")
                .words("%", "://", "@", ":", "[", "]")
                .runText(text -> Proxies.of(Map.of("HTTPS_PROXY", text, "NO_PROXY", "a.test")));
        Fuzz.of("no proxy")
                .examples("a.test,.b.test:80, 10.0.0.0/8,[::1]/64,*")
                .words("/", "/33", "*", ":", ",", "10.0.0.0/")
                .runText(text -> Proxies.of(Map.of("HTTPS_PROXY", "http://p.test:1", "NO_PROXY", text))
                        .to(URI.create("https://10.1.2.3:8/")));
        Fuzz.of("checksum")
                .examples("sha256:" + "0f".repeat(32), "sha1:" + "0a".repeat(20))
                .mayThrow(IllegalArgumentException.class)
                .runText(Checksum::parse);
    }
}
