package org.gapferry.ecosystem.npm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.ecosystem.ClientCache;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.semver.Semver;

/** The npm ecosystem. */
public final class Npm {
    static final String ID = "npm";

    /** The pointer from a package to what its document says of it as a whole. */
    static final String DOCUMENT = "document";

    /** The pointer from a version to its manifest. */
    static final String MANIFEST = "manifest";

    /** What the pointers of tags begin with. */
    static final String TAG = "tag/";

    /** What the manifests of versions say of an archive: {@code dist.integrity} and {@code dist.shasum}. */
    static final Set<DigestAlgorithm> DIGESTS = Set.of(DigestAlgorithm.SHA512, DigestAlgorithm.SHA1);

    /** The scripts that npm runs when it installs a package. */
    static final Set<String> INSTALL_SCRIPTS = Set.of("preinstall", "install", "postinstall");

    public static final Ecosystem ECOSYSTEM = new Ecosystem(
            ID,
            List.of(),
            new NpmRequirementReader(),
            new NpmConfig(),
            NpmResolver::new,
            new NpmInspector(),
            new NpmEndpoint(),
            new NpmInstallCheck(),
            new NpmInstallClosure(),
            Npm::compareVersions,
            new NpmClientSetup(),
            ClientCache.NONE,
            new NpmClientRuns());

    private Npm() {}

    /** By precedence, build metadata as a tie-break; texts that are no versions come first. */
    private static int compareVersions(String one, String other) {
        Optional<Semver> a = Semver.parse(one, true);
        Optional<Semver> b = Semver.parse(other, true);
        if (a.isPresent() && b.isPresent()) {
            return a.get().compareWithBuild(b.get());
        }
        return a.isPresent() != b.isPresent() ? Boolean.compare(a.isPresent(), b.isPresent()) : one.compareTo(other);
    }
}
