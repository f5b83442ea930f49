package org.gapferry.bundle.change;

import java.util.List;
import org.gapferry.bundle.Coordinates;

/** Says in the words of an ecosystem what differs between two documents that a pointer led to. */
@FunctionalInterface
public interface DocumentChanges {
    /** Says nothing; reports name the digests of both documents. */
    DocumentChanges NONE = (owner, name, before, after) -> List.of();

    /**
     * Describes.
     *
     * @param owner whose document it is, a package or a version
     * @param name the pointer's
     * @return one phrase for each thing that differs, such as {@code dependency added: left-pad@^1.3.0}; empty if
     *     nothing is known of such documents
     */
    List<String> describe(Coordinates owner, String name, byte[] before, byte[] after);
}
