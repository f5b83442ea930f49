package org.gapferry.ecosystem.npm;

import java.util.List;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemId;
import org.gapferry.ecosystem.client.ClientCache;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.model.NpmVersions;
import org.gapferry.ecosystem.npm.project.NpmCompanionReader;
import org.gapferry.ecosystem.npm.project.NpmRequirementReader;
import org.gapferry.ecosystem.npm.resolve.NpmConfig;
import org.gapferry.ecosystem.npm.resolve.NpmInspector;
import org.gapferry.ecosystem.npm.resolve.NpmResolver;
import org.gapferry.ecosystem.npm.serve.NpmClientRuns;
import org.gapferry.ecosystem.npm.serve.NpmClientSetup;
import org.gapferry.ecosystem.npm.serve.NpmDocumentChanges;
import org.gapferry.ecosystem.npm.serve.NpmEndpoint;
import org.gapferry.ecosystem.npm.serve.NpmInstallCheck;
import org.gapferry.ecosystem.npm.serve.NpmInstallClosure;

/** The npm ecosystem. */
public final class NpmEcosystem {
    public static final Ecosystem ECOSYSTEM = new Ecosystem(
            EcosystemId.of(NpmPointers.TYPE),
            List.of(NpmProblem.values()),
            new Ecosystem.Online(
                    new NpmRequirementReader(),
                    new NpmCompanionReader(),
                    new NpmConfig(),
                    NpmResolver::new,
                    new NpmInspector()),
            new Ecosystem.Offline(
                    new NpmEndpoint(),
                    new NpmInstallCheck(),
                    new NpmInstallClosure(),
                    NpmVersions.VERSIONS,
                    new NpmDocumentChanges()),
            new Ecosystem.Clients(new NpmClientSetup(), ClientCache.NONE, new NpmClientRuns()));

    private NpmEcosystem() {}
}
