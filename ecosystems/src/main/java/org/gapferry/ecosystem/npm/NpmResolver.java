package org.gapferry.ecosystem.npm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Closure;
import org.gapferry.ecosystem.Closure.HeldBack;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.ResolveContext;
import org.gapferry.ecosystem.ResolvedArtifact;
import org.gapferry.ecosystem.Resolver;
import org.gapferry.ecosystem.SourceFile;
import org.gapferry.ecosystem.Wish;
import org.gapferry.ecosystem.npm.VersionPick.Environment;
import org.gapferry.manifest.Target;
import org.gapferry.transport.Checksum;
import tools.jackson.databind.JsonNode;

/**
 * The closure of npm packages: the least set that contains, for every dependency of a member, what each environment of the targets would
 * pick. npm nests, so each edge is decided alone and nothing has to be tried. Metadata of every platform is in it, tarballs of the targets
 * alone.
 */
final class NpmResolver implements Resolver.Resolution {
    /** More packages than any honest closure has. */
    private static final int MAX_ARTIFACTS = 50_000;

    private final ResolveContext context;
    private final NpmUpstream upstream;
    private final List<Environment> environments;
    private final Map<String, JsonNode> manifests = new HashMap<>();

    NpmResolver(ResolveContext context) {
        this.context = context;
        this.upstream = new NpmUpstream(context.upstreams(), context.documents());
        this.environments = environments(context.targets());
    }

    /** For each release line its lowest and its highest version, and one for clients that do not look at {@code engines}. */
    private static List<Environment> environments(List<Target> targets) {
        Set<Environment> environments = new LinkedHashSet<>();
        environments.add(Environment.AGNOSTIC);
        for (Target target : targets) {
            for (String node : target.versions("node")) {
                int parts = node.split("\\.", -1).length;
                environments.add(new Environment(node + ".0".repeat(3 - parts)));
                environments.add(new Environment(node + ".999".repeat(3 - parts)));
            }
        }
        return List.copyOf(environments);
    }

    /** A dependency to be followed. */
    private record Edge(String name, PackageSpec spec, boolean optional, String why, List<Checksum> locked) {
        String key() {
            return name + "@" + spec.fetchSpec();
        }
    }

    /** One run over a list of wishes. */
    private final class Run {
        private final Map<String, Selected> selected = new LinkedHashMap<>();
        private final Map<String, List<Problem>> edges = new HashMap<>();
        private final Map<String, Set<String>> packages = new TreeMap<>();
        private final List<Problem> failures = new ArrayList<>();
        private final Set<String> notes = new LinkedHashSet<>();
        private List<Edge> next = new ArrayList<>();

        void follow(List<Wish> wishes) {
            wishes.forEach(this::begin);
            while (!next.isEmpty()) {
                List<Edge> wave = next;
                next = new ArrayList<>();
                load(wave);
                wave.forEach(this::resolve);
            }
        }

        private void begin(Wish wish) {
            String why = wish.origin() + " " + wish.text();
            if (wish instanceof NpmWish.OfPackage of) {
                add(of.spec().name(), of.spec(), false, why, List.of());
            } else if (wish instanceof NpmWish.OfProject of) {
                NpmProject project = NpmProject.read(of.folder());
                project.dependencies()
                        .forEach((place, dependencies) -> dependencies.forEach((name, spec) ->
                                addText(name, spec, false, why + (place.isEmpty() ? "" : " " + place))));
                for (NpmProject.Locked locked : project.locked()) {
                    if (!locked.problem().isEmpty()) {
                        fail(
                                locked.optional(),
                                EcosystemProblem.NOT_IN_A_REGISTRY.at(
                                        why,
                                        "the lockfile's `" + locked.name() + "` cannot be carried: "
                                                + locked.problem()));
                    } else {
                        PackageSpec spec =
                                new PackageSpec(PackageSpec.Type.VERSION, locked.name(), locked.version(), null);
                        add(locked.name(), spec, false, why + " (lockfile)", locked.integrity());
                    }
                }
            } else {
                throw new IllegalArgumentException("not a wish of npm: " + wish);
            }
        }

        private void addText(String name, String text, boolean optional, String why) {
            try {
                PackageSpec spec = PackageSpec.resolve(name, text);
                if (spec.type().isRegistry()) {
                    add(name, spec, optional, why, List.of());
                } else {
                    fail(
                            optional,
                            EcosystemProblem.NOT_IN_A_REGISTRY.at(
                                    why, "the dependency `" + name + "` is `" + text + "`, which no registry serves"));
                }
            } catch (PackageSpec.Refused e) {
                if (text.startsWith("workspace:") || text.startsWith("link:")) {
                    notes.add(why + ": the dependency `" + name + "` is `" + text
                            + "`, which belongs to the workspace; not followed");
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

        private void add(String name, PackageSpec spec, boolean optional, String why, List<Checksum> locked) {
            PackageSpec alias = spec.alias();
            next.add(
                    alias == null
                            ? new Edge(name, spec, optional, why, locked)
                            : new Edge(alias.name(), alias, optional, why, locked));
        }

        /** Fetches the documents of a wave side by side. */
        private void load(List<Edge> wave) {
            Set<String> names = new LinkedHashSet<>();
            wave.forEach(edge -> names.add(edge.name()));
            List<Future<?>> fetches = new ArrayList<>();
            for (String name : names) {
                fetches.add(context.executor().submit(() -> {
                    upstream.packument(name);
                    context.progress().accept(name);
                }));
            }
            try {
                for (Future<?> fetch : fetches) {
                    fetch.get();
                }
            } catch (ExecutionException e) {
                fetches.forEach(fetch -> fetch.cancel(true));
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                fetches.forEach(fetch -> fetch.cancel(true));
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
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
                notes.add(problem.sentence() + " (optional, left out)");
            } else if (!failures.contains(problem)) {
                failures.add(problem);
            }
        }

        private List<Problem> pick(Edge edge) {
            Optional<Packument> packument = upstream.packument(edge.name());
            if (packument.isEmpty()) {
                return List.of(
                        EcosystemProblem.PACKAGE_UNKNOWN.at(
                                edge.why(),
                                "`" + edge.name() + "` is not known to " + upstream.registry(edge.name()),
                                "check the name; for packages of your own name their registry in .npmrc: @scope:registry=https://npm.example.test/"));
            }
            Map<String, VersionPick.Candidate> candidates = packument.get().candidates();
            Set<String> picked = new LinkedHashSet<>();
            for (Environment environment : environments) {
                VersionPick.pick(packument.get().tags(), candidates, edge.spec().fetchSpec(), environment)
                        .ifPresent(picked::add);
            }
            if (picked.isEmpty()) {
                return List.of(EcosystemProblem.NO_VERSION_FITS.at(
                        edge.why(),
                        "no version of `" + edge.name() + "` fits `"
                                + edge.spec().fetchSpec() + "`",
                        newest(packument.get())));
            }
            for (String version : picked) {
                select(packument.get(), version, edge.why());
            }
            return List.of();
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
            Map<String, String> optional = NpmJson.texts(manifest, "optionalDependencies");
            Set<String> bundled = bundled(manifest);
            NpmJson.texts(manifest, "dependencies").forEach((name, spec) -> {
                if (!bundled.contains(name) && !optional.containsKey(name)) {
                    addText(name, spec, false, from + " dependencies " + name + "@" + spec);
                }
            });
            optional.forEach((name, spec) -> {
                if (!bundled.contains(name)) {
                    addText(name, spec, true, from + " optionalDependencies " + name + "@" + spec);
                }
            });
            NpmJson.texts(manifest, "peerDependencies").forEach((name, spec) -> {
                boolean isOptional = manifest.path("peerDependenciesMeta")
                        .path(name)
                        .path("optional")
                        .asBoolean(false);
                if (!isOptional && !bundled.contains(name)) {
                    addText(name, spec, false, from + " peerDependencies " + name + "@" + spec);
                }
            });
            if (buildsNatively(manifest)) {
                addText("node-gyp", "latest", true, from + " builds natively and needs node-gyp");
            }
        }

        List<Pointer> pointers() {
            List<Pointer> pointers = new ArrayList<>();
            packages.forEach((name, versions) -> {
                Packument packument = upstream.packument(name).orElseThrow();
                Coordinates owner = PackageName.coordinates(name, "");
                pointers.add(new Pointer(
                        owner,
                        Npm.DOCUMENT,
                        new Pointer.ToDocument(context.blobs().keep(packument.document())),
                        true));
                packument.tags().forEach((tag, version) -> {
                    if (versions.contains(version) && !tag.isEmpty()) {
                        pointers.add(new Pointer(owner, Npm.TAG + tag, new Pointer.ToVersion(version), false));
                    }
                });
                for (String version : versions) {
                    pointers.add(new Pointer(
                            owner.at(version),
                            Npm.MANIFEST,
                            new Pointer.ToDocument(context.blobs().keep(bytes(packument, version))),
                            false));
                }
            });
            return pointers;
        }
    }

    /** A member of the closure. */
    private record Selected(Packument packument, String version, JsonNode manifest, String why, Set<Checksum> locked) {}

    @Override
    public Closure resolve(List<Wish> wishes) {
        Run run = new Run();
        run.follow(wishes);
        List<HeldBack> heldBack = new ArrayList<>();
        if (!run.failures.isEmpty()) {
            List<Wish> closed = new ArrayList<>();
            for (Wish wish : wishes) {
                Run alone = new Run();
                alone.follow(List.of(wish));
                if (alone.failures.isEmpty()) {
                    closed.add(wish);
                } else {
                    heldBack.add(new HeldBack(wish, alone.failures));
                }
            }
            run = new Run();
            run.follow(closed);
        }
        List<ResolvedArtifact> artifacts =
                run.selected.values().stream().map(this::artifact).toList();
        return new Closure(artifacts, run.pointers(), heldBack, List.copyOf(run.notes));
    }

    private ResolvedArtifact artifact(Selected selected) {
        Coordinates coordinates = PackageName.coordinates(selected.packument().name(), selected.version());
        List<SourceFile> files = new ArrayList<>();
        if (PlatformFilter.isForAny(selected.manifest(), context.targets())) {
            JsonNode dist = selected.manifest().path("dist");
            Set<Checksum> declared = new LinkedHashSet<>(Integrity.parse(NpmJson.text(dist, "integrity")));
            String shasum = NpmJson.text(dist, "shasum");
            if (shasum.matches("[0-9a-fA-F]{40}")) {
                declared.add(new Checksum("SHA-1", shasum));
            }
            declared.addAll(selected.locked());
            files.add(new SourceFile(
                    PackageName.tarball(coordinates), tarballUrl(dist, coordinates), List.copyOf(declared)));
        }
        return new ResolvedArtifact(
                coordinates,
                selected.packument().published(selected.version()),
                files,
                selected.why(),
                !files.isEmpty() && !bundled(selected.manifest()).isEmpty());
    }

    private URI tarballUrl(JsonNode dist, Coordinates coordinates) {
        String text = NpmJson.text(dist, "tarball");
        URI registry = upstream.registry(PackageName.of(coordinates));
        try {
            return text.isEmpty() ? PackageName.tarballUrl(registry, coordinates) : registry.resolve(text);
        } catch (IllegalArgumentException e) {
            throw EcosystemProblem.DOCUMENT_MALFORMED
                    .thrown(coordinates.toString(), "the registry gives `" + text + "` as the tarball's URL")
                    .causedBy(e);
        }
    }

    private static String newest(Packument packument) {
        String latest = packument.tags().get("latest");
        Set<String> tags = new TreeSet<>(packument.tags().keySet());
        return "the registry has " + packument.candidates().size() + " versions"
                + (latest == null ? "" : ", the latest is " + latest)
                + (tags.size() > 1 ? "; its tags are " + String.join(", ", tags) : "");
    }

    static Set<String> bundled(JsonNode manifest) {
        Set<String> names = new HashSet<>();
        for (String key : List.of("bundleDependencies", "bundledDependencies")) {
            JsonNode value = manifest.path(key);
            if (value.isArray()) {
                value.forEach(name -> names.add(name.asString("")));
            } else if (value.asBoolean(false)) {
                names.addAll(NpmJson.texts(manifest, "dependencies").keySet());
            }
        }
        return names;
    }

    private static boolean buildsNatively(JsonNode manifest) {
        return manifest.path("gypfile").asBoolean(false)
                || NpmJson.texts(manifest, "scripts").entrySet().stream()
                        .filter(script -> Npm.INSTALL_SCRIPTS.contains(script.getKey()))
                        .anyMatch(script -> script.getValue().contains("node-gyp"));
    }

    private static JsonNode read(Packument packument, String version) {
        try {
            return packument.parsedManifest(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Packument packument, String version) {
        try {
            return packument.manifest(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
