package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.closure.NonRegistryPackages;
import org.gapferry.ecosystem.npm.closure.NpmClosed;
import org.gapferry.ecosystem.npm.closure.NpmClosure;
import org.gapferry.ecosystem.npm.closure.PackageDocuments;
import org.gapferry.ecosystem.npm.closure.PeerSets;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.DependencyText;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmClient;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import org.gapferry.ecosystem.npm.model.PackageExtensions;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.npm.model.PlatformFilter;
import org.gapferry.ecosystem.npm.model.VersionPick.Chooser;
import org.gapferry.ecosystem.npm.project.HostedGit;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.PackageDocument;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Selection;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.request.Unresolved;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.ResolvedDocument;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.manifest.Target;
import org.gapferry.transport.UpstreamRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From requirements to artifacts and pointers: metadata of every platform, tarballs of the targets alone. */
public final class NpmResolver implements Resolver.Resolution {
    /** A query or a user in the URL of an archive. */
    private static final Pattern SECRET_IN_URL =
            Pattern.compile("\"tarball\"\\s*:\\s*\"(?:[^\"]*[?]|https?:[\\\\/]+[^/\\\\\"]*@)");

    private final ResolveContext context;
    private final NpmClosure closure;
    private final NpmRegistries registries;
    private final Map<List<Upstream>, NpmUpstream> views = new HashMap<>();
    /** Where artifacts came from, since what they imply comes from there, too. */
    private final Map<String, List<Upstream>> cameFrom = new HashMap<>();

    private final NpmUpstream upstream;
    private final List<Chooser> choosers;
    private final PublishedExtensions extensions;
    private final ManagerProof managers;

    public NpmResolver(ResolveContext context) {
        this(context, HostedGit.KNOWN);
    }

    /** @param hosts of repositories */
    public NpmResolver(ResolveContext context, List<HostedGit.Host> hosts) {
        this.context = context;
        this.registries = new NpmRegistries(context);
        this.upstream = view(context.upstreams());
        this.choosers = Chooser.of(context.targets());
        this.closure =
                new NpmClosure(this::view, new DownloadedPackages(context, hosts), context.tasks(), context.progress());
        this.extensions = new PublishedExtensions(context, upstream, this::listOfAdditions);
        this.managers = new ManagerProof(context, this::view, this::archive);
    }

    @Override
    public Closure resolve(List<Requirement> requirements, Unavailable unavailable) {
        List<Unresolved> unresolved = new ArrayList<>();
        List<Requirement> askable = new ArrayList<>();
        Set<Problem> said = new LinkedHashSet<>();
        for (Requirement requirement : requirements) {
            List<Problem> problems = context.routes().of(requirement).problems();
            problems.forEach(problem -> unresolved.add(new Unresolved(requirement, problem)));
            said.addAll(context.routes().of(requirement).notes());
            if (problems.isEmpty()) {
                askable.add(requirement);
            }
        }
        List<Unresolved> differing = managers.differing(askable);
        differing.forEach(one -> askable.remove(one.requirement()));
        unresolved.addAll(differing);
        NpmClosed closed = closure.close(askable, choosers, unavailable, part -> false, ClientRules.CARRIED);
        unresolved.addAll(closed.unresolved());
        closed.members()
                .forEach(
                        member -> cameFrom.put(member.coordinates().toString(), registries.seenBy(member.packument())));
        List<ResolvedArtifact> artifacts =
                new ArrayList<>(artifacts(closed, FurtherNames.of(askable), platforms(askable)));
        Map<String, Map<String, Packument>> packages = new TreeMap<>();
        closed.members()
                .forEach(member -> packages.computeIfAbsent(member.packument().name(), name -> new LinkedHashMap<>())
                        .put(member.version(), member.packument()));
        List<ResolvedDocument> documents = documents(packages);
        List<Pointer> tags = new ArrayList<>();
        packages.values().forEach(versions -> tags.addAll(tags(first(versions))));
        for (NpmClosed.Outsider outsider : closed.outsiders()) {
            artifacts.add(artifact(outsider));
            documents.add(manifestOf(outsider));
        }
        List<Problem> notes = new ArrayList<>(said);
        notes.addAll(closed.notes());
        notes.addAll(ManagerProof.unsigned(askable, closed));
        for (Requirement requirement : askable) {
            if (requirement instanceof NpmRequirement.OfLockfile lockfile) {
                notes.addAll(contradictions(lockfile));
                notes.addAll(lockfile.notes());
            }
        }
        List<Closure.Derived> derived =
                askable.isEmpty() ? List.of() : additions(closed, askable.get(0), unavailable, notes);
        return new Closure(artifacts, documents, tags, unresolved, closed.leftOut(), notes, derived);
    }

    private static List<Problem> contradictions(NpmRequirement.OfLockfile lockfile) {
        String install = lockfile.format().product().command() + " install";
        return lockfile.contradictions().stream()
                .map(what -> EcosystemProblem.LOCK_CONTRADICTS.at(
                        lockfile.folder().toString(), what, "run there, and commit the lockfile: " + install))
                .toList();
    }

    @Override
    public List<ResolvedDocument> documents(List<ResolvedArtifact> versions) {
        Map<String, Map<String, List<URI>>> packages = new TreeMap<>();
        versions.forEach(
                artifact -> packages.computeIfAbsent(PackageName.of(artifact.coordinates()), name -> new TreeMap<>())
                        .put(
                                artifact.coordinates().version(),
                                artifact.files().stream().map(SourceFile::url).toList()));
        List<String> names = List.copyOf(packages.keySet());
        List<Map<String, Packument>> all = context.tasks().all(names, name -> {
            Map<String, Packument> found = new LinkedHashMap<>();
            packages.getOrDefault(name, Map.of()).forEach((version, files) -> whereItWas(name, version, files)
                    .ifPresent(there -> found.put(version, there)));
            return found;
        });
        Map<String, Map<String, Packument>> found = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (!all.get(i).isEmpty()) {
                found.put(names.get(i), all.get(i));
            }
        }
        return documents(found);
    }

    @Override
    public Optional<URI> location(Coordinates version, SourceFile file) {
        return whereItWas(PackageName.of(version), version.version(), List.of(file.url()))
                .map(known -> registries
                        .archive(known, version.version(), manifest(known, version.version()))
                        .url());
    }

    /**
     * A package as those find it whose registry has the files of a version on its host; where none has, as any of them
     * does.
     */
    private Optional<Packument> whereItWas(String name, String version, List<URI> files) {
        List<NpmUpstream> ways = Stream.concat(
                        Stream.of(context.upstreams()),
                        context.routes().distinct().stream().map(Routes.Route::upstreams))
                .distinct()
                .map(this::view)
                .toList();
        List<NpmUpstream> there =
                ways.stream().filter(view -> view.isOfHost(name, files)).toList();
        return (there.isEmpty() ? ways : there)
                .stream()
                        .map(view -> view.packument(name))
                        .flatMap(Optional::stream)
                        .filter(known -> known.candidates().containsKey(version))
                        .findFirst();
    }

    /** As those may ask who name its host: what a lock pins is the same for each of them. */
    @Override
    public UpstreamRequest request(URI url, String accept, String name) {
        return UpstreamRequest.get(url, accept, name)
                .by(context.routes().all().stream()
                        .filter(one -> one.settings().areFor(url)
                                || one.url().getRawAuthority().equalsIgnoreCase(url.getRawAuthority()))
                        .map(Upstream::settings)
                        .distinct()
                        .toList());
    }

    private synchronized NpmUpstream view(List<Upstream> upstreams) {
        return views.computeIfAbsent(upstreams, list -> new NpmUpstream(list, registries));
    }

    /** Where the packages of a requirement are found; of one that an artifact implies, where that was found. */
    private PackageDocuments view(Requirement requirement) {
        String implying = requirement.origin().replaceFirst("[ ,].*", "");
        List<Upstream> inherited = cameFrom.get(implying);
        return view(inherited == null ? context.routes().of(requirement).upstreams() : inherited);
    }

    /** The document that stands for a package as a whole. */
    private static Packument first(Map<String, Packument> versions) {
        return versions.values().iterator().next();
    }

    /** The targets, and the platforms that projects have their clients fetch packages for. */
    private Set<Target> platforms(List<Requirement> requirements) {
        Set<Target> platforms = new LinkedHashSet<>(context.targets());
        for (Requirement requirement : requirements) {
            if (requirement instanceof NpmRequirement.OfFolder of) {
                of.folder()
                        .project()
                        .ifPresent(project -> project.architectures().values().forEach(supported -> context.targets()
                                .forEach(target -> platforms.addAll(supported.on(target)))));
            }
        }
        return platforms;
    }

    private List<ResolvedArtifact> artifacts(NpmClosed closed, FurtherNames names, Set<Target> platforms) {
        Map<Coordinates, Set<NpmClient>> foreign = new HashMap<>();
        NpmClient.byRules().forEach((rules, clients) -> {
            if (rules.foreign().isInstalled()) {
                for (Target target : context.targets()) {
                    closed.foreign(manifest -> PlatformFilter.isAskedFor(manifest, target, rules), rules.foreign())
                            .keySet()
                            .forEach(one -> foreign.computeIfAbsent(one, o -> EnumSet.noneOf(NpmClient.class))
                                    .addAll(clients));
                }
            }
        });
        return closed.members().stream()
                .map(member -> artifact(
                        member,
                        foreign.getOrDefault(member.coordinates(), Set.of()),
                        names.of(member.coordinates()),
                        platforms))
                .toList();
    }

    /**
     * An artifact with its archive.
     *
     * @param despite the clients that install it on a target that it is not for
     * @param names that lockfiles have for its archive, beside the conventional one
     * @param platforms the targets, and those that projects have their clients fetch packages for
     */
    private ResolvedArtifact artifact(
            NpmClosed.Member selected, Set<NpmClient> despite, Set<String> names, Set<Target> platforms) {
        Coordinates coordinates = selected.coordinates();
        List<SourceFile> files = new ArrayList<>();
        boolean isAskedFor = !despite.isEmpty()
                || platforms.stream()
                        .anyMatch(
                                target -> PlatformFilter.isAskedFor(selected.manifest(), target, ClientRules.CARRIED));
        if (isAskedFor) {
            SourceFile archive =
                    archive(selected.packument(), selected.version(), selected.manifest(), selected.pinned());
            files.add(archive);
            names.forEach(name -> files.add(archive.named(name)));
        }
        return new ResolvedArtifact(
                coordinates,
                new ArtifactMetadata(
                        selected.packument().published(selected.version()),
                        selected.why() + (isAskedFor ? forWhichClient(selected.manifest(), despite) : ""),
                        NpmJson.license(selected.manifest()),
                        NpmJson.hasInstallScript(selected.manifest()) ? List.of("install-script") : List.of()),
                files,
                !files.isEmpty() && isToBeInspected(coordinates, selected.manifest()));
    }

    private SourceFile archive(Packument packument, String version, JsonNode manifest, Set<Checksum> pinned) {
        Coordinates coordinates = PackageName.coordinates(packument.name(), version);
        Set<Checksum> declared = new LinkedHashSet<>(Integrity.ofArchive(manifest));
        declared.addAll(pinned);
        UpstreamRequest request = registries.archive(packument, version, manifest);
        return new SourceFile(PackageName.tarball(coordinates), request, List.copyOf(declared))
                .wanting(NpmPointers.DIGESTS);
    }

    /** The archive of the list of what clients add. */
    private SourceFile listOfAdditions(String version) {
        return archive(upstream.packument(PackageExtensions.PACKAGE).orElseThrow(), version);
    }

    private SourceFile archive(Packument packument, String version) {
        return archive(packument, version, NpmJson.read(bytes(packument, version)), Set.of());
    }

    /** What clients look for beside the dependencies in manifests: a requirement for each, if it can be had. */
    private List<Closure.Derived> additions(
            NpmClosed closed, Requirement from, Unavailable unavailable, List<Problem> notes) {
        PublishedExtensions.Known known = extensions.get();
        notes.addAll(known.notes());
        Map<String, Added> added = new LinkedHashMap<>();
        for (NpmClosed.Member member : closed.members()) {
            known.extensions()
                    .of(member.packument().name(), member.version(), member.manifest())
                    .forEach(addition -> {
                        String who = NpmClient.names(addition.clients());
                        String origin = member.coordinates() + ", to which " + who + " add";
                        add(added, addition.name(), addition.text(), origin, who);
                    });
        }
        PeerSets.missing(closed).forEach(peer -> {
            String who = NpmClient.names(peer.clients());
            String origin = peer.from() + ", of which " + who + " look up the optional peer";
            add(added, peer.name(), peer.text(), origin, who);
        });
        List<Requirement> wanted =
                added.values().stream().<Requirement>map(Added::requirement).toList();
        NpmClosed alone = closure.close(wanted, choosers, unavailable, part -> false, ClientRules.CARRIED);
        alone.unresolved().forEach(missing -> {
            Added one = added.remove(missing.requirement().text());
            if (one != null) {
                notes.add(EcosystemProblem.CLIENT_REFUSES.at(
                        missing.problem().where(),
                        "an install with " + one.clients() + " would fail: "
                                + missing.problem().what()));
            }
        });
        return added.values().stream()
                .map(Added::requirement)
                .map(one -> new Closure.Derived(
                        from, new DerivedRequirement(NpmPointers.TYPE, one.text(), one.origin(), true)))
                .toList();
    }

    /** @param clients who look for it */
    private record Added(NpmRequirement.OfPackage requirement, String clients) {}

    private static void add(Map<String, Added> to, String name, String range, String origin, String clients) {
        String text = name + "@" + range;
        spec(name, range)
                .ifPresent(spec -> to.putIfAbsent(
                        text, new Added(new NpmRequirement.OfPackage(text, origin, spec, Selection.PICKED), clients)));
    }

    /** Empty for what is in no registry. */
    private static Optional<PackageSpec> spec(String name, String range) {
        try {
            return Optional.of(PackageSpec.resolve(name, range))
                    .filter(spec -> spec.type().isRegistry());
        } catch (PackageSpec.Refused e) {
            return Optional.empty();
        }
    }

    /** Why an archive is carried that no target would unpack. */
    private String forWhichClient(JsonNode manifest, Set<NpmClient> despite) {
        if (context.targets().stream().anyMatch(target -> PlatformFilter.isFor(manifest, target))) {
            return "";
        }
        List<NpmClient> clients = Stream.of(NpmClient.values())
                .filter(client -> despite.contains(client)
                        || context.targets().stream()
                                .anyMatch(target -> PlatformFilter.isAskedFor(manifest, target, client.rules())))
                .toList();
        if (clients.isEmpty()) {
            return "; for no target, but a project's `supportedArchitectures` name its platform";
        }
        String asks = clients.size() == 1 ? " asks" : " ask";
        return "; for no target, but " + NpmClient.names(clients) + asks + " for it all the same";
    }

    /** Where the archive says more than the manifest does. */
    private boolean isToBeInspected(Coordinates coordinates, JsonNode manifest) {
        return !NpmJson.bundled(manifest).isEmpty()
                || manifest.path("_hasShrinkwrap").asBoolean(false)
                || InstallScripts.isThere(manifest)
                || !context.companions()
                        .read(new PackageDocument(coordinates, NpmProject.MANIFEST, manifest))
                        .isEmpty();
    }

    private static ResolvedArtifact artifact(NpmClosed.Outsider outsider) {
        NonRegistryPackages.Carried carried = outsider.carried();
        Coordinates coordinates = PackageName.coordinates(outsider.name(), carried.version());
        ArtifactMetadata metadata = new ArtifactMetadata(
                "", outsider.why(), NpmJson.license(carried.manifest()), List.of("outside-registry"));
        List<SourceFile> files = carried.archive().stream()
                .map(url ->
                        new SourceFile(PackageName.tarball(coordinates), url, List.of()).wanting(NpmPointers.DIGESTS))
                .toList();
        return new ResolvedArtifact(coordinates, metadata, files, InstallScripts.isThere(carried.manifest()));
    }

    private static ResolvedDocument manifestOf(NpmClosed.Outsider outsider) {
        return ResolvedDocument.document(
                PackageName.coordinates(outsider.name(), outsider.carried().version()),
                NpmPointers.MANIFEST,
                () -> NpmJson.MAPPER.writeValueAsBytes(outsider.carried().manifest()));
    }

    /** A manifest as its registry has it, but for what may be secret in the URL of its archive. */
    private static byte[] bytes(Packument packument, String version) {
        try {
            byte[] bytes = packument.manifest(version);
            if (SECRET_IN_URL.matcher(new String(bytes, StandardCharsets.UTF_8)).find()
                    && NpmJson.read(bytes) instanceof ObjectNode manifest
                    && manifest.get("dist") instanceof ObjectNode dist) {
                String url = NpmJson.text(dist, "tarball");
                dist.put("tarball", DependencyText.withoutSecrets(url));
                return NpmJson.MAPPER.writeValueAsBytes(manifest);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode manifest(Packument packument, String version) {
        try {
            return packument.parsedManifest(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Pointer> tags(Packument packument) {
        Coordinates owner = PackageName.coordinates(packument.name(), "");
        List<Pointer> tags = new ArrayList<>();
        packument.tags().forEach((tag, version) -> {
            if (!tag.isEmpty()) {
                tags.add(Pointer.tag(owner, NpmPointers.TAG + tag, version));
            }
        });
        return tags;
    }

    /** The documents of packages and of their versions. */
    private static List<ResolvedDocument> documents(Map<String, Map<String, Packument>> packages) {
        List<ResolvedDocument> documents = new ArrayList<>();
        packages.forEach((name, versions) -> {
            Coordinates owner = PackageName.coordinates(name, "");
            documents.add(ResolvedDocument.info(owner, NpmPointers.DOCUMENT, first(versions)::document));
            versions.forEach((version, packument) -> documents.add(ResolvedDocument.document(
                    owner.at(version), NpmPointers.MANIFEST, () -> bytes(packument, version))));
        });
        return documents;
    }
}
