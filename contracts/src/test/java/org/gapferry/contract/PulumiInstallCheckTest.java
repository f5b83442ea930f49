package org.gapferry.contract;

import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.manifest.Target;

class PulumiInstallCheckTest extends InstallCheckContract {
    @Override
    protected Ecosystem ecosystem() {
        return Ecosystems.ALL.named("pulumi").orElseThrow();
    }

    @Override
    protected HeldCatalog complete() {
        return new HeldCatalog()
                .artifact(
                        new Coordinates("pulumi", "resource", "random", "4.18.0"),
                        "pulumi-resource-random-v4.18.0-linux-amd64.tar.gz",
                        "pulumi-resource-random-v4.18.0-windows-amd64.tar.gz",
                        "pulumi-random_4.18.0_checksums.txt")
                .artifact(
                        new Coordinates("pulumi", "resource", "docker", "3.6.1"),
                        "pulumi-resource-docker-v3.6.1-linux-amd64.tar.gz");
    }

    @Override
    protected List<String> required() {
        return List.of("resource/random@4.18.0", "resource/docker@3.6.1");
    }

    @Override
    protected Target target() {
        return new Target("linux", "x64", "glibc", Map.of());
    }

    @Override
    protected boolean isSpare(ArtifactFile file) {
        return file.name().contains("windows") || file.name().contains("checksums");
    }
}
