package org.gapferry.ecosystem.npm.serve;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.TarballPath;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.Cursor;
import org.gapferry.ecosystem.serve.Endpoint;
import org.gapferry.ecosystem.serve.MirrorPath;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.version.Semver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * npm's registry protocol, read-only: package documents in full and abbreviated, version documents, tags, tarballs, and
 * a search among names. A document lists the versions that are held and nothing else; what it says about each is the
 * upstream's own manifest, with the tarball's URL on this mirror.
 */
public final class NpmEndpoint implements Endpoint {
    private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";
    private static final String JSON = "application/json";
    private static final List<String> PING = List.of("-", "ping");
    private static final List<String> WHOAMI = List.of("-", "whoami");
    private static final List<String> SEARCH = List.of("-", "v1", "search");
    /** Who reads is not told apart: a token says that somebody may. */
    private static final String READER = "reader";

    private static final String TARBALL = "application/octet-stream";
    private static final String LATEST = "latest";
    private static final Comparator<String> ORDER = Comparator.comparing(
                    (String version) -> Semver.parse(version, true).orElseThrow(), Semver::compareWithBuild)
            .thenComparing(Comparator.naturalOrder());

    /** The members of a version in an abbreviated document, and those that its specification forgot. */
    private static final List<String> ABBREVIATED_MEMBERS = List.of(
            "name",
            "version",
            "deprecated",
            "dependencies",
            "acceptDependencies",
            "optionalDependencies",
            "devDependencies",
            "bundleDependencies",
            "bundledDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "bin",
            "directories",
            "dist",
            "engines",
            "_hasShrinkwrap",
            "hasInstallScript",
            "funding",
            "cpu",
            "os",
            "libc");

    /**
     * An audit or a login is not there by any method, so that a client does without; what there is can only be read.
     */
    @Override
    public List<String> methods(MirrorRequest request) {
        List<String> segments = segments(request);
        boolean nowhere = segments.isEmpty() || segments.get(0).equals("-") && !isOfRegistry(segments);
        return nowhere ? List.of(request.method(), "GET") : List.of("GET");
    }

    @Override
    public MirrorResponse error(int status, String message) {
        return MirrorResponse.error(status, message);
    }

    /** The paths of the registry itself that are answered. */
    private static boolean isOfRegistry(List<String> segments) {
        return segments.equals(PING)
                || segments.equals(WHOAMI)
                || segments.equals(SEARCH)
                || taggedPackage(segments).isPresent();
    }

    /** The package of {@code -/package/NAME/dist-tags}. */
    private static Optional<Coordinates> taggedPackage(List<String> segments) {
        int size = segments.size();
        if (size < 4
                || size > 5
                || !segments.subList(0, 2).equals(List.of("-", "package"))
                || !segments.get(size - 1).equals("dist-tags")) {
            return Optional.empty();
        }
        String name = String.join("/", segments.subList(2, size - 1));
        return PackageSpec.isName(name) ? Optional.of(PackageName.coordinates(name, "")) : Optional.empty();
    }

    /** Tarballs by the path that they had behind another registry. */
    @Override
    public boolean claims(String rawPath) {
        return MirrorPath.of(rawPath, MirrorPath.EscapedSlash.DIVIDES)
                .map(path -> TarballPath.of(path.segments()))
                .orElse(List.of())
                .stream()
                .anyMatch(TarballPath::isArchive);
    }

    private static List<String> segments(MirrorRequest request) {
        return request.path(MirrorPath.EscapedSlash.DIVIDES)
                .map(MirrorPath::segments)
                .orElse(List.of());
    }

    @Override
    public MirrorResponse answer(MirrorRequest request, Catalog catalog) {
        List<String> segments = segments(request);
        if (segments.isEmpty()) {
            return unknown(request);
        }
        if (segments.get(0).equals("-")) {
            return ofRegistry(segments, request, catalog).orElseGet(() -> unknown(request));
        }
        return ofPackage(segments, request, catalog)
                .or(() -> TarballPath.of(segments).stream()
                        .flatMap(path -> tarball(path, catalog).stream())
                        .findFirst())
                .orElseGet(() -> unknown(request));
    }

    private static Optional<MirrorResponse> ofPackage(List<String> segments, MirrorRequest request, Catalog catalog) {
        int nameSegments = segments.get(0).startsWith("@") ? 2 : 1;
        if (segments.size() < nameSegments || segments.size() > nameSegments + 1) {
            return Optional.empty();
        }
        String name = String.join("/", segments.subList(0, nameSegments));
        if (!PackageSpec.isName(name)) {
            return Optional.empty();
        }
        Coordinates owner = PackageName.coordinates(name, "");
        return segments.size() == nameSegments
                ? document(owner, request, catalog)
                : version(owner, segments.get(nameSegments), request, catalog);
    }

    private static Optional<MirrorResponse> ofRegistry(List<String> segments, MirrorRequest request, Catalog catalog) {
        if (!request.method().equals("GET")) {
            return Optional.empty();
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (segments.equals(WHOAMI)) {
            answer.put("username", READER);
        } else if (segments.equals(SEARCH)) {
            answer = PackageSearch.of(request.rawQuery())
                    .answer(catalog, owner -> manifestOf(owner, LATEST, request.base(), catalog));
        } else if (!segments.equals(PING)) {
            Optional<Coordinates> owner = taggedPackage(segments);
            Map<String, ObjectNode> versions =
                    owner.map(one -> versions(one, request.base(), catalog)).orElse(Map.of());
            if (owner.isEmpty() || versions.isEmpty()) {
                return Optional.empty();
            }
            tags(owner.get(), versions, catalog).forEach(answer::put);
        }
        return Optional.of(MirrorResponse.document(JSON, NpmJson.MAPPER.writeValueAsBytes(answer), false));
    }

    private static MirrorResponse unknown(MirrorRequest request) {
        return MirrorResponse.error(404, "not found: this mirror does not hold /" + request.rawPath());
    }

    /** The archive by its conventional name, by one that a lockfile has, or by the one that it has upstream. */
    private static Optional<MirrorResponse> tarball(TarballPath path, Catalog catalog) {
        Optional<String> version = path.version();
        Optional<Artifact> artifact = version.isPresent()
                ? at(path.owner(), version.get()).flatMap(catalog::artifact)
                : furtherName(path, catalog)
                        .or(() -> path.divided() && path.isArchive() ? upstreamName(path, catalog) : Optional.empty());
        return artifact.stream()
                .flatMap(held -> held.files().stream()
                        .filter(file -> file.name().equals(PackageName.tarball(held.coordinates()))))
                .findFirst()
                .map(held -> MirrorResponse.content(TARBALL, held.blob()));
    }

    /** The version of which a lockfile called the archive so. */
    private static Optional<Artifact> furtherName(TarballPath path, Catalog catalog) {
        String name = path.furtherName();
        for (Cursor<Artifact> held = catalog.artifacts(path.owner()); held.hasNext(); ) {
            Artifact artifact = held.next();
            if (artifact.files().stream().anyMatch(file -> file.name().equals(name))) {
                return Optional.of(artifact);
            }
        }
        return Optional.empty();
    }

    /** The version whose upstream calls its archive so. */
    private static Optional<Artifact> upstreamName(TarballPath path, Catalog catalog) {
        return catalog.pointersOfVersions(path.owner()).stream()
                .filter(pointer -> pointer.name().equals(NpmPointers.MANIFEST))
                .filter(pointer -> pointer.document()
                        .map(blob -> NpmJson.text(
                                NpmJson.read(catalog.document(blob)).path("dist"), "tarball"))
                        .filter(url -> fileOf(url).equals(path.file()))
                        .isPresent())
                .findFirst()
                .flatMap(pointer -> catalog.artifact(pointer.owner()));
    }

    /** The last segment of a URL's path; empty if there is none. */
    private static String fileOf(String url) {
        try {
            String path = String.valueOf(new URI(url).getPath());
            return path.substring(path.lastIndexOf('/') + 1);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    /** A version by its number or by a tag: of all manifests of the package, this one is read. */
    private static Optional<MirrorResponse> version(
            Coordinates owner, String wanted, MirrorRequest request, Catalog catalog) {
        return manifestOf(owner, wanted, request.base(), catalog)
                .map(manifest -> MirrorResponse.document(JSON, NpmJson.MAPPER.writeValueAsBytes(manifest), false));
    }

    private static Optional<ObjectNode> manifestOf(Coordinates owner, String wanted, URI base, Catalog catalog) {
        return catalog.pointer(owner, NpmPointers.TAG + wanted)
                .flatMap(Pointer::version)
                .flatMap(version -> manifest(owner, version, base, catalog))
                .or(() -> wanted.equals(LATEST) ? latest(owner, base, catalog) : Optional.empty())
                .or(() -> manifest(owner, wanted, base, catalog));
    }

    /** The manifest of a version that is held. */
    private static Optional<ObjectNode> manifest(Coordinates owner, String version, URI base, Catalog catalog) {
        return at(owner, version).flatMap(catalog::artifact).flatMap(artifact -> catalog.pointer(
                        artifact.coordinates(), NpmPointers.MANIFEST)
                .flatMap(Pointer::document)
                .flatMap(blob -> manifest(artifact, blob, base, catalog)));
    }

    /** The coordinates of a version that somebody asks for; empty if it cannot be one. */
    private static Optional<Coordinates> at(Coordinates owner, String version) {
        boolean possible =
                Semver.parse(version, true).isPresent() && version.chars().noneMatch(Character::isISOControl);
        return possible ? Optional.of(owner.at(version)) : Optional.empty();
    }

    private static Optional<ObjectNode> manifest(Artifact artifact, Blob blob, URI base, Catalog catalog) {
        if (NpmJson.read(catalog.document(blob)) instanceof ObjectNode manifest) {
            complete(manifest, base, artifact);
            return Optional.of(manifest);
        }
        return Optional.empty();
    }

    /** What {@code latest} is where no upstream says it, from the highest version down: mostly one manifest is read. */
    private static Optional<ObjectNode> latest(Coordinates owner, URI base, Catalog catalog) {
        List<String> descending = catalog.artifacts(owner).stream()
                .map(artifact -> artifact.coordinates().version())
                .filter(version -> Semver.parse(version, true).isPresent())
                .sorted(ORDER.reversed())
                .toList();
        for (String version : descending) {
            Optional<ObjectNode> manifest =
                    isRelease(version) ? manifest(owner, version, base, catalog) : Optional.empty();
            if (manifest.filter(NpmEndpoint::isGood).isPresent()) {
                return manifest;
            }
        }
        return descending.stream()
                .flatMap(version -> manifest(owner, version, base, catalog).stream())
                .findFirst();
    }

    private static boolean isRelease(String version) {
        return !Semver.parse(version, true).orElseThrow().isPrerelease();
    }

    private static boolean isGood(ObjectNode manifest) {
        return NpmJson.text(manifest, "deprecated").isEmpty();
    }

    private static Optional<MirrorResponse> document(Coordinates owner, MirrorRequest request, Catalog catalog) {
        Map<String, ObjectNode> versions = versions(owner, request.base(), catalog);
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        boolean abbreviated = request.prefers(List.of(JSON, ABBREVIATED)).equals(ABBREVIATED);
        JsonNode facts = catalog.pointer(owner, NpmPointers.DOCUMENT)
                .flatMap(Pointer::document)
                .map(blob -> NpmJson.read(catalog.document(blob)))
                .orElseGet(JsonNodeFactory.instance::objectNode);
        ObjectNode time = JsonNodeFactory.instance.objectNode();
        facts.path("time").properties().forEach(entry -> time.set(entry.getKey(), entry.getValue()));
        Map<String, String> published = new HashMap<>();
        catalog.artifacts(owner)
                .forEachRemaining(held -> published.put(held.coordinates().version(), held.published()));
        versions.keySet().forEach(version -> {
            String when = published.getOrDefault(version, "");
            if (!when.isEmpty()) {
                time.put(version, when);
            }
        });
        ObjectNode tags = JsonNodeFactory.instance.objectNode();
        tags(owner, versions, catalog).forEach(tags::put);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        versions.forEach((version, manifest) -> all.set(version, abbreviated ? abbreviated(manifest) : manifest));

        ObjectNode document = JsonNodeFactory.instance.objectNode();
        String name = PackageName.of(owner);
        if (abbreviated) {
            document.put("name", name);
            if (time.has("modified")) {
                document.set("modified", time.get("modified"));
            }
        } else {
            document.put("_id", name);
            document.put("name", name);
            facts.properties().forEach(entry -> {
                if (!Set.of("time", "name", "_id").contains(entry.getKey())) {
                    document.set(entry.getKey(), entry.getValue());
                }
            });
        }
        document.set("dist-tags", tags);
        document.set("versions", all);
        document.set("time", time);
        return Optional.of(MirrorResponse.document(
                abbreviated ? ABBREVIATED : JSON, NpmJson.MAPPER.writeValueAsBytes(document), true));
    }

    /** The manifests of all versions that are held, in ascending order. */
    private static Map<String, ObjectNode> versions(Coordinates owner, URI base, Catalog catalog) {
        Map<String, Artifact> artifacts = new HashMap<>();
        catalog.artifacts(owner)
                .forEachRemaining(
                        artifact -> artifacts.put(artifact.coordinates().version(), artifact));
        Map<String, Blob> manifests = new TreeMap<>(ORDER);
        catalog.pointersOfVersions(owner).forEachRemaining(pointer -> {
            String version = pointer.owner().version();
            if (pointer.name().equals(NpmPointers.MANIFEST) && artifacts.containsKey(version)) {
                pointer.document().ifPresent(blob -> manifests.put(version, blob));
            }
        });
        Map<String, ObjectNode> versions = new LinkedHashMap<>();
        manifests.forEach((version, blob) -> Optional.ofNullable(artifacts.get(version))
                .flatMap(artifact -> manifest(artifact, blob, base, catalog))
                .ifPresent(manifest -> versions.put(version, manifest)));
        return versions;
    }

    /** Replaces the tarball's URL, and adds the integrity that an old upstream did not declare. */
    private static void complete(ObjectNode manifest, URI base, Artifact artifact) {
        ObjectNode dist = manifest.get("dist") instanceof ObjectNode present ? present : manifest.putObject("dist");
        dist.put("tarball", PackageName.tarballUrl(base, artifact.coordinates()).toString());
        if (NpmJson.text(dist, "integrity").isEmpty()) {
            artifact.files().stream()
                    .flatMap(file -> file.digest(DigestAlgorithm.SHA512).stream())
                    .findFirst()
                    .ifPresent(sha512 -> dist.put("integrity", Integrity.ofSha512(sha512)));
        }
    }

    private static ObjectNode abbreviated(ObjectNode manifest) {
        ObjectNode shorter = JsonNodeFactory.instance.objectNode();
        for (String member : ABBREVIATED_MEMBERS) {
            if (manifest.has(member)) {
                shorter.set(member, manifest.get(member));
            }
        }
        Map<String, String> scripts = NpmJson.texts(manifest, "scripts");
        if (!shorter.has("hasInstallScript")
                && (NpmPointers.INSTALL_SCRIPTS.stream().anyMatch(scripts::containsKey)
                        || manifest.path("gypfile").asBoolean(false))) {
            shorter.put("hasInstallScript", true);
        }
        return shorter;
    }

    /** The upstream's tags that lead to a held version, and always a {@code latest}. */
    private static Map<String, String> tags(Coordinates owner, Map<String, ObjectNode> versions, Catalog catalog) {
        Map<String, String> tags = new LinkedHashMap<>();
        catalog.pointers(owner, NpmPointers.TAG).forEachRemaining(pointer -> pointer.version()
                .filter(versions::containsKey)
                .ifPresent(version -> tags.put(pointer.name().substring(NpmPointers.TAG.length()), version)));
        if (!tags.containsKey(LATEST) && !versions.isEmpty()) {
            tags.put(LATEST, highest(versions));
        }
        return tags;
    }

    /** The highest release that is not deprecated, else the highest of all. */
    private static String highest(Map<String, ObjectNode> versions) {
        String highest = "";
        String highestGood = "";
        for (Map.Entry<String, ObjectNode> entry : versions.entrySet()) {
            highest = entry.getKey();
            if (isRelease(highest) && isGood(entry.getValue())) {
                highestGood = highest;
            }
        }
        return highestGood.isEmpty() ? highest : highestGood;
    }
}
