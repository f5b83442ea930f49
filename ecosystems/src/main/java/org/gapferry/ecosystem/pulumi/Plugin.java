package org.gapferry.ecosystem.pulumi;

import org.gapferry.bundle.Coordinates;
import org.gapferry.semver.Semver;

/**
 * One version of a plugin.
 *
 * @param version without a {@code v}
 */
record Plugin(PluginKind kind, String name, String version) {
    static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*";

    /** @throws IllegalArgumentException if a part is none */
    Plugin {
        if (!name.matches(NAME) || name.length() > 128) {
            throw new IllegalArgumentException("`" + name + "` is no name of a plugin");
        }
        if (Semver.parse(version, false).isEmpty() || version.startsWith("v")) {
            throw new IllegalArgumentException("`" + version + "` is no version");
        }
    }

    static Coordinates coordinates(PluginKind kind, String name) {
        return new Coordinates(Pulumi.ID, kind.word(), name, "");
    }

    Coordinates coordinates() {
        return coordinates(kind, name).at(version);
    }

    /** The file name of its archive, which the CLI asks for. */
    String archive(Platform platform) {
        return "pulumi-" + kind.word() + "-" + name + "-v" + version + "-" + platform + ".tar.gz";
    }

    /** {@code resource/random@4.18.0}. */
    @Override
    public String toString() {
        return kind.word() + "/" + name + "@" + version;
    }
}
