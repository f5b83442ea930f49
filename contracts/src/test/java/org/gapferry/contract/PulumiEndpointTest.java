package org.gapferry.contract;

import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;

class PulumiEndpointTest extends EndpointContract {
    private static final String PLUGIN = "pulumi-resource-random-v4.18.0-linux-amd64.tar.gz";
    private static final String CLI = "pulumi-v3.230.0-linux-x64.tar.gz";

    @Override
    protected Ecosystem ecosystem() {
        return Ecosystems.ALL.ofSection("pulumi").orElseThrow();
    }

    @Override
    protected HeldCatalog held() {
        return new HeldCatalog()
                .artifact(
                        new Coordinates("pulumi", "resource", "random", "4.18.0"),
                        PLUGIN,
                        "pulumi-random_4.18.0_checksums.txt")
                .artifact(
                        new Coordinates("pulumi", "cli", "pulumi", "3.230.0"),
                        CLI,
                        CLI + ".sig",
                        "pulumi-3.230.0-checksums.txt");
    }

    @Override
    protected List<String> served() {
        return List.of(
                "pulumi/releases/plugins/" + PLUGIN,
                "pulumi/releases/plugins/pulumi-random_4.18.0_checksums.txt",
                "pulumi/releases/sdk/" + CLI,
                "pulumi/releases/sdk/" + CLI + ".sig",
                "pulumi/releases/sdk/pulumi-3.230.0-checksums.txt",
                "pulumi/latest-version",
                "pulumi/install.sh",
                "pulumi/install.ps1",
                "pulumi/api/cli/version",
                "pulumi/api/registry/packages?name=random",
                "pulumi/api/registry/packages/pulumi/pulumi/random/versions/latest",
                "pulumi/api/preview/registry/packages/pulumi/pulumi/random/versions/4.18.0",
                "pulumi/api/registry/templates",
                "repos/pulumi/pulumi-random/releases/latest",
                "repos/pulumi/pulumi-random/releases/tags/v4.18.0",
                "repos/pulumi/pulumi/releases/latest");
    }

    @Override
    protected List<String> servedFromNothing() {
        return List.of(
                "pulumi/install.sh",
                "pulumi/install.ps1",
                "pulumi/api/registry/packages?name=random",
                "pulumi/api/registry/templates");
    }

    @Override
    protected List<String> absent() {
        return List.of(
                "pulumi/releases/plugins/pulumi-resource-random-v9.9.9-linux-amd64.tar.gz",
                "pulumi/releases/plugins/pulumi-resource-random-v4.18.0-windows-amd64.tar.gz",
                "pulumi/releases/plugins/pulumi-resource-gone-v1.0.0-linux-amd64.tar.gz",
                "pulumi/releases/sdk/pulumi-v9.9.9-linux-x64.tar.gz",
                "pulumi/api/registry/packages/pulumi/pulumi/gone/versions/latest",
                "pulumi/templates/gone.zip",
                "pulumi/nothing",
                "repos/pulumi/pulumi-gone/releases/latest",
                "repos/pulumi/pulumi-random/releases/tags/v9.9.9");
    }
}
