package org.gapferry.ecosystem.npm.model;

import org.gapferry.version.SemverVersions;
import org.gapferry.version.Versions;

/** How npm orders and selects versions. */
public final class NpmVersions {
    /** By semver precedence, with npm's ranges. */
    public static final Versions VERSIONS = SemverVersions.ofOsv("npm");

    private NpmVersions() {}
}
