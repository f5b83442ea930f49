package org.gapferry.export;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.InPlaceDocuments;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.TrustFile;

/**
 * The state of a bundle of our own, as something to build on: its statement and its inventory. Its volumes need not be there.
 */
record SealedState(Statement statement, ByteSource inventory) {
    private static final int MAX_STATEMENT = 65_536;

    /**
     * Reads a bundle whose signature our trust file vouches for.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE, TRUST, MALFORMED, INTEGRITY, or USAGE if it is of another feed
     */
    static SealedState read(Path bundle, String feed, TrustFile trust) throws IOException {
        BundleOnMedium medium = BundleOnMedium.open(bundle);
        Envelope envelope = Envelope.parse(Statement.FILE, medium.readSmall(Statement.FILE, MAX_STATEMENT));
        Statement statement =
                Statement.parse(trust.open(Statement.FILE, envelope, Statement.PAYLOAD_TYPE, Role.EXPORTER));
        if (!statement.number().feed().equals(feed)) {
            throw ExportProblem.OTHER_FEED.thrown(
                    bundle.toString(),
                    "the bundle is of the feed `" + statement.number().feed() + "`, and the manifest's name is `" + feed
                            + "`");
        }
        ByteSource checked = new InPlaceDocuments().take(medium, Statement.INVENTORY, statement.inventory());
        return new SealedState(statement, () -> buffered(checked));
    }

    private static InputStream buffered(ByteSource source) throws IOException {
        return new BufferedInputStream(source.open(), 1 << 16);
    }
}
