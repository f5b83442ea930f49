package org.gapferry.ecosystem.serve;

import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;

/** What one generation of a mirror holds, as endpoints see it. Immutable, and safe for use by several threads. */
public interface Catalog {
    Optional<Artifact> artifact(Coordinates coordinates);

    /**
     * Every package of an ecosystem, without version, in the order of the lines of their versions: {@code a.b} before {@code a}. For
     * ecosystems of hundreds of packages, not of millions.
     */
    List<Coordinates> packages(String type);

    /** All versions of a package, in no order that means anything. */
    List<Artifact> versions(Coordinates unversioned);

    /** The pointers of exactly this coordinate. */
    List<Pointer> pointers(Coordinates owner);

    /** The pointers of all versions of a package. */
    List<Pointer> pointersOfVersions(Coordinates unversioned);

    /**
     * A small document.
     *
     * @throws java.io.UncheckedIOException if the store cannot be read
     */
    byte[] document(Blob blob);
}
