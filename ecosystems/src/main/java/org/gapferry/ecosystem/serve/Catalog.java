package org.gapferry.ecosystem.serve;

import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;

/**
 * What one generation of a mirror holds, as endpoints see it: an index in the order of inventories (F4.2), which is the
 * order of canonical texts. Lookups cost the logarithm of what is held, cursors what they are asked for. Immutable, and
 * safe for use by several threads.
 *
 * <p>Everything may throw {@link java.io.UncheckedIOException} if the store cannot be read.
 */
public interface Catalog {
    Optional<Artifact> artifact(Coordinates coordinates);

    /** The pointer of an owner, a package or one version of it, with exactly this name. */
    Optional<Pointer> pointer(Coordinates owner, String name);

    /** The blob of a digest, if it is of the state. */
    Optional<Blob> blob(Digest digest);

    /**
     * The versions of a package, in ascending order of their text, which is not the order of versions.
     *
     * @param after only those behind this version; empty for all
     */
    Cursor<Artifact> artifacts(Coordinates unversioned, String after);

    /**
     * The packages of a type that have a version, without version. Goes from package to package and does not read their
     * versions.
     *
     * @param type such as {@code npm}
     * @param after only those behind this package, named by its canonical text, whether it is held or not; empty for
     *     all
     */
    Cursor<Coordinates> packages(String type, String after);

    /**
     * The pointers of exactly this owner, in ascending order of their names' encoded form.
     *
     * @param namePrefix what their names begin with, such as {@code tag/}; empty for all
     */
    Cursor<Pointer> pointers(Coordinates owner, String namePrefix);

    /**
     * The pointers of all versions of a package, in the order of {@link #artifacts} and within a version in that of
     * {@link #pointers}.
     */
    Cursor<Pointer> pointersOfVersions(Coordinates unversioned);

    /** A small document. */
    byte[] document(Blob blob);

    /** All versions of a package. */
    default Cursor<Artifact> artifacts(Coordinates unversioned) {
        return artifacts(unversioned, "");
    }

    /** All packages of a type. */
    default Cursor<Coordinates> packages(String type) {
        return packages(type, "");
    }

    /** True if a package has any version. */
    default boolean holds(Coordinates unversioned) {
        return artifacts(unversioned).hasNext();
    }
}
