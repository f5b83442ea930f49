package org.gapferry.ecosystem.pulumi.model;

import java.util.List;
import org.gapferry.manifest.Target;

/**
 * A system and an architecture, in the two spellings that releases use.
 *
 * @param os linux, darwin or windows
 * @param arch amd64 or arm64
 */
public record Platform(String os, String arch) {
    public static final String PATTERN = "(linux|darwin|windows)-(amd64|arm64)";

    public static Platform of(Target target) {
        return new Platform(
                target.os().equals("macos") ? "darwin" : target.os(),
                target.arch().equals("x64") ? "amd64" : "arm64");
    }

    /** Those of targets, each once. */
    public static List<Platform> of(List<Target> targets) {
        return targets.stream().map(Platform::of).distinct().toList();
    }

    /** {@code linux-x64}, as archives of the CLI are called. */
    String ofCli() {
        return os + "-" + (arch.equals("amd64") ? "x64" : arch);
    }

    /** {@code linux-amd64}, as plugins are called. */
    @Override
    public String toString() {
        return os + "-" + arch;
    }
}
