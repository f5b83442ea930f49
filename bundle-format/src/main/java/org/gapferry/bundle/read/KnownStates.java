package org.gapferry.bundle.read;

import java.util.Optional;
import org.gapferry.bundle.Digest;

/** The highest state that a receiver has seen of each feed (F3.9). */
@FunctionalInterface
public interface KnownStates {
    /** For a receiver that knows nothing. */
    KnownStates NONE = feed -> Optional.empty();

    /** A state that was imported. */
    record Seen(StateNumber number, Digest state) {}

    Optional<Seen> highest(String feed);
}
