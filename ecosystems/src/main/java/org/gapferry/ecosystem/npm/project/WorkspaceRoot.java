package org.gapferry.ecosystem.npm.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.DocumentReader;
import org.gapferry.document.Node;
import org.gapferry.document.Place;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.manifest.ManifestProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The files of a workspace's root that say what belongs to it: {@code package.json}, {@code pnpm-workspace.yaml},
 * {@code .yarnrc.yml}. A project without members is its own root.
 *
 * @param pnpm an empty mapping if there is no such file
 * @param yarn the same
 * @param members folders, sorted; without the root
 */
record WorkspaceRoot(Path folder, JsonNode manifest, Node pnpm, Node yarn, List<Path> members) {
    static final String PNPM_WORKSPACE = "pnpm-workspace.yaml";
    static final String YARN_SETTINGS = ".yarnrc.yml";
    private static final List<String> KINDS =
            List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");
    private static final int MAX_MANIFEST = 16 << 20;

    /**
     * The root of the workspace that a folder belongs to, which is the folder itself, or the nearest one above it that
     * names it as a member.
     *
     * @throws ProblemException MANIFEST if a file of it cannot be read
     */
    static WorkspaceRoot of(Path project) {
        Path folder = project.toAbsolutePath().normalize();
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above.resolve(NpmProject.MANIFEST))
                    && Workspaces.names(patternsIfReadable(above), above.relativize(folder))) {
                return at(above);
            }
        }
        return at(folder);
    }

    /** As {@link #of}, whatever lies above. */
    static WorkspaceRoot at(Path folder) {
        JsonNode manifest = json(folder.resolve(NpmProject.MANIFEST));
        Node pnpm = yaml(folder.resolve(PNPM_WORKSPACE));
        return new WorkspaceRoot(
                folder,
                manifest,
                pnpm,
                yaml(folder.resolve(YARN_SETTINGS)),
                Workspaces.of(folder, patterns(manifest, pnpm)));
    }

    private static List<String> patternsIfReadable(Path folder) {
        try {
            return patterns(json(folder.resolve(NpmProject.MANIFEST)), yaml(folder.resolve(PNPM_WORKSPACE)));
        } catch (ProblemException e) {
            return List.of();
        }
    }

    private static List<String> patterns(JsonNode manifest, Node pnpm) {
        JsonNode value = manifest.path("workspaces");
        List<String> patterns = new ArrayList<>();
        (value.isObject() ? value.path("packages") : value).forEach(pattern -> patterns.add(pattern.asString("")));
        pnpm.member("packages").ifPresent(packages -> {
            if (packages instanceof Node.Items items) {
                items.items().forEach(item -> {
                    if (item instanceof Node.Text text) {
                        patterns.add(text.value());
                    }
                });
            }
        });
        return patterns;
    }

    /** The files that say what the workspace asks for. */
    List<Path> documents() {
        List<Path> documents = new ArrayList<>(List.of(folder.resolve(NpmProject.MANIFEST)));
        members.forEach(member -> documents.add(member.resolve(NpmProject.MANIFEST)));
        for (String name : List.of(PNPM_WORKSPACE, YARN_SETTINGS)) {
            if (Files.isRegularFile(folder.resolve(name))) {
                documents.add(folder.resolve(name));
            }
        }
        LockfileFormat.in(folder).forEach(format -> documents.add(folder.resolve(format.file())));
        return documents;
    }

    /** The version that a catalog has of a name. */
    Optional<String> ofCatalog(String catalog, String name) {
        boolean isDefault = catalog.isEmpty() || catalog.equals("default");
        for (Map<String, Map<String, String>> catalogs : List.of(catalogs(pnpm), catalogs(yarn), catalogsOfBun())) {
            String spec = catalogs.getOrDefault(isDefault ? "default" : catalog, Map.of())
                    .get(name);
            if (spec != null) {
                return Optional.of(spec);
            }
        }
        return Optional.empty();
    }

    private static Map<String, Map<String, String>> catalogs(Node settings) {
        Map<String, Map<String, String>> catalogs = new LinkedHashMap<>();
        settings.member("catalogs")
                .ifPresent(named ->
                        settings.members("catalogs").keySet().forEach(name -> catalogs.put(name, named.texts(name))));
        settings.member("catalog").ifPresent(catalog -> catalogs.put("default", settings.texts("catalog")));
        return catalogs;
    }

    private Map<String, Map<String, String>> catalogsOfBun() {
        Map<String, Map<String, String>> catalogs = new LinkedHashMap<>();
        for (JsonNode owner : List.of(manifest, manifest.path("workspaces"))) {
            owner.path("catalogs")
                    .properties()
                    .forEach(entry ->
                            catalogs.put(entry.getKey(), NpmJson.texts(owner.path("catalogs"), entry.getKey())));
            if (owner.path("catalog").isObject()) {
                catalogs.put("default", NpmJson.texts(owner, "catalog"));
            }
        }
        return catalogs;
    }

    private static Node yaml(Path file) {
        if (!Files.isRegularFile(file)) {
            return new Node.Mapping(new Place(file.toString(), 1, 1), List.of());
        }
        byte[] bytes = bytes(file);
        LockfileFormat.refuseMergeMarkers(file.toString(), bytes);
        return DocumentReader.of(file.toString(), ManifestProblem.PROJECT_UNREADABLE)
                .yaml(bytes);
    }

    /**
     * A package.json.
     *
     * @throws ProblemException MANIFEST
     */
    static JsonNode json(Path file) {
        byte[] bytes = bytes(file);
        LockfileFormat.refuseMergeMarkers(file.toString(), bytes);
        try {
            JsonNode node = NpmJson.read(bytes);
            if (!node.isObject()) {
                throw unreadable(file.toString(), "is not a JSON object", null);
            }
            requireLists(file, node, bytes);
            return node;
        } catch (JacksonException e) {
            throw unreadable(
                    e.getLocation() == null
                            ? file.toString()
                            : new Place(
                                            file.toString(),
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr())
                                    .toString(),
                    "is not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    /** What a project asks for must be understood, or it is not carried. */
    private static void requireLists(Path file, JsonNode manifest, byte[] bytes) {
        for (String kind : KINDS) {
            JsonNode list = manifest.path(kind);
            boolean isEmpty = list.isMissingNode() || list.isNull() || list.isArray() && list.isEmpty();
            if (!isEmpty && !list.isObject()) {
                throw refused(file, bytes, List.of(kind), "is not an object of names and ranges");
            }
            list.properties().forEach(entry -> {
                if (!entry.getValue().isString()) {
                    throw refused(file, bytes, List.of(kind, entry.getKey()), "is not a string");
                }
            });
        }
        JsonNode workspaces = manifest.path("workspaces");
        JsonNode patterns = workspaces.isObject() ? workspaces.path("packages") : workspaces;
        if (!patterns.isMissingNode() && !patterns.isNull() && !patterns.isArray()) {
            throw refused(file, bytes, List.of("workspaces"), "is not a list of folders");
        }
    }

    private static RuntimeException refused(Path file, byte[] bytes, List<String> keys, String what) {
        Node value = DocumentReader.of(file.toString(), ManifestProblem.PROJECT_UNREADABLE)
                .withSize(MAX_MANIFEST)
                .json(bytes);
        for (String key : keys) {
            value = value.member(key).orElse(value);
        }
        return ManifestProblem.PROJECT_UNREADABLE.thrown(
                value.place().toString(), "`" + String.join(".", keys) + "` " + what);
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_MANIFEST) {
                throw unreadable(file.toString(), "is larger than " + (MAX_MANIFEST >> 20) + " MiB", null);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file.toString(), "is unreadable: " + FileReason.of(e), e);
        }
    }

    private static RuntimeException unreadable(String place, String what, @Nullable Exception cause) {
        ProblemException problem = ManifestProblem.PROJECT_UNREADABLE.thrown(place, "the file " + what);
        return cause == null ? problem : problem.causedBy(cause);
    }
}
