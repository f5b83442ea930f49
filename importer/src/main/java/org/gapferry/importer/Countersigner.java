package org.gapferry.importer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;

/**
 * Adds signatures to bundles that were verified: of approvers, and of further exporters where a threshold asks for
 * several.
 */
public final class Countersigner {
    private static final int MAX_DOCUMENT = 65_536;

    private final Disk disk;

    public Countersigner(Disk disk) {
        this.disk = disk;
    }

    /**
     * The role in which a key may sign bundles.
     *
     * @throws org.gapferry.bundle.ProblemException TRUST if it has none
     */
    public static Role role(SigningKey key, TrustFile trust) {
        for (Role role : List.of(Role.APPROVER, Role.EXPORTER)) {
            if (trust.keys(role).keys().contains(key.verificationKey())) {
                return role;
            }
        }
        throw BundleProblem.KEY_NOT_TRUSTED.thrown(
                "--key",
                "the key " + key.verificationKey().id().substring(0, 16)
                        + " is neither approver nor exporter in version " + trust.version() + " of the trust file",
                "gapferry trust rotate TRUST --root root.key --add-approver approver.pub --out FILE");
    }

    /** Signs. The envelope is replaced at once; a key that has signed already changes nothing. */
    public void sign(Path bundle, SigningKey key) throws IOException {
        byte[] before = BundleOnMedium.open(bundle).readSmall(Statement.FILE, MAX_DOCUMENT);
        byte[] after = Envelope.parse(Statement.FILE, before).countersigned(key);
        Path next = bundle.resolveSibling("." + bundle.getFileName() + ".statement.tmp");
        disk.delete(next);
        disk.write(next, after);
        disk.rename(next, bundle.resolve(Statement.FILE));
        disk.forceFolder(bundle);
    }
}
