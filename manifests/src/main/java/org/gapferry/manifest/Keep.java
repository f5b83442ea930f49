package org.gapferry.manifest;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a state keeps of what was shipped before and is not asked for any more: whatever one of the rules keeps. Without
 * a rule, everything.
 *
 * @param versions so many of the newest versions of each package, with what they need
 * @param age what was asked for at most so long ago
 */
public record Keep(OptionalInt versions, Optional<Duration> age) {
    public static final Keep ALL = new Keep(OptionalInt.empty(), Optional.empty());

    public boolean isAll() {
        return versions.isEmpty() && age.isEmpty();
    }
}
