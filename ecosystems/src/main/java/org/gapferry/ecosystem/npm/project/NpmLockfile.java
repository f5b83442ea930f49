package org.gapferry.ecosystem.npm.project;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Checksum;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.version.Semver;
import tools.jackson.databind.JsonNode;

/**
 * What a package-lock.json or npm-shrinkwrap.json pins, of all versions that npm ever wrote.
 *
 * @param locked every package but those that lie in others or in the project itself
 * @param workspaces name to spec by the path of each workspace or linked folder that the lockfile describes
 */
public record NpmLockfile(List<Locked> locked, Map<String, Map<String, String>> workspaces) {
    private static final String MODULES = "node_modules/";

    /**
     * One entry.
     *
     * @param name under which a registry knows it, or under which it is installed if it is in none
     * @param outside the URL or repository that it comes from, if it is in no registry; otherwise empty
     * @param development true if only the root's own development needs it
     */
    public record Locked(
            String name,
            String version,
            List<Checksum> integrity,
            boolean optional,
            boolean development,
            String outside) {}

    /** Reads a lockfile; a version that does not exist yet is read as far as it looks like one of those that do. */
    public static NpmLockfile read(JsonNode lock) {
        NpmLockfile read = new NpmLockfile(new ArrayList<>(), new LinkedHashMap<>());
        JsonNode packages = lock.path("packages");
        if (packages.isObject()) {
            packages.properties().forEach(entry -> read.entry(entry.getKey(), entry.getValue()));
        } else {
            read.tree(lock.path("dependencies"));
        }
        return read;
    }

    /**
     * The version of each package at the top of the tree; empty for those that are linked, or come from no registry.
     */
    static Map<String, String> atTop(JsonNode lock) {
        Map<String, String> versions = new LinkedHashMap<>();
        boolean tree = !lock.path("packages").isObject();
        JsonNode entries = lock.path(tree ? "dependencies" : "packages");
        entries.properties().forEach(entry -> {
            String path = entry.getKey();
            if (tree) {
                versions.put(path, NpmJson.text(entry.getValue(), "version"));
            } else if (path.startsWith(MODULES) && path.lastIndexOf(MODULES) == 0) {
                versions.put(path.substring(MODULES.length()), NpmJson.text(entry.getValue(), "version"));
            }
        });
        return versions;
    }

    /** Versions 2 and 3: one object by path. */
    private void entry(String path, JsonNode value) {
        int modules = path.lastIndexOf(MODULES);
        if (modules < 0) {
            if (!path.isEmpty()) {
                workspaces.put(path, NpmProject.dependencies(value, true));
            }
            return;
        }
        if (value.path("link").asBoolean(false) || value.path("inBundle").asBoolean(false)) {
            return;
        }
        String alias = NpmJson.text(value, "name");
        String name = alias.isEmpty() ? path.substring(modules + MODULES.length()) : alias;
        String resolved = NpmJson.text(value, "resolved");
        String version = NpmJson.text(value, "version");
        boolean url = resolved.matches("https?://.*");
        boolean isOutside = !resolved.isEmpty() && !url
                || version.isEmpty()
                || url
                        && !resolved.contains("/-/")
                        && NpmJson.text(value, "integrity").isEmpty()
                || url
                        && !resolved.contains("/-/")
                        && !resolved.replaceFirst("[?#].*", "").endsWith(".tgz");
        locked.add(new Locked(
                isOutside ? path.substring(modules + MODULES.length()) : name,
                version,
                Integrity.parse(NpmJson.text(value, "integrity")),
                value.path("optional").asBoolean(false)
                        || value.path("devOptional").asBoolean(false),
                value.path("dev").asBoolean(false),
                isOutside ? resolved : ""));
    }

    /** Version 1: a tree by name. */
    private void tree(JsonNode dependencies) {
        dependencies.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (!value.path("bundled").asBoolean(false)) {
                locked.add(ofTree(entry.getKey(), value));
            }
            tree(value.path("dependencies"));
        });
    }

    private static Locked ofTree(String key, JsonNode value) {
        String text = NpmJson.text(value, "version");
        String name = key;
        String version = text;
        String outside = "";
        if (text.startsWith("npm:")) {
            int at = text.lastIndexOf('@');
            name = text.substring("npm:".length(), Math.max(at, "npm:".length()));
            version = text.substring(at + 1);
        } else if (Semver.parse(text, true).isEmpty()) {
            outside = text;
        }
        return new Locked(
                name,
                version,
                Integrity.parse(NpmJson.text(value, "integrity")),
                value.path("optional").asBoolean(false),
                value.path("dev").asBoolean(false),
                outside);
    }
}
