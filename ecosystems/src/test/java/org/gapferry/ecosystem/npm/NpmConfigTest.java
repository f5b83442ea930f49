package org.gapferry.ecosystem.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import okhttp3.tls.HeldCertificate;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.Credential;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("java")
class NpmConfigTest {
    @TempDir
    private Path folder;

    private ClientSettings settings(Map<String, String> variables) {
        return NpmEcosystem.ECOSYSTEM
                .online()
                .upstreams()
                .settings(new ClientEnvironment(
                        variables, folder.resolve("home"), folder.resolve("project"), command -> Optional.empty()));
    }

    private void file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void nothingIsSaidWhereNothingIsConfigured() throws IOException {
        file("home/.npmrc", "proxy=null\nhttps-proxy=false\ncafile=null\nfund=false\n");
        ClientSettings found = settings(Map.of());
        assertThat(found.proxy()).isEmpty();
        assertThat(found.authorities()).isEmpty();
        assertThat(found.credentials()).isEmpty();
    }

    @Test
    void eachSettingOfTheProjectCountsBeforeTheUsersAndVariablesBeforeBoth() throws IOException {
        file("project/.npmrc", "noproxy=a.test, b.test\ncafile=ca.pem\nproxy=http://project.test:3128\n");
        file("home/.npmrc", "https-proxy=http://user.test:3128\nnoproxy=c.test\ncafile=${COMPANY}/ca.pem\n");
        ClientSettings found = settings(Map.of("COMPANY", "/company"));
        assertThat(found.proxy()).isEqualTo("http://user.test:3128");
        assertThat(found.origin()).isEqualTo(folder.resolve("home/.npmrc").toString());
        assertThat(found.direct()).containsExactly("a.test", "b.test");
        assertThat(found.authorities()).containsExactly(folder.resolve("project/ca.pem"));
        file("project/.npmrc", "");
        assertThat(settings(Map.of("COMPANY", "/company")).authorities()).containsExactly(Path.of("/company/ca.pem"));
        assertThat(settings(Map.of("NPM_CONFIG_HTTPS_PROXY", "http://variable.test:1"))
                        .proxy())
                .isEqualTo("http://variable.test:1");
    }

    @Test
    void aPlaceHasItsOwnCertificateAndCredentials() throws IOException {
        HeldCertificate own = new HeldCertificate.Builder().commonName("us").build();
        file("project/client.pem", own.certificatePem());
        file("home/client.key", own.privateKeyPkcs8Pem());
        file(
                "project/.npmrc",
                "//registry.test/npm/:_authToken=secret\n//registry.test:8443/:certfile=client.pem\n"
                        + "//registry.test:8443/:keyfile=~/client.key\n");
        ClientSettings found = settings(Map.of());
        assertThat(found.credentials()).extracting(Credential::host).containsExactly("registry.test");
        assertThat(found.certificates()).hasSize(1);
        assertThat(found.certificates().get(0).host()).isEqualTo("registry.test");
        assertThat(found.certificates().get(0).held().certificate()).isEqualTo(own.certificate());
    }
}
