package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.closure.PackageDocuments.Answer;
import org.gapferry.ecosystem.npm.closure.PackageDocuments.Failed;
import org.gapferry.ecosystem.npm.closure.PackageDocuments.Known;
import org.gapferry.ecosystem.npm.closure.PackageDocuments.Unknown;
import org.gapferry.ecosystem.npm.model.DependencyText;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.RedactedUrl;
import org.gapferry.transport.UpstreamRequest;
import tools.jackson.databind.JsonNode;

/** The documents of registries; each is asked for once, also where the registry fails. */
final class NpmRegistries {
    private final ResolveContext context;
    private final Map<Key, Answer> known = new ConcurrentHashMap<>();
    private final Map<Packument, URI> holders = new ConcurrentHashMap<>();
    /** Whose settings a registry hands out the document of a package for. */
    private final Map<Place, List<ClientSettings>> admitted = new ConcurrentHashMap<>();

    private final Map<Packument, List<Upstream>> seenBy = new ConcurrentHashMap<>();

    private record Key(URI registry, ClientSettings settings, String name) {}

    private record Place(URI registry, String name) {}

    NpmRegistries(ResolveContext context) {
        this.context = context;
    }

    /** The document that a registry has of a package for those settings: the same object each time. */
    Answer find(Upstream upstream, String name) {
        URI registry = upstream.url();
        Key key = new Key(registry, upstream.settings(), name);
        Answer answer = known.get(key);
        if (answer == null) {
            answer = ask(upstream, name);
            Answer before = known.putIfAbsent(key, answer);
            answer = before == null ? answer : before;
            if (answer instanceof Known there) {
                holders.put(there.packument(), registry);
                if (before == null) {
                    admitted.computeIfAbsent(new Place(registry, name), place -> new CopyOnWriteArrayList<>())
                            .add(upstream.settings());
                }
            }
        }
        return answer;
    }

    /** Remembers among which upstreams a document was found first. */
    void seen(Packument packument, List<Upstream> upstreams) {
        seenBy.putIfAbsent(packument, upstreams);
    }

    /** Among which upstreams a document was found; none if it was not. */
    List<Upstream> seenBy(Packument packument) {
        return seenBy.getOrDefault(packument, List.of());
    }

    private Answer ask(Upstream upstream, String name) {
        try {
            return fetch(upstream, name).<Answer>map(Known::new).orElseGet(Unknown::new);
        } catch (ProblemException e) {
            return new Failed(Resolver.isolated(e));
        }
    }

    private Optional<Packument> fetch(Upstream upstream, String name) {
        URI registry = upstream.url();
        URI url = URI.create(registry + PackageSpec.escaped(name));
        String action = "metadata of " + name;
        Optional<Path> file = context.documents()
                .get(
                        UpstreamRequest.get(url, "application/json", action).by(List.of(upstream.settings())),
                        Pointer.MAX_DOCUMENT);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            Packument packument = Packument.read(file.get());
            if (!packument.name().equals(name)) {
                throw new Packument.Malformed("is of the package `" + packument.name() + "`");
            }
            return Optional.of(packument);
        } catch (Packument.Malformed e) {
            throw EcosystemProblem.DOCUMENT_MALFORMED
                    .thrown(
                            RedactedUrl.of(url),
                            action + " " + e.getMessage(),
                            "see what the registry, or a proxy in between, answers: npm view " + name + " --registry "
                                    + RedactedUrl.of(registry))
                    .causedBy(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request for the archive of a version, with the settings of those who were given its document. */
    UpstreamRequest archive(Packument packument, String version, JsonNode manifest) {
        String file = PackageName.tarball(PackageName.coordinates(packument.name(), version));
        URI registry = holders.get(packument);
        if (registry == null) {
            throw new IllegalStateException("not of a registry: " + packument.name() + "@" + version);
        }
        URI url = tarball(registry, packument, version, manifest);
        Place place = new Place(registry, packument.name());
        return UpstreamRequest.get(url, "*/*", file).by(admitted.getOrDefault(place, List.of()));
    }

    /** Where the archive of a version is. */
    private static URI tarball(URI registry, Packument packument, String version, JsonNode manifest) {
        Coordinates coordinates = PackageName.coordinates(packument.name(), version);
        String text = NpmJson.text(manifest.path("dist"), "tarball");
        try {
            return text.isEmpty() ? PackageName.tarballUrl(registry, coordinates) : registry.resolve(text);
        } catch (IllegalArgumentException e) {
            throw EcosystemProblem.DOCUMENT_MALFORMED
                    .thrown(
                            coordinates.toString(),
                            "the registry gives `" + DependencyText.withoutSecrets(text) + "` as the tarball's URL")
                    .causedBy(e);
        }
    }

    /**
     * A digest of an archive, which is downloaded for that, and is needed in any case; empty if it cannot be had, which
     * is told when it is fetched.
     */
    Optional<Checksum> digest(Packument packument, String version, DigestAlgorithm algorithm) {
        try {
            JsonNode manifest = packument.parsedManifest(version);
            return context.blobs()
                    .download(
                            archive(packument, version, manifest),
                            List.copyOf(Integrity.ofArchive(manifest)),
                            Set.of(algorithm),
                            count -> {})
                    .map(downloaded -> downloaded.digests().get(algorithm))
                    .map(value -> new Checksum(algorithm, value));
        } catch (ProblemException e) {
            Resolver.isolated(e);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
