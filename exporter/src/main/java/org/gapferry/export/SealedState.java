package org.gapferry.export;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.InPlaceDocuments;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.TrustFile;

/**
 * The state of a bundle of our own, as something to build on: its statement and its inventory. Its volumes need not be
 * there.
 */
record SealedState(Statement statement, ByteSource inventory) {
    private static final int MAX_STATEMENT = 65_536;

    /**
     * Reads a bundle that a key of ours signed. Whether everybody has signed it who must does not matter here.
     *
     * @param trust the versions of which one must know the key
     *
     * @throws org.gapferry.bundle.ProblemException USAGE, TRUST, MALFORMED, INTEGRITY, or USAGE if it is of another
     *     feed
     */
    static SealedState read(Path bundle, String feed, List<TrustFile> trust) throws IOException {
        BundleOnMedium medium = BundleOnMedium.open(bundle);
        Envelope envelope = Envelope.parse(Statement.FILE, medium.readSmall(Statement.FILE, MAX_STATEMENT));
        Statement statement = Statement.parse(open(envelope, trust));
        if (!statement.number().feed().equals(feed)) {
            throw ExportProblem.OTHER_FEED.thrown(
                    bundle.toString(),
                    "the bundle belongs to the feed `" + statement.number().feed() + "`, but the manifest is `" + feed
                            + "`");
        }
        ByteSource checked = InPlaceDocuments.take(medium, Statement.INVENTORY, statement.inventory());
        return new SealedState(statement, () -> buffered(checked));
    }

    private static byte[] open(Envelope envelope, List<TrustFile> trust) {
        ProblemException refused = null;
        for (TrustFile version : trust) {
            try {
                return version.openOfAny(Statement.FILE, envelope, Statement.PAYLOAD_TYPE, Role.EXPORTER);
            } catch (ProblemException e) {
                refused = e;
            }
        }
        throw Objects.requireNonNull(refused);
    }

    /** The versions of the trust file that a bundle carries; what they are worth is for the caller to know. */
    static List<TrustFile> trust(Path bundle) {
        BundleOnMedium medium = BundleOnMedium.open(bundle);
        List<TrustFile> versions = new ArrayList<>();
        for (int number = 1; medium.sizes().containsKey(Statement.trustName(number)); number++) {
            String name = Statement.trustName(number);
            versions.add(TrustFile.parse(name, medium.readSmall(name, MAX_STATEMENT)));
        }
        return versions;
    }

    private static InputStream buffered(ByteSource source) throws IOException {
        return new BufferedInputStream(source.open(), 1 << 16);
    }
}
