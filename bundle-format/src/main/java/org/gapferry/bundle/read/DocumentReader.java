package org.gapferry.bundle.read;

import java.io.IOException;
import org.gapferry.bundle.inventory.ByteSource;

/** Takes the inventory and the packing off the medium: by a copy, or in place. */
@FunctionalInterface
public interface DocumentReader {
    /**
     * Checks a gzip file against its digests, first as it lies, then inflated (F2.2), and yields its inflated bytes.
     *
     * @throws org.gapferry.bundle.ProblemException INTEGRITY, MISSING, MEDIUM
     */
    ByteSource take(BundleOnMedium medium, String name, Statement.Document document) throws IOException;
}
