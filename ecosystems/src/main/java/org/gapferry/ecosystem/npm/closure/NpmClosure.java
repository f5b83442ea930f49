package org.gapferry.ecosystem.npm.closure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmVersions;
import org.gapferry.ecosystem.npm.model.Overrides;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.npm.model.VersionPick;
import org.gapferry.ecosystem.npm.model.VersionPick.Environment;
import org.gapferry.ecosystem.npm.project.NpmLockfile;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Selection;
import org.gapferry.version.SemverRange;
import tools.jackson.databind.JsonNode;

/**
 * The closure of npm packages: the least set that contains, for every dependency of a member, what each environment would pick. npm nests, so
 * each edge is decided alone and nothing has to be tried. Every optional dependency is in it, whatever its platform.
 */
public final class NpmClosure {
    /** More packages than any honest closure has. */
    private static final int MAX_ARTIFACTS = 50_000;

    private final PackageDocuments documents;
    private final List<Environment> environments;
    private final Tasks tasks;
    private final Consumer<String> progress;
    private final Map<String, JsonNode> manifests;
    private final NonRegistryPackages outside;
    private final Overrides overrides;

    /** @param manifests parsed manifests, kept for the next closure over the same documents
     * @param outside where packages are found that are in no registry
     * @param overrides of the one project whose closure this is; none for several */
    public NpmClosure(
            PackageDocuments documents,
            List<Environment> environments,
            Tasks tasks,
            Consumer<String> progress,
            Map<String, JsonNode> manifests,
            NonRegistryPackages outside,
            Overrides overrides) {
        this.documents = documents;
        this.environments = environments;
        this.tasks = tasks;
        this.progress = progress;
        this.manifests = manifests;
        this.outside = outside;
        this.overrides = overrides;
    }

    /** What a closure begins with. */
    public sealed interface Root permits PackageRoot, ProjectRoot {}

    public record PackageRoot(NpmRequirement.OfPackage requirement) implements Root {}

    record ProjectRoot(NpmRequirement.OfProject requirement, NpmProject project) implements Root {}

    /** A package that is in no registry, and whose archive can be served. */
    public record Outsider(String name, String why, NonRegistryPackages.Carried carried) {}

    /** A member of the closure. */
    public record Selected(Packument packument, String version, JsonNode manifest, String why, Set<Checksum> locked) {}

    /** A dependency to be followed. */
    private record Edge(
            String name, PackageSpec spec, boolean optional, String why, List<Checksum> locked, Selection selection) {
        String key() {
            return name + "@" + spec.fetchSpec() + (selection.newest() == 0 ? "" : " " + selection.newest());
        }
    }

    private final Map<String, Selected> selected = new LinkedHashMap<>();
    private final Map<String, Outsider> outsiders = new LinkedHashMap<>();
    private final Map<String, List<Problem>> edges = new HashMap<>();
    private final Map<String, Set<String>> packages = new TreeMap<>();
    private final List<Problem> failures = new ArrayList<>();
    private final Set<Problem> notes = new LinkedHashSet<>();
    private List<Edge> next = new ArrayList<>();

    public void follow(List<Root> roots) {
        roots.forEach(this::begin);
        while (!next.isEmpty()) {
            List<Edge> wave = next;
            next = new ArrayList<>();
            load(wave);
            wave.forEach(this::resolve);
        }
    }

    private void begin(Root root) {
        if (root instanceof PackageRoot of) {
            NpmRequirement.OfPackage requirement = of.requirement();
            add(
                    requirement.spec().name(),
                    requirement.spec(),
                    false,
                    why(requirement),
                    List.of(),
                    requirement.selection());
        } else if (root instanceof ProjectRoot of) {
            begin(of.project(), why(of.requirement()));
        }
    }

    private static String why(Requirement requirement) {
        return requirement.origin() + " " + requirement.text();
    }

    private void begin(NpmProject project, String why) {
        project.dependencies()
                .forEach((place, dependencies) -> dependencies.forEach(
                        (name, spec) -> addText(name, spec, false, why + (place.isEmpty() ? "" : " " + place))));
        for (NpmLockfile.Locked locked : project.locked()) {
            if (!locked.outside().isEmpty()) {
                if (!locked.outside().startsWith("file:")) {
                    addOutside(locked.name(), locked.outside(), locked.optional(), why + " (lockfile)");
                }
            } else {
                PackageSpec spec = new PackageSpec(PackageSpec.Type.VERSION, locked.name(), locked.version(), null);
                add(locked.name(), spec, false, why + " (lockfile)", locked.integrity(), Selection.PICKED);
            }
        }
    }

    private void addText(String name, String text, boolean optional, String why) {
        List<String> instead = overrides.of(name);
        instead.forEach(spec -> addSpec(name, spec, optional, why + " (overridden)"));
        if (!overrides.replaces(name)) {
            addSpec(name, text, optional || !instead.isEmpty(), why);
        }
    }

    private void addSpec(String name, String text, boolean optional, String why) {
        try {
            PackageSpec spec = PackageSpec.resolve(name, text);
            switch (spec.type()) {
                case VERSION, RANGE, TAG, ALIAS -> add(name, spec, optional, why, List.of(), Selection.PICKED);
                case GIT, REMOTE -> addOutside(name, text, optional, why);
                case FILE, DIRECTORY -> addPath(name, text, optional, why);
            }
        } catch (PackageSpec.Refused e) {
            if (text.startsWith("workspace:") || text.startsWith("link:") || text.startsWith("portal:")) {
                notes.add(EcosystemProblem.TRAVELS_ALONG.at(
                        why, "the dependency `" + name + "` is `" + text + "`, which belongs to the workspace"));
            } else {
                fail(
                        optional,
                        EcosystemProblem.NO_VERSION_FITS.at(
                                why,
                                "the dependency `" + name + "` is `" + text + "`, which npm refuses: "
                                        + e.getMessage()));
            }
        }
    }

    /** A path in a project travels with the project; in a published package it leads nowhere. */
    private void addPath(String name, String text, boolean optional, String why) {
        String what = "the dependency `" + name + "` is `" + text + "`, ";
        if (why.startsWith("pkg:")) {
            fail(
                    optional,
                    EcosystemProblem.NOT_IN_A_REGISTRY.at(
                            why, what + "a path of the machine on which the package was published"));
        } else {
            notes.add(EcosystemProblem.TRAVELS_ALONG.at(why, what + "which travels with the project"));
        }
    }

    private void addOutside(String name, String text, boolean optional, String why) {
        NonRegistryPackages.Found found = outside.find(name, text);
        String what = "the dependency `" + name + "` is `" + text.replaceFirst("[?].*", "?...") + "`, ";
        if (found instanceof NonRegistryPackages.Carried carried) {
            if (outsiders.putIfAbsent(name + "@" + carried.version(), new Outsider(name, why, carried)) == null) {
                follow(
                        carried.manifest(),
                        PackageName.coordinates(name, carried.version()).toString());
            }
            notes.add(EcosystemProblem.NEEDS_OVERRIDE.at(
                    why,
                    what + "which no registry serves; it is carried as version " + carried.version(),
                    "add to the package.json of the project: \"overrides\": {\"" + name + "\": \"" + carried.version()
                            + "\"}; for yarn: \"resolutions\", for pnpm: \"pnpm\": {\"overrides\"}"));
        } else if (found instanceof NonRegistryPackages.NeedsBuild built) {
            String from = why + " > " + name;
            follow(built.manifest(), from);
            NpmJson.texts(built.manifest(), "devDependencies")
                    .forEach((dependency, spec) -> addText(dependency, spec, true, from + " devDependencies"));
            notes.add(
                    EcosystemProblem.NEEDS_BUILD.at(
                            why,
                            what + "which npm builds when it installs it (" + built.scripts()
                                    + "); what that needs from the registry is carried, the package itself is not",
                            "publish it to a registry of yours, or let clients reach a copy of the repository: git config url.URL.insteadOf"));
        } else if (found instanceof NonRegistryPackages.Unknown unknown) {
            fail(
                    optional,
                    EcosystemProblem.NOT_IN_A_REGISTRY.at(
                            why,
                            what + "which no registry serves: " + unknown.why(),
                            unknown.hints().toArray(new String[0])));
        }
    }

    private void add(
            String name, PackageSpec spec, boolean optional, String why, List<Checksum> locked, Selection selection) {
        PackageSpec alias = spec.alias();
        next.add(
                alias == null
                        ? new Edge(name, spec, optional, why, locked, selection)
                        : new Edge(alias.name(), alias, optional, why, locked, selection));
    }

    /** Fetches the documents of a wave side by side. */
    private void load(List<Edge> wave) {
        Set<String> names = new LinkedHashSet<>();
        wave.forEach(edge -> names.add(edge.name()));
        load(names, documents, tasks, progress);
    }

    /** Fetches documents side by side. */
    public static void load(Set<String> names, PackageDocuments documents, Tasks tasks, Consumer<String> progress) {
        tasks.each(names, name -> {
            documents.packument(name);
            progress.accept(name);
        });
    }

    private void resolve(Edge edge) {
        List<Problem> known = edges.get(edge.key());
        if (known == null) {
            known = pick(edge);
            edges.put(edge.key(), known);
        }
        known.forEach(problem -> fail(edge.optional(), problem));
        if (known.isEmpty() && !edge.locked().isEmpty()) {
            Selected pinned = selected.get(edge.key());
            if (pinned != null) {
                pinned.locked.addAll(edge.locked());
            }
        }
    }

    private void fail(boolean optional, Problem problem) {
        if (optional) {
            notes.add(problem);
        } else if (!failures.contains(problem)) {
            failures.add(problem);
        }
    }

    private List<Problem> pick(Edge edge) {
        Optional<Packument> packument = documents.packument(edge.name());
        if (packument.isEmpty()) {
            return List.of(
                    EcosystemProblem.PACKAGE_UNKNOWN.at(
                            edge.why(),
                            "`" + edge.name() + "` is not known to " + documents.origin(edge.name()),
                            "check the name; for packages of your own name their registry in .npmrc: @scope:registry=https://npm.example.test/"));
        }
        Map<String, VersionPick.Candidate> candidates = packument.get().candidates();
        Set<String> picked = new LinkedHashSet<>();
        for (Environment environment : environments) {
            VersionPick.pick(packument.get().tags(), candidates, edge.spec().fetchSpec(), environment)
                    .ifPresent(picked::add);
        }
        picked.addAll(edge.selection().of(fitting(candidates, edge.spec().fetchSpec(), edge.selection())));
        if (picked.isEmpty()) {
            return List.of(EcosystemProblem.NO_VERSION_FITS.at(
                    edge.why(),
                    "no version of `" + edge.name() + "` fits `" + edge.spec().fetchSpec() + "`",
                    newest(packument.get())));
        }
        for (String version : picked) {
            select(packument.get(), version, edge.why());
        }
        return List.of();
    }

    /** The versions of a range, the newest first. */
    private static List<String> fitting(
            Map<String, VersionPick.Candidate> candidates, String wanted, Selection selection) {
        if (selection.newest() == 0) {
            return List.of();
        }
        SemverRange range = SemverRange.parse(wanted, SemverRange.Mode.LOOSE).orElseThrow();
        return candidates.keySet().stream()
                .filter(range::isSatisfiedBy)
                .sorted(NpmVersions.VERSIONS.order().reversed())
                .toList();
    }

    private void select(Packument packument, String version, String why) {
        String key = packument.name() + "@" + version;
        if (selected.containsKey(key)) {
            return;
        }
        if (selected.size() >= MAX_ARTIFACTS) {
            throw EcosystemProblem.DOCUMENT_MALFORMED.thrown(
                    why, "the closure has more than " + MAX_ARTIFACTS + " packages");
        }
        JsonNode manifest = manifests.computeIfAbsent(key, k -> read(packument, version));
        selected.put(key, new Selected(packument, version, manifest, why, new LinkedHashSet<>()));
        packages.computeIfAbsent(packument.name(), n -> new TreeSet<>()).add(version);
        follow(manifest, PackageName.coordinates(packument.name(), version).toString());
    }

    private void follow(JsonNode manifest, String from) {
        for (ClientRules.Dependency dependency : ClientRules.CARRIED.dependencies(manifest)) {
            addText(
                    dependency.name(),
                    dependency.text(),
                    dependency.follow() == ClientRules.Follow.TOLERATED,
                    from + " " + dependency.why());
        }
    }

    /** The members, in the order in which they were found. */
    public List<Selected> members() {
        return List.copyOf(selected.values());
    }

    public List<Outsider> outsiders() {
        return List.copyOf(outsiders.values());
    }

    /** The versions of each package, sorted by name. */
    Map<String, Set<String>> packages() {
        return packages;
    }

    /** What kept a requirement from being closed; empty if everything is. */
    List<Problem> failures() {
        return failures;
    }

    /** What was left out since clients do without it. */
    List<Problem> notes() {
        return List.copyOf(notes);
    }

    private static String newest(Packument packument) {
        String latest = packument.tags().get("latest");
        Set<String> tags = new TreeSet<>(packument.tags().keySet());
        return "the registry has " + packument.candidates().size() + " versions"
                + (latest == null ? "" : ", the latest is " + latest)
                + (tags.size() > 1 ? "; its tags are " + String.join(", ", tags) : "");
    }

    private static JsonNode read(Packument packument, String version) {
        try {
            return packument.parsedManifest(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
