package org.gapferry.bundle.read;

import java.util.Optional;
import org.gapferry.bundle.Digest;

/**
 * Where a state stands in its feed.
 *
 * @param previous the state before it in the same epoch (F3.7); empty for the first one
 */
public record FeedPlace(StateNumber number, Optional<Digest> previous) {
    /** The first state of a feed, or of an epoch. */
    public static FeedPlace first(StateNumber number) {
        return new FeedPlace(number, Optional.empty());
    }

    /** A state after another one. */
    public static FeedPlace after(StateNumber number, Digest previous) {
        return new FeedPlace(number, Optional.of(previous));
    }
}
