package org.gapferry.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.ecosystem.npm.project.LockfileFormat;

/**
 * A project of npm packages with the lockfile of one manager: the lockfile pins
 * {@link #PINNED} of each of {@link #NAMES}, and its {@code package.json} takes {@link #FRESH}.
 *
 * @param version that the lockfile says it has
 * @param clients that install what it pins, as the install check names them
 */
public record PinnedProject(LockfileFormat format, String version, String clients, String text) {
    public static final String PINNED = "1.0.0";
    public static final String FRESH = "1.9.0";

    /** Of the packages: a plain one, one that has another name in the project, one with a scope. */
    public static final List<String> NAMES = List.of("plain", "real", "@s/scoped");

    private static final String MANIFEST =
            "{\"name\": \"app\", \"dependencies\": {\"plain\": \"^1\", \"alias\": \"npm:real@^1\", \"@s/scoped\": \"^1\"}}";
    private static final String DEPENDENCIES =
            """
            "dependencies": {"plain": {"version": "1.0.0"}, "alias": {"version": "npm:real@1.0.0"},
              "@s/scoped": {"version": "1.0.0"}}""";
    private static final String PACKAGES =
            """
            "packages": {"": {"dependencies": {"plain": "^1", "alias": "npm:real@^1", "@s/scoped": "^1"}},
              "node_modules/plain": {"version": "1.0.0"}, "node_modules/alias": {"name": "real", "version": "1.0.0"},
              "node_modules/@s/scoped": {"version": "1.0.0"}}""";

    /** Each lockfile, in each form that its versions have. */
    public static final List<PinnedProject> ALL = List.of(
            npm(LockfileFormat.SHRINKWRAP, "1", DEPENDENCIES),
            npm(LockfileFormat.SHRINKWRAP, "2", PACKAGES + ", " + DEPENDENCIES),
            npm(LockfileFormat.SHRINKWRAP, "3", PACKAGES),
            npm(LockfileFormat.PACKAGE_LOCK, "1", DEPENDENCIES),
            npm(LockfileFormat.PACKAGE_LOCK, "2", PACKAGES + ", " + DEPENDENCIES),
            npm(LockfileFormat.PACKAGE_LOCK, "3", PACKAGES),
            pnpm(
                    "5.4",
                    """
                    specifiers: {plain: ^1, alias: 'npm:real@^1', '@s/scoped': ^1}
                    dependencies: {plain: 1.0.0, alias: /real/1.0.0, '@s/scoped': 1.0.0}
                    packages:
                      /plain/1.0.0: {resolution: {integrity: ''}, dev: false}
                      /real/1.0.0: {resolution: {integrity: ''}, dev: false}
                      /@s/scoped/1.0.0: {resolution: {integrity: ''}, dev: false}
                    """),
            pnpm(
                    "'6.0'",
                    """
                    dependencies:
                      plain: {specifier: ^1, version: 1.0.0}
                      alias: {specifier: 'npm:real@^1', version: /real@1.0.0}
                      '@s/scoped': {specifier: ^1, version: 1.0.0}
                    packages:
                      /plain@1.0.0: {resolution: {integrity: ''}, dev: false}
                      /real@1.0.0: {resolution: {integrity: ''}, dev: false}
                      /@s/scoped@1.0.0: {resolution: {integrity: ''}, dev: false}
                    """),
            pnpm(
                    "'9.0'",
                    """
                    importers:
                      .:
                        dependencies:
                          plain: {specifier: ^1, version: 1.0.0}
                          alias: {specifier: 'npm:real@^1', version: real@1.0.0}
                          '@s/scoped': {specifier: ^1, version: 1.0.0}
                    packages:
                      plain@1.0.0: {resolution: {integrity: ''}}
                      real@1.0.0: {resolution: {integrity: ''}}
                      '@s/scoped@1.0.0': {resolution: {integrity: ''}}
                    snapshots: {plain@1.0.0: {}, real@1.0.0: {}, '@s/scoped@1.0.0': {}}
                    """),
            new PinnedProject(
                    LockfileFormat.YARN_LOCK,
                    "1",
                    "yarn 1 and yarn 4",
                    """
                    # yarn lockfile v1
                    "@s/scoped@^1":
                      version "1.0.0"
                    "alias@npm:real@^1":
                      version "1.0.0"
                    plain@^1:
                      version "1.0.0"
                    """),
            berry("4"),
            berry("6"),
            berry("8"),
            berry("10"),
            bun("0"),
            bun("1"),
            bun("2"));

    private static PinnedProject npm(LockfileFormat format, String version, String members) {
        return new PinnedProject(
                format,
                version,
                format == LockfileFormat.SHRINKWRAP ? "npm 10 and npm 11" : "npm 10 to 12",
                "{\"name\": \"app\", \"lockfileVersion\": " + version + ",\n" + members + "}\n");
    }

    private static PinnedProject pnpm(String version, String members) {
        return new PinnedProject(
                LockfileFormat.PNPM_LOCK, version, "pnpm 9 to 12", "lockfileVersion: " + version + "\n" + members);
    }

    private static PinnedProject berry(String version) {
        return new PinnedProject(
                LockfileFormat.YARN_LOCK,
                version,
                "yarn 4",
                "__metadata:\n  version: " + version
                        + """

                        "@s/scoped@npm:^1":
                          version: 1.0.0
                          resolution: "@s/scoped@npm:1.0.0"
                        "alias@npm:real@^1":
                          version: 1.0.0
                          resolution: "real@npm:1.0.0"
                        "app@workspace:.":
                          version: 0.0.0-use.local
                          resolution: "app@workspace:."
                          dependencies: {"@s/scoped": ^1, alias: "npm:real@^1", plain: ^1}
                        "plain@npm:^1":
                          version: 1.0.0
                          resolution: "plain@npm:1.0.0"
                        """);
    }

    private static PinnedProject bun(String version) {
        return new PinnedProject(
                LockfileFormat.BUN_LOCK,
                version,
                "bun 1",
                "{\"lockfileVersion\": " + version
                        + """
                        , "workspaces": {"": {"name": "app",
                          "dependencies": {"plain": "^1", "alias": "npm:real@^1", "@s/scoped": "^1"}}},
                         "packages": {"plain": ["plain@1.0.0", "", {}, ""], "alias": ["real@1.0.0", "", {}, ""],
                           "@s/scoped": ["@s/scoped@1.0.0", "", {}, ""],}}
                        """);
    }

    /** A project without lockfile: every manager installs it as its {@code package.json} says. */
    public static void writeFresh(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("package.json"), MANIFEST.replace("^1", "^1.5"));
    }

    /** Writes it into a folder, which is made. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("package.json"), MANIFEST);
        Files.writeString(folder.resolve(format.file()), text);
    }

    @Override
    public String toString() {
        return format.file() + " of version " + version;
    }
}
