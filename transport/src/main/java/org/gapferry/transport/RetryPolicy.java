package org.gapferry.transport;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When and after what pause a request is sent again: exponential backoff with full jitter, or what {@code Retry-After}
 * asks for (RFC 9110 10.2.3).
 *
 * @param attempts how often a request is sent in a row without progress; a download that advances each time is not
 *     given up
 * @param longestWait the longest pause; a server that asks for more is not waited for
 */
public record RetryPolicy(
        int attempts, Duration base, Duration cap, Duration longestWait, Clock clock, Sleeper sleeper) {
    /** Waits; tests do not. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** Five attempts within about half a minute. */
    public static RetryPolicy standard(Clock clock) {
        return new RetryPolicy(
                5,
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                Duration.ofSeconds(90),
                clock,
                duration -> Thread.sleep(duration.toMillis()));
    }

    /** True for the answers that may be different next time. */
    public static boolean isTransient(int status) {
        return status == 408
                || status == 425
                || status == 429
                || status == 500
                || status == 502
                || status == 503
                || status == 504;
    }

    /**
     * The pause before the next attempt.
     *
     * @param failed how many attempts failed, from 1
     */
    public Duration pause(int failed, @Nullable String retryAfter) {
        Duration asked = retryAfter == null ? Duration.ZERO : parse(retryAfter);
        if (!asked.isZero()) {
            return asked;
        }
        long ceiling = Math.min(cap.toMillis(), base.toMillis() << Math.min(failed - 1, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(ceiling + 1));
    }

    private Duration parse(String retryAfter) {
        if (retryAfter.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(retryAfter));
        }
        try {
            Instant when = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration until = Duration.between(clock.instant(), when);
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
