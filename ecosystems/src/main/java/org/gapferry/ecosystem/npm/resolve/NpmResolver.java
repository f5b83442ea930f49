package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.PluginDeclaration;
import org.gapferry.ecosystem.npm.closure.ClosureUnion;
import org.gapferry.ecosystem.npm.closure.NonRegistryPackages;
import org.gapferry.ecosystem.npm.closure.NpmClosure;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmClient;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import org.gapferry.ecosystem.npm.model.Overrides;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.npm.model.PlatformFilter;
import org.gapferry.ecosystem.npm.model.VersionPick.Environment;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.Lock;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import tools.jackson.databind.JsonNode;

/** From requirements to artifacts and pointers: metadata of every platform, tarballs of the targets alone. */
public final class NpmResolver implements Resolver.Resolution {
    private final ResolveContext context;
    private final NonRegistryPackages outside;
    private final NpmUpstream upstream;
    private final List<Environment> environments;
    private final Map<String, JsonNode> manifests = new HashMap<>();

    public NpmResolver(ResolveContext context) {
        this(context, HostedGit.KNOWN);
    }

    /** @param hosts of repositories */
    public NpmResolver(ResolveContext context, List<HostedGit.Host> hosts) {
        this.outside = new DownloadedPackages(context, hosts);
        this.context = context;
        this.upstream = new NpmUpstream(context.upstreams(), context.documents());
        this.environments = Environment.of(context.targets());
    }

    @Override
    public Closure resolve(List<Requirement> requirements) {
        ClosureUnion run = new ClosureUnion(requirements, this::closure);
        if (!run.failures().isEmpty()) {
            return new Closure(List.of(), List.of(), run.failures(), run.notes());
        }
        List<ResolvedArtifact> artifacts =
                new ArrayList<>(run.members().stream().map(this::artifact).toList());
        List<Pointer> pointers = pointers(run.packages());
        run.packages().keySet().forEach(name -> tags(name).forEach(pointers::add));
        for (NpmClosure.Outsider outsider : run.outsiders()) {
            artifacts.add(artifact(outsider));
            pointers.add(manifestOf(outsider));
        }
        List<Problem> notes = new ArrayList<>(run.notes());
        for (Requirement requirement : requirements) {
            if (requirement instanceof NpmRequirement.OfProject project) {
                NpmProject.contradictions(project.folder())
                        .forEach(what -> notes.add(EcosystemProblem.LOCK_CONTRADICTS.at(
                                project.folder().toString(), what, "run npm install there, and commit the lockfile")));
            }
        }
        return new Closure(artifacts, pointers, List.of(), notes);
    }

    @Override
    public Closure locked(Lock lock) {
        List<ResolvedArtifact> artifacts = new ArrayList<>();
        Map<String, Set<String>> packages = new TreeMap<>();
        List<Problem> failures = new ArrayList<>();
        load(lock.artifacts());
        for (ResolvedArtifact locked : lock.artifacts()) {
            String name = PackageName.of(locked.coordinates());
            String version = locked.coordinates().version();
            Optional<Packument> packument = upstream.packument(name);
            if (packument
                    .filter(known -> known.candidates().containsKey(version))
                    .isEmpty()) {
                failures.add(EcosystemProblem.NO_VERSION_FITS.at(
                        locked.coordinates().toString(),
                        "the lock names it, and " + upstream.origin(name) + " does not have it any more"));
                continue;
            }
            JsonNode manifest = NpmJson.read(bytes(packument.get(), version));
            ResolvedArtifact now = artifact(new NpmClosure.Selected(
                    packument.get(), version, manifest, locked.metadata().why(), new LinkedHashSet<>()));
            artifacts.add(new ResolvedArtifact(
                    locked.coordinates(),
                    locked.metadata().orElse(now.metadata()),
                    pinned(now, locked),
                    locked.inspected()));
            packages.computeIfAbsent(name, n -> new TreeSet<>()).add(version);
        }
        if (!failures.isEmpty()) {
            return new Closure(List.of(), List.of(), failures, List.of());
        }
        List<Pointer> pointers = pointers(packages);
        pointers.addAll(lock.tags());
        return new Closure(artifacts, pointers, List.of(), List.of());
    }

    private void load(List<ResolvedArtifact> artifacts) {
        Set<String> names = new LinkedHashSet<>();
        artifacts.forEach(artifact -> names.add(PackageName.of(artifact.coordinates())));
        NpmClosure.load(names, upstream, context.tasks(), context.progress());
    }

    /** The upstream's URLs, and the digests that the lock has beside those that the upstream declares now. */
    private static List<SourceFile> pinned(ResolvedArtifact now, ResolvedArtifact locked) {
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile wanted : locked.files()) {
            URI url = now.files().stream()
                    .filter(file -> file.name().equals(wanted.name()))
                    .map(SourceFile::url)
                    .findFirst()
                    .orElse(wanted.url());
            files.add(new SourceFile(wanted.name(), url, wanted.declared()).wanting(NpmPointers.DIGESTS));
        }
        return files;
    }

    private ResolvedArtifact artifact(NpmClosure.Selected selected) {
        Coordinates coordinates = PackageName.coordinates(selected.packument().name(), selected.version());
        List<SourceFile> files = new ArrayList<>();
        boolean isAskedFor = context.targets().stream()
                .anyMatch(target -> PlatformFilter.isAskedFor(selected.manifest(), target, ClientRules.CARRIED));
        if (isAskedFor) {
            JsonNode dist = selected.manifest().path("dist");
            Set<Checksum> declared = new LinkedHashSet<>(Integrity.parse(NpmJson.text(dist, "integrity")));
            String shasum = NpmJson.text(dist, "shasum");
            if (shasum.matches("[0-9a-fA-F]{40}")) {
                declared.add(new Checksum(DigestAlgorithm.SHA1, shasum));
            }
            declared.addAll(selected.locked());
            files.add(new SourceFile(
                            PackageName.tarball(coordinates), tarballUrl(dist, coordinates), List.copyOf(declared))
                    .wanting(NpmPointers.DIGESTS));
        }
        return new ResolvedArtifact(
                coordinates,
                new ArtifactMetadata(
                        selected.packument().published(selected.version()),
                        selected.why() + (isAskedFor ? forWhichClient(selected.manifest()) : ""),
                        NpmJson.license(selected.manifest()),
                        NpmJson.hasInstallScript(selected.manifest()) ? List.of("install-script") : List.of()),
                files,
                !files.isEmpty() && isToBeInspected(selected.manifest()));
    }

    /** Why an archive is carried that no target would unpack. */
    private String forWhichClient(JsonNode manifest) {
        if (context.targets().stream().anyMatch(target -> PlatformFilter.isFor(manifest, target))) {
            return "";
        }
        List<NpmClient> clients = Stream.of(NpmClient.values())
                .filter(client -> context.targets().stream()
                        .anyMatch(target -> PlatformFilter.isAskedFor(manifest, target, client.rules())))
                .toList();
        return "; for no target, but " + NpmClient.names(clients) + " asks for it all the same";
    }

    /** Where the archive says more than the manifest does. */
    private static boolean isToBeInspected(JsonNode manifest) {
        return !NpmJson.bundled(manifest).isEmpty()
                || manifest.path("_hasShrinkwrap").asBoolean(false)
                || manifest.path(PluginDeclaration.NPM_KEY).isObject()
                || InstallScripts.isThere(manifest);
    }

    private static ResolvedArtifact artifact(NpmClosure.Outsider outsider) {
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

    private Pointer manifestOf(NpmClosure.Outsider outsider) {
        byte[] manifest = NpmJson.MAPPER.writeValueAsBytes(outsider.carried().manifest());
        return Pointer.document(
                PackageName.coordinates(outsider.name(), outsider.carried().version()),
                NpmPointers.MANIFEST,
                context.blobs().keep(manifest));
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

    private static byte[] bytes(Packument packument, String version) {
        try {
            return packument.manifest(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NpmClosure closure(Overrides overrides) {
        return new NpmClosure(
                upstream, environments, context.tasks(), context.progress(), manifests, outside, overrides);
    }

    private List<Pointer> tags(String name) {
        Coordinates owner = PackageName.coordinates(name, "");
        List<Pointer> tags = new ArrayList<>();
        upstream.packument(name).orElseThrow().tags().forEach((tag, version) -> {
            if (!tag.isEmpty()) {
                tags.add(Pointer.tag(owner, NpmPointers.TAG + tag, version));
            }
        });
        return tags;
    }

    /** The documents of packages and of their versions. */
    private List<Pointer> pointers(Map<String, Set<String>> packages) {
        List<Pointer> pointers = new ArrayList<>();
        packages.forEach((name, versions) -> {
            Packument packument = upstream.packument(name).orElseThrow();
            Coordinates owner = PackageName.coordinates(name, "");
            pointers.add(
                    Pointer.info(owner, NpmPointers.DOCUMENT, context.blobs().keep(packument.document())));
            for (String version : versions) {
                pointers.add(Pointer.document(
                        owner.at(version), NpmPointers.MANIFEST, context.blobs().keep(bytes(packument, version))));
            }
        });
        return pointers;
    }
}
