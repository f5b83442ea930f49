package org.gapferry.version;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How an ecosystem orders and selects its versions: one implementation for resolvers, retention, reports and audits.
 */
public interface Versions {
    /**
     * From the oldest to the newest; total, and consistent with equality of the texts. Texts that are not versions come
     * first.
     */
    Comparator<String> order();

    /** The versions that a range in the ecosystem's own syntax contains; empty if the text is not a range. */
    Optional<Predicate<String>> range(String text);

    /** True for a version that clients only take when they are asked for it. */
    boolean isPrerelease(String version);

    /**
     * The name of the ecosystem in OSV records (OSV schema, {@code affected[].package.ecosystem}); empty if it has
     * none.
     */
    Optional<String> osvName();
}
