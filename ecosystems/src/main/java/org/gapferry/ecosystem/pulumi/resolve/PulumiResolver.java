package org.gapferry.ecosystem.pulumi.resolve;

import java.net.URI;
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
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.pulumi.model.Platform;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginAbout;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.PulumiProblem;
import org.gapferry.ecosystem.pulumi.model.Template;
import org.gapferry.ecosystem.pulumi.project.Needs;
import org.gapferry.ecosystem.pulumi.project.PulumiProject;
import org.gapferry.ecosystem.pulumi.project.PulumiRequirement;
import org.gapferry.ecosystem.pulumi.project.Report;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.request.Unresolved;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.ResolvedDocument;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.UpstreamRequest;
import org.gapferry.version.Semver;

/** From requirements to releases: the archives of the targets' platforms, with their checksums and signatures. */
public final class PulumiResolver implements Resolver.Resolution {
    private final ResolveContext context;
    private final PulumiUpstream upstream;
    private final Releases releases;
    private final List<Platform> platforms;
    private final Memo<Requirement, Found> known = new Memo<>();

    public PulumiResolver(ResolveContext context) {
        this.context = context;
        this.platforms = Platform.of(context.targets());
        this.upstream = new PulumiUpstream(context);
        this.releases = new Releases(upstream, platforms);
    }

    /**
     * What a requirement came to.
     *
     * @param problem why it came to nothing
     * @param origins the canonical server of each plugin, to tell two of one name apart
     */
    private record Found(
            List<ResolvedArtifact> artifacts,
            List<ResolvedDocument> documents,
            List<Pointer> tags,
            Optional<Problem> problem,
            List<LeftOut> leftOut,
            List<Problem> notes,
            List<DerivedRequirement> derived,
            Map<Coordinates, String> origins) {
        static Found failed(Problem problem) {
            return new Found(
                    List.of(), List.of(), List.of(), Optional.of(problem), List.of(), List.of(), List.of(), Map.of());
        }

        static Found derived(List<DerivedRequirement> requirements, List<Problem> notes) {
            return new Found(
                    List.of(), List.of(), List.of(), Optional.empty(), List.of(), notes, requirements, Map.of());
        }
    }

    @Override
    public Closure resolve(List<Requirement> requirements, Unavailable unavailable) {
        List<Requirement> distinct = List.copyOf(new LinkedHashSet<>(requirements));
        List<Found> all = context.tasks().all(distinct, requirement -> known.get(requirement, () -> find(requirement)));
        Map<Coordinates, ResolvedArtifact> artifacts = new LinkedHashMap<>();
        Map<String, ResolvedDocument> documents = new LinkedHashMap<>();
        Map<String, Pointer> tags = new LinkedHashMap<>();
        List<Unresolved> unresolved = new ArrayList<>();
        Set<LeftOut> leftOut = new LinkedHashSet<>();
        Set<Problem> notes = new LinkedHashSet<>();
        List<Closure.Derived> derived = new ArrayList<>();
        Map<Coordinates, String> origins = new LinkedHashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            Requirement requirement = distinct.get(i);
            Found found = all.get(i);
            List<Problem> problems = new ArrayList<>(found.problem().stream().toList());
            found.artifacts()
                    .forEach(artifact ->
                            unavailable.problem(artifact.coordinates()).ifPresent(problems::add));
            found.origins().forEach((coordinates, origin) -> {
                String other = origins.getOrDefault(coordinates, origin);
                if (!other.equals(origin)) {
                    problems.add(twoOrigins(coordinates, other, origin));
                }
            });
            problems.forEach(problem -> unresolved.add(new Unresolved(requirement, problem)));
            if (problems.isEmpty()) {
                found.artifacts().forEach(artifact -> artifacts.putIfAbsent(artifact.coordinates(), artifact));
                found.documents().forEach(document -> documents.putIfAbsent(document.key(), document));
                found.tags().forEach(tag -> tags.putIfAbsent(tag.key(), tag));
                origins.putAll(found.origins());
                leftOut.addAll(found.leftOut());
                notes.addAll(found.notes());
                found.derived().forEach(one -> derived.add(new Closure.Derived(requirement, one)));
            }
        }
        return new Closure(
                List.copyOf(artifacts.values()),
                List.copyOf(documents.values()),
                List.copyOf(tags.values()),
                unresolved,
                List.copyOf(leftOut),
                List.copyOf(notes),
                derived);
    }

    @Override
    public UpstreamRequest request(URI url, String accept, String name) {
        return upstream.file(url, name);
    }

    private static Problem twoOrigins(Coordinates coordinates, String one, String other) {
        return PulumiProblem.CONFLICTING_SOURCES.at(
                coordinates.toString(),
                "it is asked for from " + one + " and from " + other + ", and a client can hold only one of them",
                "use the same `server`, or another version");
    }

    private Found find(Requirement requirement) {
        context.progress().accept(requirement.text());
        try {
            if (requirement instanceof PulumiRequirement.OfPlugin plugin) {
                return plugin(plugin);
            } else if (requirement instanceof PulumiRequirement.OfProduct product) {
                return product(product);
            } else if (requirement instanceof PulumiRequirement.OfProject project) {
                Needs needs = PulumiProject.read(project);
                return Found.derived(needs.requirements(), needs.notes());
            } else if (requirement instanceof PulumiRequirement.OfReport report) {
                Needs needs = Report.read(report);
                return Found.derived(needs.requirements(), needs.notes());
            } else if (requirement instanceof PulumiRequirement.OfPreset preset) {
                return Found.derived(preset.preset().requirements(), List.of());
            } else if (requirement instanceof PulumiRequirement.OfTemplate template) {
                return template(template);
            }
            throw new IllegalArgumentException("not a requirement of Pulumi: " + requirement);
        } catch (ProblemException e) {
            return Found.failed(e.first().code().exitClass() == ExitClass.MANIFEST ? e.first() : Resolver.isolated(e));
        }
    }

    private Found plugin(PulumiRequirement.OfPlugin requirement) {
        String label = requirement.kind().word() + "/" + requirement.name();
        Optional<String> version = releases.pick(requirement.server(), requirement.wanted());
        if (version.isEmpty()) {
            return missing(
                    requirement,
                    "no version of the plugin " + label + " at " + requirement.server()
                            + (requirement.wanted().isEmpty() ? "" : " matches `" + requirement.wanted() + "`"),
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
                            + " or at another place where the CLI looks",
                    nearest(requirement, plugin.version()));
        }
        if (release.get().archives().isEmpty()) {
            return missing(
                    requirement,
                    "the plugin " + plugin + " was not released for any of the targets: " + spelled(platforms),
                    "use another version, or change the targets");
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

    private static Found found(
            Coordinates coordinates, PulumiRequirement requirement, Release release, PluginAbout about, String origin) {
        List<SourceFile> files = Stream.concat(release.archives().stream(), release.evidence().stream())
                .toList();
        List<LeftOut> leftOut = release.lacking().stream()
                .map(platform -> new LeftOut(
                        coordinates.toString(),
                        platform.toString(),
                        PulumiProblem.PLATFORM_UNAVAILABLE.at(
                                coordinates.toString(), "no release for " + platform + " at " + release.origin())))
                .toList();
        return new Found(
                List.of(new ResolvedArtifact(
                        coordinates,
                        new ArtifactMetadata(
                                release.published(), requirement.origin() + " " + requirement.text(), "", List.of()),
                        files,
                        true)),
                List.of(ResolvedDocument.info(coordinates, PluginAbout.POINTER, about::document)),
                List.of(),
                Optional.empty(),
                leftOut,
                List.of(),
                List.of(),
                Map.of(coordinates, origin));
    }

    private static String spelled(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }

    /** A plugin that is not there: of an SDK, which was published without it, or that somebody asked for. */
    private static Found missing(PulumiRequirement.OfPlugin requirement, String what, String hint) {
        ProblemCode code = requirement.derived() ? PulumiProblem.NO_PLUGIN : EcosystemProblem.NO_VERSION_FITS;
        return Found.failed(code.at(requirement.origin(), what, hint));
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

    /** The archive, and what the projects need that begin with it. */
    private static Found template(PulumiRequirement.OfTemplate requirement) {
        Needs needs = PulumiProject.read(requirement);
        Template template = Template.of(requirement.folder());
        Coordinates coordinates = template.coordinates();
        return new Found(
                List.of(new ResolvedArtifact(
                        coordinates,
                        new ArtifactMetadata("", requirement.origin() + " " + requirement.text(), "", List.of()),
                        List.of(),
                        false)),
                List.of(ResolvedDocument.document(coordinates, Template.POINTER, template::archive)),
                List.of(Pointer.tag(coordinates.unversioned(), "latest", coordinates.version())),
                Optional.empty(),
                List.of(),
                needs.notes(),
                needs.requirements(),
                Map.of());
    }
}
