package org.gapferry.ecosystem.npm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gapferry.bundle.Coordinates;
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

/** From wishes to artifacts and pointers: metadata of every platform, tarballs of the targets alone. */
final class NpmResolver implements Resolver.Resolution {
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
    static List<Environment> environments(List<Target> targets) {
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

    @Override
    public Closure resolve(List<Wish> wishes) {
        NpmClosure run = closure(wishes);
        List<HeldBack> heldBack = new ArrayList<>();
        if (!run.failures().isEmpty()) {
            List<Wish> closed = new ArrayList<>();
            for (Wish wish : wishes) {
                NpmClosure alone = closure(List.of(wish));
                if (alone.failures().isEmpty()) {
                    closed.add(wish);
                } else {
                    heldBack.add(new HeldBack(wish, alone.failures()));
                }
            }
            run = closure(closed);
        }
        List<ResolvedArtifact> artifacts =
                run.members().stream().map(this::artifact).toList();
        return new Closure(artifacts, pointers(run), heldBack, run.notes());
    }

    private ResolvedArtifact artifact(NpmClosure.Selected selected) {
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
                !files.isEmpty() && !NpmClosure.bundled(selected.manifest()).isEmpty());
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

    private NpmClosure closure(List<Wish> wishes) {
        NpmClosure closure = new NpmClosure(upstream, environments, context.executor(), context.progress(), manifests);
        closure.follow(wishes);
        return closure;
    }

    private List<Pointer> pointers(NpmClosure closure) {
        List<Pointer> pointers = new ArrayList<>();
        closure.packages().forEach((name, versions) -> {
            Packument packument = upstream.packument(name).orElseThrow();
            Coordinates owner = PackageName.coordinates(name, "");
            pointers.add(new Pointer(
                    owner, Npm.DOCUMENT, new Pointer.ToDocument(context.blobs().keep(packument.document())), true));
            packument.tags().forEach((tag, version) -> {
                if (!tag.isEmpty()) {
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
