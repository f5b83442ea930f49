package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.junit.jupiter.api.Test;

/** An answer costs what it is about, and not what else a package has. */
class DocumentsReadTest {
    private static final int VERSIONS = 300;

    private final HeldCatalog catalog = new HeldCatalog();

    private static Coordinates npm(String version) {
        return new Coordinates("npm", "", "big", version);
    }

    private void publishNpm(String version, String more) {
        catalog.artifact(npm(version), "big-" + version + ".tgz")
                .document(
                        npm(version),
                        "manifest",
                        "{\"name\":\"big\",\"version\":\"" + version + "\",\"dist\":{}" + more + "}");
    }

    private void publishNpm() {
        for (int i = 0; i < VERSIONS; i++) {
            publishNpm("1." + i + ".0", "");
        }
    }

    private String get(String ecosystem, String path) {
        MirrorResponse response = Ecosystems.ALL
                .named(ecosystem)
                .orElseThrow()
                .offline()
                .endpoint()
                .answer(
                        new MirrorRequest(
                                "GET", ecosystem, path, "", "", URI.create("http://mirror.test/" + ecosystem + "/")),
                        catalog);
        assertThat(response.status()).as(path).isEqualTo(200);
        return response.body() instanceof MirrorResponse.Bytes bytes
                ? new String(bytes.bytes(), StandardCharsets.UTF_8)
                : "";
    }

    @Test
    void aVersionOfAnNpmPackageReadsItsOwnManifest() {
        publishNpm();
        assertThat(get("npm", "big/1.5.0")).contains("\"version\":\"1.5.0\"");
        assertThat(catalog.documentsRead()).isEqualTo(1);
    }

    @Test
    void aTagOfAnNpmPackageReadsTheManifestThatItLeadsTo() {
        publishNpm();
        catalog.tag(npm(""), "tag/next", "1.7.0");
        assertThat(get("npm", "big/next")).contains("\"version\":\"1.7.0\"");
        assertThat(catalog.documentsRead()).isEqualTo(1);
    }

    @Test
    void aLatestThatNoUpstreamNamedIsTheHighestGoodRelease() {
        publishNpm();
        publishNpm("2.0.0-rc.1", "");
        publishNpm("1.999.0", ",\"deprecated\":\"broken\"");
        assertThat(get("npm", "big/latest")).contains("\"version\":\"1.299.0\"");
        assertThat(catalog.documentsRead()).isEqualTo(2);
    }

    @Test
    void aDownloadReadsNoDocument() {
        publishNpm();
        get("npm", "big/-/big-1.5.0.tgz");
        assertThat(catalog.documentsRead()).isZero();
    }

    @Test
    void aReleaseOfAPluginReadsNoDocumentAndItsMetadataOne() {
        for (int i = 0; i < VERSIONS; i++) {
            String version = "1." + i + ".0";
            Coordinates plugin = new Coordinates("pulumi", "resource", "big", version);
            catalog.artifact(plugin, "pulumi-resource-big-v" + version + "-linux-amd64.tar.gz")
                    .document(plugin, "release", "{\"server\":\"\",\"origin\":\"here\"}");
        }
        get("pulumi", "api/registry/packages/pulumi/pulumi/big/versions/latest");
        assertThat(catalog.documentsRead()).isEqualTo(1);
        get("pulumi", "releases/plugins/pulumi-resource-big-v1.5.0-linux-amd64.tar.gz");
        assertThat(catalog.documentsRead()).isEqualTo(1);
    }
}
