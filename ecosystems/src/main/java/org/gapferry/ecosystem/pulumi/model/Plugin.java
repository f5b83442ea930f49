package org.gapferry.ecosystem.pulumi.model;

import org.gapferry.bundle.Coordinates;
import org.gapferry.version.Semver;

/**
 * One version of a plugin.
 *
 * @param version without a {@code v}
 */
public record Plugin(PluginKind kind, String name, String version) {
    public static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*";

    /** @throws IllegalArgumentException if a part is none */
    public Plugin {
        if (!name.matches(NAME) || name.length() > 128) {
            throw new IllegalArgumentException("invalid plugin name `" + name + "`");
        }
        if (Semver.parse(version, false).isEmpty() || version.startsWith("v")) {
            throw new IllegalArgumentException("invalid version `" + version + "`");
        }
    }

    public static Coordinates coordinates(PluginKind kind, String name) {
        return new Coordinates(PulumiCoordinates.TYPE, kind.word(), name, "");
    }

    public Coordinates coordinates() {
        return coordinates(kind, name).at(version);
    }

    /** The file name of its archive, which the CLI asks for. */
    public String archive(Platform platform) {
        return "pulumi-" + kind.word() + "-" + name + "-v" + version + "-" + platform + ".tar.gz";
    }

    /** {@code resource/random@4.18.0}. */
    @Override
    public String toString() {
        return kind.word() + "/" + name + "@" + version;
    }

    /** True for a whole semantic version, which names one release. */
    public static boolean isVersion(String text) {
        return Semver.parse(text, false).isPresent() && !text.startsWith("=");
    }
}
