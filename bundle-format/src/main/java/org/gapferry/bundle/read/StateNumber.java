package org.gapferry.bundle.read;

import org.gapferry.bundle.Blob;

/** What names a state (F1.5, F3.7). */
public record StateNumber(String feed, long epoch, long seq) {
    public StateNumber {
        if (!Statement.isFeedName(feed)) {
            throw new IllegalArgumentException("`" + feed + "` is not a feed name");
        }
        if (epoch < 1 || epoch > Blob.MAX_SIZE || seq < 1 || seq > Blob.MAX_SIZE) {
            throw new IllegalArgumentException("epoch or seq is out of range");
        }
    }

    /** True if this number comes before {@code other} in the same feed. */
    public boolean isBefore(StateNumber other) {
        return epoch < other.epoch || epoch == other.epoch && seq < other.seq;
    }

    /** {@code platform 1.7}. */
    @Override
    public String toString() {
        return feed + " " + epoch + "." + seq;
    }
}
