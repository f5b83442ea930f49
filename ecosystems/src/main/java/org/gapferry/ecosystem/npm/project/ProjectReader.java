package org.gapferry.ecosystem.npm.project;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.Node;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.model.NpmProduct;
import org.gapferry.ecosystem.npm.model.Overrides;
import org.gapferry.ecosystem.npm.model.PackageExtensions;
import org.gapferry.ecosystem.npm.model.SupportedArchitectures;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;
import tools.jackson.databind.JsonNode;

/** Reads what one folder of a workspace asks for. */
final class ProjectReader {
    private static final List<String> HOOKS =
            List.of(".npm-extension.cjs", ".npm-extension.mjs", ".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js");
    private static final Pattern RENAMED_MEMBER = Pattern.compile("workspace:(@?[^@]+)@.*");
    private static final Pattern LOCAL =
            Pattern.compile("(?:file|link|portal):(.*)|(\\.{0,2}/.*)|([^@:]*\\.(?:tgz|tar\\.gz|tar))");
    private static final Pattern ARCHIVE = Pattern.compile("(?i).*\\.(?:tgz|tar\\.gz|tar)");

    private final WorkspaceRoot root;
    private final Path folder;
    private final Map<Path, JsonNode> manifests = new LinkedHashMap<>();
    /** Folders of the workspace by the names of their packages. */
    private final Map<String, Path> local = new LinkedHashMap<>();

    private final Map<LockfileFormat, Lockfile> lockfiles = new EnumMap<>(LockfileFormat.class);
    private final Map<String, Map<String, String>> dependencies = new LinkedHashMap<>();
    private final Set<String> optional = new LinkedHashSet<>();

    /** @param folder the root's, or that of a member, which is read with the members that it depends on */
    ProjectReader(WorkspaceRoot root, Path folder) {
        this.root = root;
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** @throws ProblemException MANIFEST if a file that counts cannot be read */
    NpmProject read() {
        readManifests();
        LockfileFormat.in(root.folder()).forEach(format -> {
            Lockfile lockfile = format.read(root.folder());
            Set<String> others = new LinkedHashSet<>(local.keySet());
            if (format == LockfileFormat.YARN_LOCK) {
                others.addAll(overridden());
            }
            lockfile.requireWhole(others);
            lockfiles.put(format, lockfile);
        });
        boolean whole = folder.equals(root.folder());
        (whole ? manifests.keySet() : withLocal(folder)).forEach(this::addNeeds);
        if (whole) {
            lockfiles.values().forEach(lockfile -> lockfile.members()
                    .forEach((place, needs) -> dependencies.putIfAbsent(place, withoutLocal(needs))));
        }
        dependencies.putAll(configuration());
        followLinks();
        Overrides overrides = overrides();
        return new NpmProject(
                root.folder(),
                dependencies,
                optional,
                lockfiles,
                new LockfileContradictions(root.manifest(), local.keySet(), overridden(), lockfiles).find(),
                overrides,
                extensions(),
                architectures(),
                hooks());
    }

    private void readManifests() {
        manifests.put(root.folder(), root.manifest());
        root.members()
                .forEach(member -> manifests.put(member, WorkspaceRoot.json(member.resolve(NpmProject.MANIFEST))));
        manifests.forEach((path, manifest) -> {
            String name = NpmJson.text(manifest, "name");
            if (!name.isEmpty()) {
                local.put(name, path);
            }
        });
    }

    /** What the package.json of a folder asks for beyond the workspace. */
    private void addNeeds(Path path) {
        JsonNode manifest = manifests.getOrDefault(path, root.manifest());
        String place = path.resolve(NpmProject.MANIFEST).toString();
        Map<String, String> needs = new LinkedHashMap<>();
        NpmProject.dependencies(manifest, true).forEach((name, spec) -> {
            Path member = local.get(name);
            if (member != null && !isMember(spec)) {
                requireFit(path, name, spec, manifests.getOrDefault(member, manifest));
            } else if (!isMember(spec)) {
                needs.put(name, ProjectSpec.resolve(root, place, name, spec));
            }
        });
        dependencies.put(root.folder().relativize(path).toString(), needs);
        optional.addAll(NpmProject.optional(manifest));
    }

    /** The files that change what packages ask for, and are not run. */
    private List<Problem> hooks() {
        List<Problem> notes = new ArrayList<>();
        for (String hook : HOOKS) {
            Path file = root.folder().resolve(hook);
            if (Files.isRegularFile(file)) {
                notes.add(
                        NpmProblem.HOOK_NOT_RUN.at(
                                file.toString(),
                                (hook.startsWith(".npm") ? "npm" : "pnpm")
                                        + " runs this file to change what packages ask for, and Gapferry never runs code of a project"));
            }
        }
        return notes;
    }

    /** pnpm's way to take a member under another name. */
    private boolean isMember(String spec) {
        Matcher renamed = RENAMED_MEMBER.matcher(spec);
        return renamed.matches() && local.containsKey(renamed.group(1));
    }

    /** A member that does not fit would be taken from a registry, where another package may have its name. */
    private void requireFit(Path folder, String name, String spec, JsonNode member) {
        String version = NpmJson.text(member, "version");
        Optional<SemverRange> range = SemverRange.parse(spec, SemverRange.Mode.LOOSE);
        boolean isMissed = range.isPresent()
                && Semver.parse(version, true).isPresent()
                && !range.get().isSatisfiedBy(version);
        boolean isPinned = lockfiles.values().stream()
                .flatMap(lockfile -> lockfile.locked().stream())
                .anyMatch(locked -> locked.name().equals(name));
        if (isMissed && !isPinned) {
            throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                    folder.resolve(NpmProject.MANIFEST).toString(),
                    "the dependency `" + name + "` is `" + spec + "`, and the workspace's own `" + name
                            + "` has version " + version + "; a member is not asked of a registry",
                    "write `workspace:*`, or a range that " + version + " is in; or commit a lockfile that pins it");
        }
    }

    /** What pnpm is configured with, which an install fetches before anything else. */
    private Map<String, Map<String, String>> configuration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        root.pnpm()
                .members("configDependencies")
                .forEach((name, value) -> configuration.put(
                        name,
                        (value instanceof Node.Text text ? text.value() : value.text("version"))
                                .replaceFirst("\\+.*", "")));
        return configuration.isEmpty() ? Map.of() : Map.of("configDependencies", configuration);
    }

    /** A member, and those that it depends on, directly or not. */
    private Set<Path> withLocal(Path member) {
        Set<Path> reached = new LinkedHashSet<>(List.of(member));
        List<Path> next = new ArrayList<>(reached);
        for (int i = 0; i < next.size(); i++) {
            JsonNode manifest = manifests.get(next.get(i));
            if (manifest != null) {
                for (String name : NpmProject.dependencies(manifest, true).keySet()) {
                    Path other = local.get(name);
                    if (other != null && reached.add(other)) {
                        next.add(other);
                    }
                }
            }
        }
        return reached;
    }

    private Map<String, String> withoutLocal(Map<String, String> needs) {
        Map<String, String> rest = new LinkedHashMap<>(needs);
        rest.keySet().removeAll(local.keySet());
        return rest;
    }

    private Overrides overrides() {
        Map<String, String> direct = NpmProject.dependencies(root.manifest(), true);
        Map<String, String> others = new LinkedHashMap<>(NpmJson.texts(root.manifest(), "resolutions"));
        others.putAll(NpmJson.texts(root.manifest().path("pnpm"), "overrides"));
        others.putAll(root.pnpm().texts("overrides"));
        String place = root.folder().resolve(NpmProject.MANIFEST).toString();
        others.replaceAll((key, spec) -> ProjectSpec.resolve(root, place, key, spec));
        others.values().removeIf(spec -> spec.equals("-") || spec.matches("(?:link|file|portal|workspace|exec):.*"));
        Overrides npm = Overrides.of(root.manifest(), direct);
        return others.isEmpty() ? npm : npm.and(others, direct);
    }

    /** The names that any manager puts something else in the place of, or nothing. */
    private Set<String> overridden() {
        Set<String> names = new LinkedHashSet<>();
        addKeys(root.manifest().path("overrides"), names);
        addKeys(root.manifest().path("resolutions"), names);
        addKeys(root.manifest().path("pnpm").path("overrides"), names);
        root.pnpm().members("overrides").keySet().forEach(key -> names.add(Overrides.nameOf(key)));
        return names;
    }

    private static void addKeys(JsonNode rules, Set<String> names) {
        rules.properties().forEach(rule -> {
            names.add(Overrides.nameOf(rule.getKey()));
            addKeys(rule.getValue(), names);
        });
    }

    /** What pnpm takes from its settings, before package.json, and Yarn from its own. */
    private Map<NpmProduct, SupportedArchitectures> architectures() {
        Map<NpmProduct, SupportedArchitectures> all = new EnumMap<>(NpmProduct.class);
        JsonNode manifest = root.manifest().path("pnpm").path("supportedArchitectures");
        if (manifest.isObject()) {
            all.put(
                    NpmProduct.PNPM,
                    new SupportedArchitectures(
                            texts(manifest.path("os")), texts(manifest.path("cpu")), texts(manifest.path("libc"))));
        }
        root.pnpm().member("supportedArchitectures").ifPresent(node -> all.put(NpmProduct.PNPM, architectures(node)));
        root.yarn().member("supportedArchitectures").ifPresent(node -> all.put(NpmProduct.YARN, architectures(node)));
        return all;
    }

    private static SupportedArchitectures architectures(Node node) {
        return new SupportedArchitectures(texts(node, "os"), texts(node, "cpu"), texts(node, "libc"));
    }

    private static List<String> texts(Node node, String key) {
        return node
                .member(key)
                .map(value -> value instanceof Node.Items items ? items.items() : List.of(value))
                .orElse(List.of())
                .stream()
                .filter(Node.Text.class::isInstance)
                .map(item -> ((Node.Text) item).value())
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asString("")));
        return texts;
    }

    private PackageExtensions extensions() {
        Map<String, List<PackageExtensions.Extension>> all = new LinkedHashMap<>();
        for (Node owner : List.of(root.pnpm(), root.yarn())) {
            owner.members("packageExtensions")
                    .forEach((key, extension) -> extend(
                            all,
                            key,
                            extension::texts,
                            extension.members("peerDependenciesMeta").keySet()));
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

    /** Folders and archives that are depended on travel with the project; what they depend on does not. */
    private void followLinks() {
        Path folder = root.folder();
        List<String> places = new ArrayList<>(dependencies.keySet());
        for (int i = 0; i < places.size(); i++) {
            String place = places.get(i);
            for (String spec :
                    List.copyOf(dependencies.getOrDefault(place, Map.of()).values())) {
                Optional<Path> linked = local(folder.resolve(place), spec);
                Optional<JsonNode> manifest = linked.flatMap(ProjectReader::manifestOf);
                if (linked.isPresent() && manifest.isPresent()) {
                    String name = folder.relativize(linked.get()).toString();
                    if (dependencies.putIfAbsent(name, NpmProject.dependencies(manifest.get(), false)) == null) {
                        optional.addAll(NpmProject.optional(manifest.get()));
                        places.add(name);
                    }
                }
            }
        }
    }

    /** The path that a dependency names, if it names one. */
    private static Optional<Path> local(Path from, String spec) {
        Matcher local = LOCAL.matcher(spec);
        if (!local.matches()) {
            return Optional.empty();
        }
        String path = Stream.of(1, 2, 3)
                .map(local::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
        try {
            return path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(from.resolve(path).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> manifestOf(Path linked) {
        Path manifest = linked.resolve(NpmProject.MANIFEST);
        if (Files.isRegularFile(manifest)) {
            return Optional.of(WorkspaceRoot.json(manifest));
        }
        boolean isArchive = Files.isRegularFile(linked)
                && ARCHIVE.matcher(linked.toString()).matches();
        return isArchive ? Optional.of(LocalArchive.manifest(linked)) : Optional.empty();
    }
}
