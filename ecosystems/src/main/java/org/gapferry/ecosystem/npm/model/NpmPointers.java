package org.gapferry.ecosystem.npm.model;

import java.util.Set;
import org.gapferry.bundle.DigestAlgorithm;

/** The names that npm's artifacts and pointers have in an inventory. */
public final class NpmPointers {
    /** The type of npm's coordinates. */
    public static final String TYPE = "npm";

    /** The pointer from a package to what its document says of it as a whole. */
    public static final String DOCUMENT = "document";

    /** The pointer from a version to its manifest. */
    public static final String MANIFEST = "manifest";

    /** What the pointers of tags begin with. */
    public static final String TAG = "tag/";

    /** What the manifests of versions say of an archive: {@code dist.integrity} and {@code dist.shasum}. */
    public static final Set<DigestAlgorithm> DIGESTS = Set.of(DigestAlgorithm.SHA512, DigestAlgorithm.SHA1);

    /** The scripts that npm runs when it installs a package. */
    public static final Set<String> INSTALL_SCRIPTS = Set.of("preinstall", "install", "postinstall");

    private NpmPointers() {}
}
