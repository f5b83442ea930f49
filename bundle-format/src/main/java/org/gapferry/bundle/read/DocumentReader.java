package org.gapferry.bundle.read;

import java.io.IOException;
import org.gapferry.bundle.inventory.ByteSource;

/** Takes the inventory and the packing off the medium: by a copy, or in place. */
@FunctionalInterface
public interface DocumentReader {
    /**
     * Checks both gzip files against their digests, first as they lie, then inflated (F2.2).
     *
     * @throws org.gapferry.bundle.ProblemException INTEGRITY, MISSING, MEDIUM
     */
    Inflated take(BundleOnMedium medium, Statement statement) throws IOException;

    /** The inflated bytes. */
    record Inflated(ByteSource inventory, ByteSource packing) {}
}
