package org.gapferry.ecosystem.pulumi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.About;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Closure;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.ImpliedWish;
import org.gapferry.ecosystem.Lock;
import org.gapferry.ecosystem.ResolveContext;
import org.gapferry.ecosystem.ResolvedArtifact;
import org.gapferry.ecosystem.Resolver;
import org.gapferry.ecosystem.SourceFile;
import org.gapferry.ecosystem.Wish;
import org.gapferry.semver.Semver;
import org.gapferry.transport.TransportProblem;

/** From wishes to releases: the archives of the targets' platforms, with their checksums and signatures. */
final class PulumiResolver implements Resolver.Resolution {
    private final ResolveContext context;
    private final Releases releases;
    private final List<Platform> platforms;
    private final Map<Wish, Found> known = new ConcurrentHashMap<>();

    PulumiResolver(ResolveContext context) {
        this.context = context;
        this.platforms = Platform.of(context.targets());
        this.releases = new Releases(new PulumiUpstream(context), platforms);
    }

    /**
     * What a wish came to.
     *
     * @param origins the canonical server of each plugin, to tell two of one name apart
     */
    private record Found(
            List<ResolvedArtifact> artifacts,
            List<Pointer> pointers,
            List<Problem> failures,
            List<Problem> notes,
            List<ImpliedWish> implied,
            Map<Coordinates, String> origins) {
        static Found failed(Problem problem) {
            return new Found(List.of(), List.of(), List.of(problem), List.of(), List.of(), Map.of());
        }

        static Found said(Problem note) {
            return new Found(List.of(), List.of(), List.of(), List.of(note), List.of(), Map.of());
        }

        static Found of(Needs needs) {
            return new Found(List.of(), List.of(), List.of(), needs.notes(), needs.wishes(), Map.of());
        }
    }

    @Override
    public Closure resolve(List<Wish> wishes) {
        Map<Wish, Future<Found>> futures = new LinkedHashMap<>();
        for (Wish wish : wishes) {
            futures.put(wish, context.executor().submit(() -> known.computeIfAbsent(wish, this::find)));
        }
        Map<Coordinates, ResolvedArtifact> artifacts = new LinkedHashMap<>();
        Map<String, Pointer> pointers = new LinkedHashMap<>();
        Set<Problem> failures = new LinkedHashSet<>();
        Set<Problem> notes = new LinkedHashSet<>();
        List<ImpliedWish> implied = new ArrayList<>();
        Map<Coordinates, String> origins = new LinkedHashMap<>();
        futures.forEach((wish, future) -> {
            Found found = get(future);
            found.artifacts().forEach(artifact -> artifacts.putIfAbsent(artifact.coordinates(), artifact));
            found.pointers().forEach(pointer -> pointers.putIfAbsent(pointer.key(), pointer));
            failures.addAll(found.failures());
            notes.addAll(found.notes());
            implied.addAll(found.implied());
            found.origins().forEach((coordinates, origin) -> {
                String other = origins.putIfAbsent(coordinates, origin);
                if (other != null && !other.equals(origin)) {
                    failures.add(EcosystemProblem.TWO_ORIGINS.at(
                            coordinates.toString(),
                            "it is asked for from " + other + " and from " + origin
                                    + ", and a client can hold one of them alone",
                            "ask for it with the same `server`, or for another version"));
                }
            });
        });
        return new Closure(
                List.copyOf(artifacts.values()),
                List.copyOf(pointers.values()),
                List.copyOf(failures),
                List.copyOf(notes),
                implied);
    }

    private static Found get(Future<Found> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Found find(Wish wish) {
        context.progress().accept(wish.text());
        try {
            if (wish instanceof PulumiWish.OfPlugin plugin) {
                return plugin(plugin);
            } else if (wish instanceof PulumiWish.OfProduct product) {
                return product(product);
            } else if (wish instanceof PulumiWish.OfProject project) {
                return Found.of(PulumiProject.read(project));
            } else if (wish instanceof PulumiWish.OfReport report) {
                return Found.of(Report.read(report));
            } else if (wish instanceof PulumiWish.OfPreset preset) {
                return new Found(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        preset.preset().wishes(),
                        Map.of());
            }
            return template((PulumiWish.OfTemplate) wish);
        } catch (ProblemException e) {
            if (e.first().code() == TransportProblem.RATE_LIMITED
                    || e.first().code().exitClass() == ExitClass.MANIFEST) {
                return Found.failed(e.first());
            } else if (e.first().code() == TransportProblem.HOST_NOT_ALLOWED) {
                return wish instanceof PulumiWish.OfPlugin plugin && plugin.implied()
                        ? Found.said(EcosystemProblem.NO_PLUGIN.at(
                                wish.origin(),
                                e.first().what(),
                                e.first().hints().toArray(String[]::new)))
                        : Found.failed(e.first());
            }
            throw e;
        }
    }

    private Found plugin(PulumiWish.OfPlugin wish) {
        String label = wish.kind().word() + "/" + wish.name();
        Optional<String> version = releases.pick(wish.server(), wish.wanted());
        if (version.isEmpty()) {
            return missing(
                    wish,
                    "no version of the plugin " + label + " is known at " + wish.server()
                            + (wish.wanted().isEmpty() ? "" : " that fits `" + wish.wanted() + "`"),
                    wish.server() instanceof PluginServer.Folder
                            ? "name a version: plugin: " + label + "@VERSION"
                            : "see which there are: " + wish.server());
        }
        Plugin plugin = new Plugin(wish.kind(), wish.name(), version.get());
        Optional<Release> release = releases.plugin(plugin, wish.server());
        if (release.isEmpty()) {
            return missing(
                    wish,
                    "the plugin " + plugin + " is not at " + wish.server()
                            + ", nor at any other place where the CLI looks",
                    nearest(wish, plugin.version()));
        }
        if (release.get().archives().isEmpty()) {
            return missing(
                    wish,
                    "the plugin " + plugin + " was released for none of the targets: " + spelled(platforms),
                    "ask for another version, or change the targets");
        }
        String server = wish.server().equals(PluginServer.ordinary(wish.kind(), wish.name()))
                ? ""
                : wish.server().toString();
        PluginAbout about = new PluginAbout(server, release.get().origin());
        return found(
                plugin.coordinates(), wish, release.get(), about, wish.server().toString());
    }

    private Found found(Coordinates coordinates, PulumiWish wish, Release release, PluginAbout about, String origin) {
        List<SourceFile> files = Stream.concat(release.archives().stream(), release.evidence().stream())
                .toList();
        List<Problem> notes = release.lacking().isEmpty()
                ? List.of()
                : List.of(EcosystemProblem.PLATFORM_LACKING.at(
                        coordinates.toString(),
                        "there is no release of it for " + spelled(release.lacking()) + " at " + release.origin()));
        return new Found(
                List.of(new ResolvedArtifact(
                        coordinates,
                        new About(release.published(), wish.origin() + " " + wish.text(), "", List.of()),
                        files,
                        true)),
                List.of(new Pointer(
                        coordinates,
                        PluginAbout.POINTER,
                        new Pointer.ToDocument(context.blobs().keep(about.document())),
                        true)),
                List.of(),
                notes,
                List.of(),
                Map.of(coordinates, origin));
    }

    private static String spelled(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }

    /** An SDK without its plugin is carried all the same, and said; a plugin that somebody asked for is not there. */
    private static Found missing(PulumiWish.OfPlugin wish, String what, String hint) {
        return wish.implied()
                ? Found.said(EcosystemProblem.NO_PLUGIN.at(wish.origin(), what, hint))
                : Found.failed(EcosystemProblem.NO_VERSION_FITS.at(wish.origin(), what, hint));
    }

    /** The version next to one that there is none of. */
    private String nearest(PulumiWish.OfPlugin wish, String version) {
        if (!(wish.server() instanceof PluginServer.GitHub github)) {
            return "see which versions there are at " + wish.server();
        }
        Semver wanted = Semver.parse(version, false).orElseThrow();
        List<Semver> there = releases.released(github).stream()
                .flatMap(text -> Semver.parse(text, false).stream())
                .sorted()
                .toList();
        Optional<Semver> below =
                there.stream().filter(one -> one.compareTo(wanted) < 0).reduce((first, last) -> last);
        Optional<Semver> above =
                there.stream().filter(one -> one.compareTo(wanted) > 0).findFirst();
        return below.or(() -> above)
                .map(near -> "the nearest version that has a plugin is " + near + ": take the SDK of that version")
                .orElse(github + " has no releases; another server is named so: {plugin: "
                        + wish.kind().word() + "/" + wish.name() + "@" + version
                        + ", server: \"https://plugins.example.test/releases\"}");
    }

    private Found product(PulumiWish.OfProduct wish) {
        Optional<String> version = releases.pick(wish.product(), wish.wanted());
        Optional<Release> release = version.flatMap(picked -> releases.product(wish.product(), picked));
        if (version.isEmpty() || release.isEmpty()) {
            return Found.failed(EcosystemProblem.NO_VERSION_FITS.at(
                    wish.origin(),
                    version.map(picked -> "there is no release " + picked + " of "
                                    + wish.product().word())
                            .orElse("no version of " + wish.product().word() + " fits `" + wish.wanted() + "`"),
                    "write a version that there is: " + wish.product().key() + ": latest"));
        }
        Coordinates coordinates = wish.product().coordinates().at(version.get());
        return found(
                coordinates,
                wish,
                release.get(),
                new PluginAbout("", release.get().origin()),
                "");
    }

    private Found template(PulumiWish.OfTemplate wish) {
        Template template = Template.of(wish.folder());
        Coordinates coordinates = template.coordinates();
        return new Found(
                List.of(new ResolvedArtifact(
                        coordinates,
                        new About("", wish.origin() + " " + wish.text(), "", List.of()),
                        List.of(),
                        false)),
                List.of(
                        new Pointer(
                                coordinates,
                                Template.POINTER,
                                new Pointer.ToDocument(context.blobs().keep(template.archive())),
                                false),
                        new Pointer(
                                coordinates.unversioned(),
                                "latest",
                                new Pointer.ToVersion(coordinates.version()),
                                false)),
                List.of(),
                List.of(),
                List.of(),
                Map.of());
    }

    /** Releases do not change: the lock's URLs are asked again, for the bytes that they had. */
    @Override
    public Closure locked(Lock lock) {
        PulumiUpstream upstream = new PulumiUpstream(context);
        List<ResolvedArtifact> artifacts = lock.artifacts().stream()
                .map(artifact -> new ResolvedArtifact(
                        artifact.coordinates(),
                        artifact.about(),
                        artifact.files().stream()
                                .map(file -> new SourceFile(
                                        file.name(), upstream.file(file.url(), file.name()), file.declared()))
                                .toList(),
                        artifact.opened()))
                .toList();
        List<Pointer> pointers = new ArrayList<>(lock.tags());
        for (ResolvedArtifact artifact : artifacts) {
            if (!artifact.files().isEmpty()) {
                pointers.add(new Pointer(
                        artifact.coordinates(),
                        PluginAbout.POINTER,
                        new Pointer.ToDocument(context.blobs()
                                .keep(new PluginAbout(
                                                "",
                                                artifact.files().get(0).url().getHost())
                                        .document())),
                        true));
            }
        }
        return new Closure(artifacts, pointers, List.of(), List.of());
    }
}
