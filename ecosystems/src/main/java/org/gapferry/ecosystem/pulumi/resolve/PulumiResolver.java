package org.gapferry.ecosystem.pulumi.resolve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Memo;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.pulumi.model.Platform;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginAbout;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.Template;
import org.gapferry.ecosystem.pulumi.project.Needs;
import org.gapferry.ecosystem.pulumi.project.PulumiProject;
import org.gapferry.ecosystem.pulumi.project.PulumiRequirement;
import org.gapferry.ecosystem.pulumi.project.Report;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.Lock;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.TransportProblem;
import org.gapferry.version.Semver;

/** From requirements to releases: the archives of the targets' platforms, with their checksums and signatures. */
public final class PulumiResolver implements Resolver.Resolution {
    private final ResolveContext context;
    private final Releases releases;
    private final List<Platform> platforms;
    private final Memo<Requirement, Found> known = new Memo<>();

    public PulumiResolver(ResolveContext context) {
        this.context = context;
        this.platforms = Platform.of(context.targets());
        this.releases = new Releases(new PulumiUpstream(context), platforms);
    }

    /**
     * What a requirement came to.
     *
     * @param origins the canonical server of each plugin, to tell two of one name apart
     */
    private record Found(
            List<ResolvedArtifact> artifacts,
            List<Pointer> pointers,
            List<Problem> failures,
            List<Problem> notes,
            List<DerivedRequirement> derived,
            Map<Coordinates, String> origins) {
        static Found failed(Problem problem) {
            return new Found(List.of(), List.of(), List.of(problem), List.of(), List.of(), Map.of());
        }

        static Found said(Problem note) {
            return new Found(List.of(), List.of(), List.of(), List.of(note), List.of(), Map.of());
        }

        static Found of(Needs needs) {
            return new Found(List.of(), List.of(), List.of(), needs.notes(), needs.requirements(), Map.of());
        }
    }

    @Override
    public Closure resolve(List<Requirement> requirements) {
        Set<Requirement> distinct = new LinkedHashSet<>(requirements);
        List<Found> all = context.tasks().all(distinct, requirement -> known.get(requirement, () -> find(requirement)));
        Map<Coordinates, ResolvedArtifact> artifacts = new LinkedHashMap<>();
        Map<String, Pointer> pointers = new LinkedHashMap<>();
        Set<Problem> failures = new LinkedHashSet<>();
        Set<Problem> notes = new LinkedHashSet<>();
        List<DerivedRequirement> derived = new ArrayList<>();
        Map<Coordinates, String> origins = new LinkedHashMap<>();
        for (Found found : all) {
            found.artifacts().forEach(artifact -> artifacts.putIfAbsent(artifact.coordinates(), artifact));
            found.pointers().forEach(pointer -> pointers.putIfAbsent(pointer.key(), pointer));
            failures.addAll(found.failures());
            notes.addAll(found.notes());
            derived.addAll(found.derived());
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
        }
        return new Closure(
                List.copyOf(artifacts.values()),
                List.copyOf(pointers.values()),
                List.copyOf(failures),
                List.copyOf(notes),
                derived);
    }

    private Found find(Requirement requirement) {
        context.progress().accept(requirement.text());
        try {
            if (requirement instanceof PulumiRequirement.OfPlugin plugin) {
                return plugin(plugin);
            } else if (requirement instanceof PulumiRequirement.OfProduct product) {
                return product(product);
            } else if (requirement instanceof PulumiRequirement.OfProject project) {
                return Found.of(PulumiProject.read(project));
            } else if (requirement instanceof PulumiRequirement.OfReport report) {
                return Found.of(Report.read(report));
            } else if (requirement instanceof PulumiRequirement.OfPreset preset) {
                return new Found(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        preset.preset().requirements(),
                        Map.of());
            }
            return template((PulumiRequirement.OfTemplate) requirement);
        } catch (ProblemException e) {
            if (e.first().code() == TransportProblem.RATE_LIMITED
                    || e.first().code().exitClass() == ExitClass.MANIFEST) {
                return Found.failed(e.first());
            } else if (e.first().code() == TransportProblem.HOST_NOT_ALLOWED) {
                return requirement instanceof PulumiRequirement.OfPlugin plugin && plugin.derived()
                        ? Found.said(EcosystemProblem.NO_PLUGIN.at(
                                requirement.origin(),
                                e.first().what(),
                                e.first().hints().toArray(String[]::new)))
                        : Found.failed(e.first());
            }
            throw e;
        }
    }

    private Found plugin(PulumiRequirement.OfPlugin requirement) {
        String label = requirement.kind().word() + "/" + requirement.name();
        Optional<String> version = releases.pick(requirement.server(), requirement.wanted());
        if (version.isEmpty()) {
            return missing(
                    requirement,
                    "no version of the plugin " + label + " is known at " + requirement.server()
                            + (requirement.wanted().isEmpty() ? "" : " that fits `" + requirement.wanted() + "`"),
                    requirement.server() instanceof PluginServer.Folder
                            ? "name a version: plugin: " + label + "@VERSION"
                            : "see which there are: " + requirement.server());
        }
        Plugin plugin = new Plugin(requirement.kind(), requirement.name(), version.get());
        Optional<Release> release = releases.plugin(plugin, requirement.server());
        if (release.isEmpty()) {
            return missing(
                    requirement,
                    "the plugin " + plugin + " is not at " + requirement.server()
                            + ", nor at any other place where the CLI looks",
                    nearest(requirement, plugin.version()));
        }
        if (release.get().archives().isEmpty()) {
            return missing(
                    requirement,
                    "the plugin " + plugin + " was released for none of the targets: " + spelled(platforms),
                    "ask for another version, or change the targets");
        }
        String server = requirement.server().equals(PluginServer.ordinary(requirement.kind(), requirement.name()))
                ? ""
                : requirement.server().toString();
        PluginAbout about = new PluginAbout(server, release.get().origin());
        return found(
                plugin.coordinates(),
                requirement,
                release.get(),
                about,
                requirement.server().toString());
    }

    private Found found(
            Coordinates coordinates, PulumiRequirement requirement, Release release, PluginAbout about, String origin) {
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
                        new ArtifactMetadata(
                                release.published(), requirement.origin() + " " + requirement.text(), "", List.of()),
                        files,
                        true)),
                List.of(Pointer.info(
                        coordinates, PluginAbout.POINTER, context.blobs().keep(about.document()))),
                List.of(),
                notes,
                List.of(),
                Map.of(coordinates, origin));
    }

    private static String spelled(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }

    /** An SDK without its plugin is carried all the same, and said; a plugin that somebody asked for is not there. */
    private static Found missing(PulumiRequirement.OfPlugin requirement, String what, String hint) {
        return requirement.derived()
                ? Found.said(EcosystemProblem.NO_PLUGIN.at(requirement.origin(), what, hint))
                : Found.failed(EcosystemProblem.NO_VERSION_FITS.at(requirement.origin(), what, hint));
    }

    /** The version next to one that there is none of. */
    private String nearest(PulumiRequirement.OfPlugin requirement, String version) {
        if (!(requirement.server() instanceof PluginServer.GitHub github)) {
            return "see which versions there are at " + requirement.server();
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
                        + requirement.kind().word() + "/" + requirement.name() + "@" + version
                        + ", server: \"https://plugins.example.test/releases\"}");
    }

    private Found product(PulumiRequirement.OfProduct requirement) {
        Optional<String> version = releases.pick(requirement.product(), requirement.wanted());
        Optional<Release> release = version.flatMap(picked -> releases.product(requirement.product(), picked));
        if (version.isEmpty() || release.isEmpty()) {
            return Found.failed(EcosystemProblem.NO_VERSION_FITS.at(
                    requirement.origin(),
                    version.map(picked -> "there is no release " + picked + " of "
                                    + requirement.product().word())
                            .orElse("no version of " + requirement.product().word() + " fits `" + requirement.wanted()
                                    + "`"),
                    "write a version that there is: " + requirement.product().key() + ": latest"));
        }
        Coordinates coordinates = requirement.product().coordinates().at(version.get());
        return found(
                coordinates,
                requirement,
                release.get(),
                new PluginAbout("", release.get().origin()),
                "");
    }

    private Found template(PulumiRequirement.OfTemplate requirement) {
        Template template = Template.of(requirement.folder());
        Coordinates coordinates = template.coordinates();
        return new Found(
                List.of(new ResolvedArtifact(
                        coordinates,
                        new ArtifactMetadata("", requirement.origin() + " " + requirement.text(), "", List.of()),
                        List.of(),
                        false)),
                List.of(
                        Pointer.document(
                                coordinates, Template.POINTER, context.blobs().keep(template.archive())),
                        Pointer.tag(coordinates.unversioned(), "latest", coordinates.version())),
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
                        artifact.metadata(),
                        artifact.files().stream()
                                .map(file -> new SourceFile(
                                        file.name(), upstream.file(file.url(), file.name()), file.declared()))
                                .toList(),
                        artifact.inspected()))
                .toList();
        List<Pointer> pointers = new ArrayList<>(lock.tags());
        for (ResolvedArtifact artifact : artifacts) {
            if (!artifact.files().isEmpty()) {
                pointers.add(Pointer.info(
                        artifact.coordinates(),
                        PluginAbout.POINTER,
                        context.blobs()
                                .keep(new PluginAbout(
                                                "",
                                                artifact.files().get(0).url().getHost())
                                        .document())));
            }
        }
        return new Closure(artifacts, pointers, List.of(), List.of());
    }
}
