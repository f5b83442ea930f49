package org.gapferry.contract;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.testkit.FakeFileServer;
import org.gapferry.testkit.Fuzz;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PulumiResolverTest extends ResolverContract {
    private final FakeFileServer hosts = new FakeFileServer();

    @BeforeEach
    void release() {
        hosts.file("/www.pulumi.com/latest-version", "3.230.0\n");
        release("random", "4.18.0");
        release("docker", "3.6.1");
    }

    private void release(String name, String version) {
        String base = "/github.com/pulumi/pulumi-" + name + "/releases/download/v" + version + "/";
        StringBuilder sums = new StringBuilder();
        for (String platform : List.of("linux-amd64", "linux-arm64")) {
            String file = "pulumi-resource-" + name + "-v" + version + "-" + platform + ".tar.gz";
            byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
            hosts.file(base + file, bytes);
            sums.append(HexFormat.of().formatHex(Digest.algorithm("SHA-1").digest(bytes)));
            sums.append("  ./").append(file).append('\n');
        }
        hosts.file(base + "pulumi-" + name + "_" + version + "_checksums.txt", sums.toString());
    }

    @AfterEach
    void close() {
        hosts.close();
    }

    @Override
    protected Ecosystem ecosystem() {
        return Ecosystems.ALL.named("pulumi").orElseThrow();
    }

    @Override
    protected URI upstream() {
        return hosts.url();
    }

    @Override
    protected List<String> good() {
        return List.of("resource/random@4.18.0", "resource/docker@3.6.1");
    }

    @Override
    protected String bad() {
        return "resource/gone@1.0.0";
    }

    @Test
    void whateverAReleaseSaysIsResolvedOrAProblem() {
        String api = "https://api.github.com/repos/acme/pulumi-x/releases/assets/";
        String asset = "{\"name\": \"pulumi-resource-x-v1.0.0-linux-%s.tar.gz\", \"url\": \"" + api + "1\"}";
        hosts.file("/api.github.com/repos/acme/pulumi-x/releases/assets/1", "an archive");
        hosts.file("/api.github.com/repos/acme/pulumi-x/releases/assets/2", "0".repeat(64) + "  ../x\n");
        Fuzz.of("release of a repository")
                .oneOf(4)
                .examples("{\"tag_name\": \"v1.0.0\", \"published_at\": \"2024-01-01T00:00:00Z\", \"assets\": ["
                        + asset.formatted("amd64") + ", " + asset.formatted("arm64")
                        + ", {\"name\": \"x_checksums.txt\", \"url\": \"" + api + "2\"}]}")
                .words(
                        "{",
                        "}",
                        "[",
                        "]",
                        "null",
                        "1",
                        "\"name\":",
                        "\"url\":",
                        api + "2",
                        "../checksums.txt",
                        "/",
                        "\\u0000")
                .runText(document -> {
                    hosts.file("/api.github.com/repos/acme/pulumi-x/releases/tags/v1.0.0", document);
                    Closure closure = resolve(List.of("resource/x@1.0.0 from github://api.github.com/acme"));
                    for (ResolvedArtifact artifact : closure.artifacts()) {
                        for (SourceFile file : artifact.files()) {
                            ArtifactFile.of(file.name(), Blob.of(new byte[0]));
                        }
                    }
                });
    }
}
