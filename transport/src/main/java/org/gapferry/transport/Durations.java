package org.gapferry.transport;

import java.time.Duration;

/** Spans of time in words. */
final class Durations {
    private Durations() {}

    /** Such as {@code in 50 minutes}: in the largest unit of which there are at least two, rounded up. */
    static String in(Duration span) {
        long seconds = Math.max(1, span.toSeconds());
        if (seconds < 120) {
            return seconds == 1 ? "in 1 second" : "in " + seconds + " seconds";
        }
        long minutes = (seconds + 59) / 60;
        return minutes < 120 ? "in " + minutes + " minutes" : "in " + (minutes + 59) / 60 + " hours";
    }
}
