package org.gapferry.ecosystem.request;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;

/**
 * Artifacts that turned out not to be had after they were resolved: a file that the upstream refuses, an archive that
 * cannot be read, bytes that changed. What cannot do without them is unresolved.
 *
 * @param problems by coordinates; those without a version are of all versions
 */
public record Unavailable(Map<Coordinates, Problem> problems) {
    public static final Unavailable NOTHING = new Unavailable(Map.of());

    public Unavailable {
        problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
    }

    /** Why a version is not to be had; empty if nothing is known against it. */
    public Optional<Problem> problem(Coordinates version) {
        Problem own = problems.get(version);
        return Optional.ofNullable(own == null ? problems.get(version.unversioned()) : own);
    }
}
