package org.gapferry.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;

/**
 * How an upstream tells that its rate limit is exceeded, where it does so with another status than 429. Given by the
 * ecosystem that knows the upstream.
 *
 * @param remaining the header with the number of requests that are left
 * @param reset the header with the time of the next ones: seconds of Unix time, or seconds from now
 * @param hint what raises the limit, for messages
 */
public record RateLimitRule(String remaining, String reset, String hint) {
    private static final long LONGEST_SECONDS = 999_999;
    private static final long SECONDS_IF_UNKNOWN = 3600;
    /** Numbers from here on are a point in time. */
    private static final long UNIX_TIME = 1_000_000_000;

    /** How long no more requests are answered; empty if the limit is not exceeded. */
    Optional<Duration> exceeded(Headers headers, Instant now) {
        if (!"0".equals(headers.get(remaining))) {
            return Optional.empty();
        }
        String when = headers.get(reset);
        if (when == null || !when.matches("[0-9]{1,12}")) {
            return Optional.of(Duration.ofSeconds(SECONDS_IF_UNKNOWN));
        }
        long number = Long.parseLong(when);
        long seconds = number >= UNIX_TIME ? number - now.getEpochSecond() : number;
        return Optional.of(Duration.ofSeconds(Math.min(LONGEST_SECONDS, Math.max(1, seconds))));
    }
}
