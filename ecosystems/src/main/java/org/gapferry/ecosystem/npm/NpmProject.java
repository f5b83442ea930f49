package org.gapferry.ecosystem.npm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.transport.Checksum;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A folder with a package.json and, beside it, a package-lock.json of version 2 or 3.
 *
 * @param dependencies name to spec, of every kind, of the root and of the workspaces that the lockfile names
 * @param locked what the lockfile pins
 */
record NpmProject(Map<String, Map<String, String>> dependencies, List<Locked> locked) {
    static final String MANIFEST = "package.json";
    private static final String LOCK = "package-lock.json";
    private static final String MODULES = "node_modules/";
    private static final List<String> KINDS =
            List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");

    /**
     * One entry of a lockfile.
     *
     * @param problem for people, if it is in no registry; otherwise empty
     */
    record Locked(String name, String version, List<Checksum> integrity, boolean optional, String problem) {}

    /** The files of a project that are there and count. */
    static List<Path> documents(Path folder) {
        return java.util.stream.Stream.of(MANIFEST, LOCK)
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    /** @throws org.gapferry.bundle.ProblemException MANIFEST */
    static NpmProject read(Path folder) {
        Map<String, Map<String, String>> dependencies = new LinkedHashMap<>();
        JsonNode manifest = json(folder.resolve(MANIFEST));
        dependencies.put("", dependencies(manifest));
        String manager = NpmJson.text(manifest, "packageManager").replaceFirst("\\+.*", "");
        if (manager.matches("(?:npm|pnpm|yarn)@[0-9].*")) {
            int at = manager.indexOf('@');
            dependencies.put("packageManager", Map.of(manager.substring(0, at), manager.substring(at + 1)));
        }
        List<Locked> locked = new ArrayList<>();
        Path lockFile = folder.resolve(LOCK);
        if (Files.isRegularFile(lockFile)) {
            readLock(lockFile, dependencies, locked);
        }
        return new NpmProject(dependencies, locked);
    }

    private static Map<String, String> dependencies(JsonNode manifest) {
        Map<String, String> all = new LinkedHashMap<>();
        KINDS.forEach(kind -> NpmJson.texts(manifest, kind).forEach(all::putIfAbsent));
        return all;
    }

    private static void readLock(Path file, Map<String, Map<String, String>> dependencies, List<Locked> locked) {
        JsonNode lock = json(file);
        JsonNode packages = lock.get("packages");
        if (packages == null || !packages.isObject()) {
            throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                    file.toString(),
                    "the lockfile has no `packages`: it is of version "
                            + lock.path("lockfileVersion").asString("1"),
                    "write it again with npm 7 or newer: npm install --package-lock-only --lockfile-version 3");
        }
        for (Map.Entry<String, JsonNode> entry : packages.properties()) {
            String path = entry.getKey();
            JsonNode value = entry.getValue();
            int modules = path.lastIndexOf(MODULES);
            boolean isLink = value.path("link").asBoolean(false);
            if (modules < 0) {
                if (!path.isEmpty()) {
                    dependencies.put(path, dependencies(value));
                }
            } else if (!isLink && !value.path("inBundle").asBoolean(false)) {
                locked.add(locked(path.substring(modules + MODULES.length()), value));
            }
        }
    }

    private static Locked locked(String pathName, JsonNode value) {
        String alias = NpmJson.text(value, "name");
        String resolved = NpmJson.text(value, "resolved");
        String version = NpmJson.text(value, "version");
        boolean optional = value.path("optional").asBoolean(false);
        String problem = "";
        if (!resolved.isEmpty() && !resolved.matches("https?://.*") || version.isEmpty()) {
            problem = "it is resolved to `" + resolved + "`, which is in no registry";
        } else if (resolved.matches("https?://.*")
                && NpmJson.text(value, "integrity").isEmpty()
                && !resolved.contains("/-/")) {
            problem =
                    "it is resolved to the URL `" + resolved.replaceFirst("[?#].*", "") + "`, which is in no registry";
        }
        return new Locked(
                alias.isEmpty() ? pathName : alias,
                version,
                Integrity.parse(NpmJson.text(value, "integrity")),
                optional,
                problem);
    }

    private static JsonNode json(Path file) {
        try {
            JsonNode node = NpmJson.read(Files.readAllBytes(file));
            if (node.isObject()) {
                return node;
            }
            throw unreadable(file, "is no JSON object", null);
        } catch (IOException e) {
            throw unreadable(file, "cannot be read", e);
        } catch (JacksonException e) {
            throw unreadable(
                    file,
                    "is not JSON: " + e.getOriginalMessage().lines().findFirst().orElse("")
                            + (e.getLocation() == null
                                    ? ""
                                    : ", line " + e.getLocation().getLineNr() + ", column "
                                            + e.getLocation().getColumnNr()),
                    e);
        }
    }

    private static RuntimeException unreadable(Path file, String what, @Nullable Exception cause) {
        org.gapferry.bundle.ProblemException problem =
                ManifestProblem.PROJECT_UNREADABLE.thrown(file.toString(), "the file " + what);
        return cause == null ? problem : problem.causedBy(cause);
    }
}
