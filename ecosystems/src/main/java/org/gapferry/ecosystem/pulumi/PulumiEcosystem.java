package org.gapferry.ecosystem.pulumi;

import java.util.List;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemId;
import org.gapferry.ecosystem.client.ClientRuns;
import org.gapferry.ecosystem.pulumi.model.PulumiCoordinates;
import org.gapferry.ecosystem.pulumi.model.PulumiProblem;
import org.gapferry.ecosystem.pulumi.project.PulumiRequirementReader;
import org.gapferry.ecosystem.pulumi.project.SdkReader;
import org.gapferry.ecosystem.pulumi.resolve.PulumiInspector;
import org.gapferry.ecosystem.pulumi.resolve.PulumiResolver;
import org.gapferry.ecosystem.pulumi.resolve.PulumiUpstream;
import org.gapferry.ecosystem.pulumi.serve.PluginInstaller;
import org.gapferry.ecosystem.pulumi.serve.PulumiClientSetup;
import org.gapferry.ecosystem.pulumi.serve.PulumiDocumentChanges;
import org.gapferry.ecosystem.pulumi.serve.PulumiEndpoint;
import org.gapferry.ecosystem.pulumi.serve.PulumiInstallCheck;
import org.gapferry.ecosystem.serve.InstallClosure;
import org.gapferry.version.SemverVersions;

/** The Pulumi ecosystem. */
public final class PulumiEcosystem {
    public static final Ecosystem ECOSYSTEM = new Ecosystem(
            EcosystemId.of(PulumiCoordinates.TYPE, "repos"),
            List.of(PulumiProblem.values()),
            new Ecosystem.Online(
                    new PulumiRequirementReader(),
                    new SdkReader(),
                    PulumiUpstream.HOSTS,
                    PulumiResolver::new,
                    new PulumiInspector()),
            new Ecosystem.Offline(
                    new PulumiEndpoint(),
                    new PulumiInstallCheck(),
                    InstallClosure.NONE,
                    SemverVersions.unknownToOsv(),
                    new PulumiDocumentChanges()),
            new Ecosystem.Clients(new PulumiClientSetup(), new PluginInstaller(), ClientRuns.NONE));

    private PulumiEcosystem() {}
}
