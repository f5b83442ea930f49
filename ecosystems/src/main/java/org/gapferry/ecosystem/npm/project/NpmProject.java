package org.gapferry.ecosystem.npm.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.Node;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.model.Overrides;
import org.gapferry.ecosystem.npm.model.PackageExtensions;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;
import tools.jackson.databind.JsonNode;

/**
 * What a folder with a package.json asks for, with the workspace that it belongs to and the lockfiles of every manager.
 *
 * @param dependencies name to spec as npm knows specs, of every kind, by the place where they stand: the root, each
 *     member, each folder that is linked
 * @param optional names of dependencies that it does without where they cannot be installed
 * @param lockfiles those that are there and count
 * @param notes what people should know of it
 */
public record NpmProject(
        Map<String, Map<String, String>> dependencies,
        Set<String> optional,
        Map<LockfileFormat, Lockfile> lockfiles,
        Overrides overrides,
        PackageExtensions extensions,
        List<Problem> notes) {
    public static final String MANIFEST = "package.json";

    /** No project. */
    public static final NpmProject NONE =
            new NpmProject(Map.of(), Set.of(), Map.of(), Overrides.NONE, PackageExtensions.NONE, List.of());

    private static final List<String> HOOKS =
            List.of(".npm-extension.cjs", ".npm-extension.mjs", ".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js");
    private static final Pattern URL = Pattern.compile("(?:git\\+)?https?://(?:[^/@]*@)?([^/?#]+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{|\\{\\{|<%|[$%]\\(");
    private static final Pattern RENAMED_MEMBER = Pattern.compile("workspace:(@?[^@]+)@.*");
    private static final Pattern LOCAL = Pattern.compile("(?:file|link|portal):(.*)|(\\.\\.?/.*)");

    /** The files of a project that are there and count; as far as they can be found, where one cannot be read. */
    public static List<Path> documents(Path folder) {
        try {
            return WorkspaceRoot.of(folder).documents();
        } catch (ProblemException e) {
            List<Path> documents = new ArrayList<>(List.of(folder.resolve(MANIFEST)));
            LockfileFormat.in(folder).forEach(format -> documents.add(folder.resolve(format.file())));
            return documents;
        }
    }

    /** The root of the workspace that a folder belongs to; itself, if it belongs to none, or none can be read. */
    public static Path root(Path folder) {
        try {
            return WorkspaceRoot.of(folder).folder();
        } catch (ProblemException e) {
            return folder;
        }
    }

    /** The lockfiles that count for a folder. */
    static List<LockfileFormat> formats(Path folder) {
        return LockfileFormat.in(root(folder));
    }

    /**
     * The folders of its workspace.
     *
     * @throws ProblemException MANIFEST if a file that names them cannot be read
     */
    static List<Path> members(Path folder) {
        return WorkspaceRoot.at(folder).members();
    }

    /**
     * Whether a folder with a package.json is a project: neither one that only says of which type its files are, nor
     * one from which other projects are made.
     *
     * @throws ProblemException MANIFEST if it cannot be read
     */
    static boolean isOne(Path folder) {
        JsonNode manifest = WorkspaceRoot.json(folder.resolve(MANIFEST));
        String name = NpmJson.text(manifest, "name");
        boolean asks = !name.isEmpty()
                || !dependencies(manifest, true).isEmpty()
                || manifest.has("workspaces")
                || !LockfileFormat.in(folder).isEmpty()
                || Files.isRegularFile(folder.resolve(WorkspaceRoot.PNPM_WORKSPACE));
        return asks && !PLACEHOLDER.matcher(name).find();
    }

    /** The hosts of the repositories and URLs that it depends on, in order; none of one that cannot be read. */
    static List<String> hosts(Path folder) {
        try {
            NpmProject project = read(folder);
            Set<String> hosts = new LinkedHashSet<>();
            project.dependencies.values().forEach(list -> list.values().forEach(spec -> hosts.addAll(hosts(spec))));
            project.lockfiles.values().forEach(lockfile -> lockfile.locked()
                    .forEach(pinned -> hosts.addAll(hosts(pinned.outside()))));
            return List.copyOf(hosts);
        } catch (ProblemException e) {
            return List.of();
        }
    }

    private static List<String> hosts(String spec) {
        boolean elsewhere = spec.matches("(?:https?|git\\+https?)://.*") || spec.contains("/") && !spec.startsWith(".");
        if (!elsewhere || spec.matches("(?:npm|file|link|workspace|portal|exec|patch):.*")) {
            return List.of();
        }
        Optional<HostedGit> repository = HostedGit.parse(spec, HostedGit.KNOWN);
        if (repository.isPresent()) {
            return repository.get().hosts();
        }
        Matcher url = URL.matcher(spec);
        return url.lookingAt() ? List.of(url.group(1)) : List.of();
    }

    /**
     * Reads a project.
     *
     * @throws ProblemException MANIFEST if a file that counts cannot be read
     */
    public static NpmProject read(Path folder) {
        WorkspaceRoot root = WorkspaceRoot.of(folder);
        Map<Path, JsonNode> manifests = new LinkedHashMap<>();
        manifests.put(root.folder(), root.manifest());
        root.members().forEach(member -> manifests.put(member, WorkspaceRoot.json(member.resolve(MANIFEST))));
        Map<String, Path> local = new LinkedHashMap<>();
        manifests.forEach((path, manifest) -> {
            String name = NpmJson.text(manifest, "name");
            if (!name.isEmpty()) {
                local.put(name, path);
            }
        });
        Map<LockfileFormat, Lockfile> lockfiles = new EnumMap<>(LockfileFormat.class);
        LockfileFormat.in(root.folder()).forEach(format -> lockfiles.put(format, format.read(root.folder())));
        Path own = folder.toAbsolutePath().normalize();
        boolean whole = own.equals(root.folder());
        Set<String> optional = new LinkedHashSet<>();
        Map<String, Map<String, String>> dependencies = new LinkedHashMap<>();
        List<Problem> notes = new ArrayList<>();
        for (Path path : whole ? manifests.keySet() : withLocal(own, manifests, local)) {
            JsonNode manifest = manifests.getOrDefault(path, root.manifest());
            Map<String, String> needs = new LinkedHashMap<>();
            dependencies(manifest, true).forEach((name, spec) -> {
                Path member = local.get(name);
                if (isMember(spec, local.keySet())) {
                    return;
                }
                if (member != null) {
                    requireFit(path, name, spec, manifests.getOrDefault(member, manifest), lockfiles.values());
                } else {
                    needs.put(
                            name,
                            ProjectSpec.resolve(root, path.resolve(MANIFEST).toString(), name, spec));
                }
            });
            dependencies.put(root.folder().relativize(path).toString(), needs);
            optional.addAll(optional(manifest));
        }
        if (whole) {
            lockfiles.values().forEach(lockfile -> lockfile.members()
                    .forEach((place, needs) -> dependencies.putIfAbsent(place, withoutLocal(needs, local.keySet()))));
        }
        dependencies.putAll(configuration(root));
        followLinks(root.folder(), dependencies);
        for (String hook : HOOKS) {
            if (Files.isRegularFile(root.folder().resolve(hook))) {
                notes.add(
                        NpmProblem.HOOK_NOT_RUN.at(
                                root.folder().resolve(hook).toString(),
                                (hook.startsWith(".npm") ? "npm" : "pnpm")
                                        + " runs this file to change what packages ask for, and Gapferry never runs code of a project"));
            }
        }
        return new NpmProject(dependencies, optional, lockfiles, overrides(root), extensions(root), notes);
    }

    /** pnpm's way to take a member under another name. */
    private static boolean isMember(String spec, Set<String> local) {
        Matcher renamed = RENAMED_MEMBER.matcher(spec);
        return renamed.matches() && local.contains(renamed.group(1));
    }

    /** A member that does not fit would be taken from a registry, where another package may have its name. */
    private static void requireFit(
            Path folder, String name, String spec, JsonNode member, Collection<Lockfile> lockfiles) {
        String version = NpmJson.text(member, "version");
        Optional<SemverRange> range = SemverRange.parse(spec, SemverRange.Mode.LOOSE);
        boolean isMissed = range.isPresent()
                && Semver.parse(version, true).isPresent()
                && !range.get().isSatisfiedBy(version);
        boolean isPinned = lockfiles.stream()
                .flatMap(lockfile -> lockfile.locked().stream())
                .anyMatch(locked -> locked.name().equals(name));
        if (isMissed && !isPinned) {
            throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                    folder.resolve(MANIFEST).toString(),
                    "the dependency `" + name + "` is `" + spec + "`, and the workspace's own `" + name
                            + "` has version " + version + "; a member is not asked of a registry",
                    "write `workspace:*`, or a range that " + version + " is in; or commit a lockfile that pins it");
        }
    }

    /** What pnpm is configured with, which an install fetches before anything else. */
    private static Map<String, Map<String, String>> configuration(WorkspaceRoot root) {
        Map<String, String> configuration = new LinkedHashMap<>();
        WorkspaceRoot.mappings(root.pnpm(), "configDependencies")
                .forEach((name, value) -> configuration.put(
                        name,
                        (value instanceof Node.Text text ? text.value() : value.text("version"))
                                .replaceFirst("\\+.*", "")));
        return configuration.isEmpty() ? Map.of() : Map.of("configDependencies", configuration);
    }

    /** A member, and those that it depends on, directly or not. */
    private static Set<Path> withLocal(Path member, Map<Path, JsonNode> manifests, Map<String, Path> local) {
        Set<Path> reached = new LinkedHashSet<>(List.of(member));
        List<Path> next = new ArrayList<>(reached);
        for (int i = 0; i < next.size(); i++) {
            JsonNode manifest = manifests.get(next.get(i));
            if (manifest != null) {
                for (String name : dependencies(manifest, true).keySet()) {
                    Path other = local.get(name);
                    if (other != null && reached.add(other)) {
                        next.add(other);
                    }
                }
            }
        }
        return reached;
    }

    private static Map<String, String> withoutLocal(Map<String, String> needs, Set<String> local) {
        Map<String, String> rest = new LinkedHashMap<>(needs);
        rest.keySet().removeAll(local);
        return rest;
    }

    private static Overrides overrides(WorkspaceRoot root) {
        Map<String, String> direct = dependencies(root.manifest(), true);
        Map<String, String> others = new LinkedHashMap<>(NpmJson.texts(root.manifest(), "resolutions"));
        others.putAll(NpmJson.texts(root.manifest().path("pnpm"), "overrides"));
        root.pnpm().member("overrides").ifPresent(rules -> others.putAll(WorkspaceRoot.texts(rules)));
        String place = root.folder().resolve(MANIFEST).toString();
        others.replaceAll((key, spec) -> ProjectSpec.resolve(root, place, key, spec));
        others.values().removeIf(spec -> spec.equals("-") || spec.matches("(?:link|file|portal|workspace|exec):.*"));
        Overrides npm = Overrides.of(root.manifest(), direct);
        return others.isEmpty() ? npm : npm.and(others, direct);
    }

    private static PackageExtensions extensions(WorkspaceRoot root) {
        Map<String, List<PackageExtensions.Extension>> all = new LinkedHashMap<>();
        for (Node owner : List.of(root.pnpm(), root.yarn())) {
            WorkspaceRoot.mappings(owner, "packageExtensions")
                    .forEach((key, extension) -> extend(
                            all,
                            key,
                            kind -> extension
                                    .member(kind)
                                    .map(WorkspaceRoot::texts)
                                    .orElse(Map.of()),
                            WorkspaceRoot.mappings(extension, "peerDependenciesMeta")
                                    .keySet()));
        }
        for (JsonNode owner : List.of(root.manifest(), root.manifest().path("pnpm"))) {
            owner.path("packageExtensions").properties().forEach(entry -> {
                Set<String> optional = new LinkedHashSet<>();
                entry.getValue().path("peerDependenciesMeta").properties().forEach(meta -> optional.add(meta.getKey()));
                extend(all, entry.getKey(), kind -> NpmJson.texts(entry.getValue(), kind), optional);
            });
        }
        return all.isEmpty() ? PackageExtensions.NONE : new PackageExtensions(all, 0);
    }

    private static void extend(
            Map<String, List<PackageExtensions.Extension>> all,
            String key,
            Function<String, Map<String, String>> needs,
            Set<String> optional) {
        int at = key.indexOf('@', 1);
        String name = at < 0 ? key : key.substring(0, at);
        String range = at < 0 ? "*" : key.substring(at + 1).replaceFirst("^npm:", "");
        Map<String, String> dependencies = new LinkedHashMap<>(needs.apply("dependencies"));
        dependencies.putAll(needs.apply("optionalDependencies"));
        SemverRange.parse(range, SemverRange.Mode.LOOSE)
                .ifPresent(versions -> all.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(new PackageExtensions.Extension(
                                versions, dependencies, needs.apply("peerDependencies"), optional)));
    }

    /**
     * What a package.json asks for and a lockfile pins otherwise or not at all, at which a frozen install fails; and
     * where one of the lockfiles before it pins other versions.
     *
     * @return one sentence for each
     */
    public static List<String> contradictions(Path folder, LockfileFormat format) {
        WorkspaceRoot root = WorkspaceRoot.of(folder);
        Lockfile lockfile = format.read(root.folder());
        List<String> found = new ArrayList<>();
        for (LockfileFormat other : LockfileFormat.in(root.folder())) {
            if (other.compareTo(format) < 0) {
                found.addAll(disagreements(root, other.read(root.folder()), lockfile));
            }
        }
        if (!overrides(root).isEmpty()) {
            return found;
        }
        Set<String> local = new LinkedHashSet<>();
        root.members().forEach(member -> local.add(NpmJson.text(WorkspaceRoot.json(member.resolve(MANIFEST)), "name")));
        for (String kind : List.of("dependencies", "devDependencies")) {
            NpmJson.texts(root.manifest(), kind).forEach((name, spec) -> {
                Optional<SemverRange> range = SemverRange.parse(spec, SemverRange.Mode.LOOSE);
                if (range.isPresent() && !local.contains(name)) {
                    contradiction(lockfile, name, spec, range.get()).ifPresent(found::add);
                }
            });
        }
        return found;
    }

    /** Direct dependencies of which two lockfiles have no version in common. */
    private static List<String> disagreements(WorkspaceRoot root, Lockfile one, Lockfile other) {
        List<String> found = new ArrayList<>();
        for (String name : dependencies(root.manifest(), true).keySet()) {
            Set<String> ofOne = one.versions(name);
            Set<String> ofOther = other.versions(name);
            if (!ofOne.isEmpty() && !ofOther.isEmpty() && Collections.disjoint(ofOne, ofOther)) {
                found.add(one.name() + " pins " + name + " " + String.join(", ", ofOne) + ", and " + other.name() + " "
                        + String.join(", ", ofOther));
            }
        }
        return found;
    }

    private static Optional<String> contradiction(Lockfile lockfile, String name, String spec, SemverRange range) {
        boolean isNpms = lockfile.name().endsWith(".json");
        String version = lockfile.top().getOrDefault(name, "");
        if (isNpms && !lockfile.top().containsKey(name)
                || !isNpms && !lockfile.asked().contains(name + "@" + spec)) {
            return Optional.of(lockfile.name() + " does not pin " + name + (isNpms ? "" : " `" + spec + "`")
                    + ", which package.json asks for");
        } else if (isNpms && Semver.parse(version, true).isPresent() && !range.isSatisfiedBy(version)) {
            return Optional.of(
                    lockfile.name() + " pins " + name + " " + version + ", and package.json asks for `" + spec + "`");
        }
        return Optional.empty();
    }

    /** What a package.json asks for. */
    private static Map<String, String> dependencies(JsonNode manifest, boolean development) {
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
                Matcher local = LOCAL.matcher(spec);
                String path = !local.matches() ? "" : local.group(1) == null ? local.group(2) : local.group(1);
                Path linked = folder.resolve(place).resolve(path).normalize();
                if (!path.isEmpty() && Files.isRegularFile(linked.resolve(MANIFEST))) {
                    String name = folder.relativize(linked).toString();
                    JsonNode manifest = WorkspaceRoot.json(linked.resolve(MANIFEST));
                    if (dependencies.putIfAbsent(name, dependencies(manifest, false)) == null) {
                        places.add(name);
                    }
                }
            }
        }
    }
}
