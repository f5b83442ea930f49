package org.gapferry.ecosystem.npm.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.Overrides;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A folder with a package.json, its workspaces, and its npm-shrinkwrap.json or package-lock.json.
 *
 * @param dependencies name to spec, of every kind, by the place where they stand: the root, each workspace, each folder
 *     that is linked
 * @param optional names of dependencies that it does without where they cannot be installed
 * @param locked what the lockfile pins
 */
public record NpmProject(
        Map<String, Map<String, String>> dependencies,
        Set<String> optional,
        List<NpmLockfile.Locked> locked,
        Overrides overrides) {
    public static final String MANIFEST = "package.json";

    /** No project. */
    public static final NpmProject NONE = new NpmProject(Map.of(), Set.of(), List.of(), Overrides.NONE);

    /** As npm looks for them: the first that is there counts. */
    private static final List<String> LOCKS = List.of("npm-shrinkwrap.json", "package-lock.json");

    private static final Pattern URL = Pattern.compile("(?:git\\+)?https?://(?:[^/@]*@)?([^/?#]+)");

    /** The files of a project that are there and count. */
    public static List<Path> documents(Path folder) {
        List<Path> documents = new ArrayList<>(List.of(folder.resolve(MANIFEST)));
        Workspaces.of(folder, json(folder.resolve(MANIFEST)))
                .forEach(workspace -> documents.add(workspace.resolve(MANIFEST)));
        lockfile(folder).forEach(documents::add);
        return documents;
    }

    private static Stream<Path> lockfile(Path folder) {
        return LOCKS.stream().map(folder::resolve).filter(Files::isRegularFile).limit(1);
    }

    /** The hosts of the repositories and URLs that it depends on, in order. */
    List<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>();
        dependencies.values().forEach(list -> list.values().forEach(spec -> hosts.addAll(hosts(spec))));
        locked.forEach(pinned -> hosts.addAll(hosts(pinned.outside())));
        return List.copyOf(hosts);
    }

    private static List<String> hosts(String spec) {
        boolean elsewhere = spec.matches("(?:https?|git\\+https?)://.*") || spec.contains("/") && !spec.startsWith(".");
        if (!elsewhere || spec.matches("(?:npm|file|link|workspace|portal):.*")) {
            return List.of();
        }
        Optional<HostedGit> repository = HostedGit.parse(spec, HostedGit.KNOWN);
        if (repository.isPresent()) {
            return repository.get().hosts();
        }
        Matcher url = URL.matcher(spec);
        return url.lookingAt() ? List.of(url.group(1)) : List.of();
    }

    /** True if a lockfile that npm would take lies in the folder. */
    static boolean isLocked(Path folder) {
        return lockfile(folder).findAny().isPresent();
    }

    /** @throws org.gapferry.bundle.ProblemException MANIFEST */
    public static NpmProject read(Path folder) {
        JsonNode manifest = json(folder.resolve(MANIFEST));
        Map<String, Map<String, String>> dependencies = new LinkedHashMap<>();
        dependencies.put("", dependencies(manifest, true));
        String manager = NpmJson.text(manifest, "packageManager").replaceFirst("\\+.*", "");
        if (manager.matches("(?:npm|pnpm|yarn)@[0-9].*")) {
            int at = manager.indexOf('@');
            dependencies.put("packageManager", Map.of(manager.substring(0, at), manager.substring(at + 1)));
        }
        Set<String> optional = new LinkedHashSet<>(optional(manifest));
        Map<String, String> local = new LinkedHashMap<>();
        for (Path workspace : Workspaces.of(folder, manifest)) {
            JsonNode own = json(workspace.resolve(MANIFEST));
            local.put(NpmJson.text(own, "name"), NpmJson.text(own, "version"));
            dependencies.put(folder.relativize(workspace).toString(), dependencies(own, true));
            optional.addAll(optional(own));
        }
        List<NpmLockfile.Locked> locked = new ArrayList<>();
        lockfile(folder).forEach(file -> {
            NpmLockfile lock = NpmLockfile.read(json(file));
            locked.addAll(lock.locked());
            lock.workspaces().forEach(dependencies::putIfAbsent);
        });
        followLinks(folder, dependencies);
        Overrides overrides = Overrides.of(manifest, dependencies(manifest, true));
        dependencies.replaceAll((place, list) -> withoutLocal(list, local));
        return new NpmProject(dependencies, optional, locked, overrides);
    }

    /**
     * What a package.json asks for and its lockfile pins otherwise or not at all, at which {@code npm ci} fails.
     *
     * @return one sentence for each
     */
    public static List<String> contradictions(Path folder) {
        JsonNode manifest = json(folder.resolve(MANIFEST));
        Overrides overrides = Overrides.of(manifest, dependencies(manifest, true));
        List<String> found = new ArrayList<>();
        lockfile(folder).forEach(file -> {
            Map<String, String> pinned = NpmLockfile.atTop(json(file));
            for (String kind : List.of("dependencies", "devDependencies")) {
                NpmJson.texts(manifest, kind).forEach((name, spec) -> {
                    Optional<SemverRange> range = SemverRange.parse(spec, SemverRange.Mode.LOOSE);
                    String version = pinned.getOrDefault(name, "");
                    if (range.isPresent() && overrides.isEmpty() && !pinned.containsKey(name)) {
                        found.add(file.getFileName() + " does not pin " + name + ", which package.json asks for");
                    } else if (range.isPresent()
                            && overrides.isEmpty()
                            && Semver.parse(version, true).isPresent()
                            && !range.get().isSatisfiedBy(version)) {
                        found.add(file.getFileName() + " pins " + name + " " + version + ", and package.json asks for `"
                                + spec + "`");
                    }
                });
            }
        });
        return found;
    }

    /** What a package.json asks for. */
    static Map<String, String> dependencies(JsonNode manifest, boolean development) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String kind : List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")) {
            if (development || !kind.equals("devDependencies")) {
                NpmJson.texts(manifest, kind).forEach(all::putIfAbsent);
            }
        }
        return all;
    }

    private static Set<String> optional(JsonNode manifest) {
        return NpmJson.texts(manifest, "optionalDependencies").keySet();
    }

    /** Folders that are depended on travel with the project; what they depend on does not. */
    private static void followLinks(Path folder, Map<String, Map<String, String>> dependencies) {
        List<String> places = new ArrayList<>(dependencies.keySet());
        for (int i = 0; i < places.size(); i++) {
            String place = places.get(i);
            for (String spec :
                    List.copyOf(dependencies.getOrDefault(place, Map.of()).values())) {
                String path = spec.replaceFirst("^(?:file|link):", "");
                boolean isLink = !path.equals(spec) || spec.matches("\\.\\.?/.*");
                Path linked = folder.resolve(place).resolve(isLink ? path : ".").normalize();
                if (isLink && Files.isRegularFile(linked.resolve(MANIFEST))) {
                    String name = folder.relativize(linked).toString();
                    if (dependencies.putIfAbsent(name, dependencies(json(linked.resolve(MANIFEST)), false)) == null) {
                        places.add(name);
                    }
                }
            }
        }
    }

    /** A dependency on another workspace is linked, if the workspace's version fits. */
    private static Map<String, String> withoutLocal(Map<String, String> list, Map<String, String> local) {
        Map<String, String> rest = new LinkedHashMap<>();
        list.forEach((name, spec) -> {
            String version = local.get(name);
            boolean linked = version != null
                    && (spec.isEmpty()
                            || SemverRange.parse(spec, SemverRange.Mode.LOOSE)
                                    .filter(range -> range.toString().isEmpty() || range.isSatisfiedBy(version))
                                    .isPresent());
            if (!linked) {
                rest.put(name, spec);
            }
        });
        return rest;
    }

    private static JsonNode json(Path file) {
        try {
            JsonNode node = NpmJson.read(Files.readAllBytes(file));
            if (node.isObject()) {
                return node;
            }
            throw unreadable(file, "is not a JSON object", null);
        } catch (IOException e) {
            throw unreadable(file, "is unreadable: " + FileReason.of(e), e);
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
        ProblemException problem = ManifestProblem.PROJECT_UNREADABLE.thrown(file.toString(), "the file " + what);
        return cause == null ? problem : problem.causedBy(cause);
    }
}
