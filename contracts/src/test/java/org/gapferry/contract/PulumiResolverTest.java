package org.gapferry.contract;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.gapferry.bundle.Digest;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeFileServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

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
}
