package org.gapferry.ecosystem.pulumi;

import java.util.List;
import java.util.Optional;
import org.gapferry.ecosystem.ClientRuns;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.InstallClosure;
import org.gapferry.semver.Semver;

/** The Pulumi ecosystem. */
public final class Pulumi {
    static final String ID = "pulumi";

    public static final Ecosystem ECOSYSTEM = new Ecosystem(
            ID,
            List.of("repos"),
            new PulumiRequirementReader(),
            PulumiUpstream.HOSTS,
            PulumiResolver::new,
            new PulumiInspector(),
            new PulumiEndpoint(),
            new PulumiInstallCheck(),
            InstallClosure.NONE,
            Pulumi::compareVersions,
            new PulumiClientSetup(),
            new PluginInstaller(),
            ClientRuns.NONE);

    private Pulumi() {}

    static int compareVersions(String one, String other) {
        Optional<Semver> a = Semver.parse(one, true);
        Optional<Semver> b = Semver.parse(other, true);
        if (a.isPresent() && b.isPresent()) {
            return a.get().compareWithBuild(b.get());
        }
        return a.isPresent() != b.isPresent() ? Boolean.compare(a.isPresent(), b.isPresent()) : one.compareTo(other);
    }
}
