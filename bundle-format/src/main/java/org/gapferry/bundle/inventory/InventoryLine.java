package org.gapferry.bundle.inventory;

/** One line of an inventory (F4): an {@link Artifact}, a {@link BlobLine} or a {@link Pointer}. */
public sealed interface InventoryLine permits Artifact, BlobLine, Pointer {
    /** The line as F4.3 determines it, without the newline. */
    String line();

    /** How the line begins, kind and key: unique in an inventory, and lines are sorted by it (F4.2). */
    String key();
}
