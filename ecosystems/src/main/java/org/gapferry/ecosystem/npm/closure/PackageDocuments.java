package org.gapferry.ecosystem.npm.closure;

import java.util.Optional;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.npm.model.Packument;

/**
 * Where packages' documents are read: a registry, or a mirror that is to be proven. Safe for use by several threads.
 */
public interface PackageDocuments {
    /** What is said of a package. */
    sealed interface Answer permits Known, Unknown, Failed {}

    record Known(Packument packument) implements Answer {}

    /** There is no package of that name. */
    record Unknown() implements Answer {}

    /** The document cannot be had now, or not used; whether there is a package is not known. */
    record Failed(Problem problem) implements Answer {}

    /** The document of a package. */
    Answer find(String name);

    /** What these are, without restrictions that were put on them. */
    default PackageDocuments source() {
        return this;
    }

    /** What is asked, for messages. */
    String origin(String name);

    /** Which file, variable or client says what is asked, for messages. */
    default String namedBy(String name) {
        return origin(name);
    }

    /**
     * A digest of an archive's bytes for which its document declares none of this algorithm; empty if the bytes are not
     * to be had here.
     */
    default Optional<Checksum> digest(Packument packument, String version, DigestAlgorithm algorithm) {
        return Optional.empty();
    }
}
