package org.gapferry.manifest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where content will be used.
 *
 * @param libc the empty text where the system has no choice of it
 * @param runtimes versions by runtime, such as {@code node} to {@code ["20", "22"]}; absent: any
 */
public record Target(String os, String arch, String libc, Map<String, List<String>> runtimes) {
    public static final List<String> SYSTEMS = List.of("linux", "windows", "macos");
    public static final List<String> ARCHITECTURES = List.of("x64", "arm64");
    public static final List<String> LIBCS = List.of("glibc", "musl");
    public static final List<String> RUNTIMES = List.of("node", "python", "dotnet");

    public Target {
        runtimes = Map.copyOf(runtimes);
    }

    /** The versions of a runtime, empty for any. */
    public List<String> versions(String runtime) {
        return runtimes.getOrDefault(runtime, List.of());
    }

    /** Itself with each version of a runtime; once, for any version, where it names none. */
    public List<Environment> environments(String runtime) {
        List<String> versions = versions(runtime);
        return (versions.isEmpty() ? List.of("") : versions)
                .stream()
                        .map(version -> new Environment(this, runtime, version))
                        .toList();
    }

    /** The machine that this runs on. */
    public static Target thisMachine() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String os = name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "macos" : "linux";
        String arch = System.getProperty("os.arch", "").matches("aarch64|arm64") ? "arm64" : "x64";
        String loader = "/lib/ld-musl-" + (arch.equals("arm64") ? "aarch64" : "x86_64") + ".so.1";
        String libc = !os.equals("linux") ? "" : Files.exists(Path.of(loader)) ? "musl" : "glibc";
        return new Target(os, arch, libc, Map.of());
    }

    /** {@code linux-arm64-musl}. */
    @Override
    public String toString() {
        return os + "-" + arch + (libc.isEmpty() ? "" : "-" + libc);
    }
}
