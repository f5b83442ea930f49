package org.gapferry.ecosystem.npm.serve;

import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.Endpoint;
import org.gapferry.ecosystem.serve.MirrorPath;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.version.Semver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * npm's registry protocol, read-only: package documents in full and abbreviated, version documents, tarballs. A
 * document lists the versions that are held and nothing else; what it says about each is the upstream's own manifest,
 * with the tarball's URL on this mirror.
 */
public final class NpmEndpoint implements Endpoint {
    private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";
    private static final String JSON = "application/json";
    private static final List<String> PING = List.of("-", "ping");
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
        boolean nowhere = segments.isEmpty() || segments.get(0).equals("-") && !segments.equals(PING);
        return nowhere ? List.of(request.method(), "GET") : List.of("GET");
    }

    @Override
    public MirrorResponse error(int status, String message) {
        return MirrorResponse.error(status, message);
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
            return segments.equals(PING) && request.method().equals("GET")
                    ? MirrorResponse.document(JSON, "{}".getBytes(StandardCharsets.UTF_8), false)
                    : unknown(request);
        }
        int nameSegments = segments.get(0).startsWith("@") ? 2 : 1;
        if (segments.size() < nameSegments) {
            return unknown(request);
        }
        String name = String.join("/", segments.subList(0, nameSegments));
        if (!PackageSpec.isName(name)) {
            return unknown(request);
        }
        Coordinates owner = PackageName.coordinates(name, "");
        List<String> rest = segments.subList(nameSegments, segments.size());
        Optional<MirrorResponse> answer;
        if (rest.isEmpty()) {
            answer = document(owner, request, catalog);
        } else if (rest.get(0).equals("-")) {
            answer = tarball(owner, rest.subList(1, rest.size()), catalog);
        } else {
            answer = rest.size() == 1 ? version(owner, rest.get(0), request, catalog) : Optional.empty();
        }
        return answer.orElseGet(() -> unknown(request));
    }

    private static MirrorResponse unknown(MirrorRequest request) {
        return MirrorResponse.error(404, "not found: this mirror does not hold /" + request.rawPath());
    }

    private static Optional<MirrorResponse> tarball(Coordinates owner, List<String> file, Catalog catalog) {
        boolean scopeRepeated = file.size() == 2 && file.get(0).equals(owner.namespace());
        if (file.size() != 1 && !scopeRepeated) {
            return Optional.empty();
        }
        String fileName = file.get(file.size() - 1);
        String prefix = owner.name() + "-";
        if (!fileName.startsWith(prefix) || !fileName.endsWith(".tgz") || fileName.length() <= prefix.length() + 4) {
            return Optional.empty();
        }
        String version = fileName.substring(prefix.length(), fileName.length() - 4);
        return at(owner, version).flatMap(catalog::artifact).stream()
                .flatMap(artifact -> artifact.files().stream())
                .filter(held -> held.name().equals(fileName))
                .findFirst()
                .map(held -> MirrorResponse.content(TARBALL, held.blob()));
    }

    /** A version by its number or by a tag: of all manifests of the package, this one is read. */
    private static Optional<MirrorResponse> version(
            Coordinates owner, String wanted, MirrorRequest request, Catalog catalog) {
        return catalog.pointer(owner, NpmPointers.TAG + wanted)
                .flatMap(Pointer::version)
                .flatMap(version -> manifest(owner, version, request.base(), catalog))
                .or(() -> wanted.equals(LATEST) ? latest(owner, request.base(), catalog) : Optional.empty())
                .or(() -> manifest(owner, wanted, request.base(), catalog))
                .map(manifest -> MirrorResponse.document(JSON, NpmJson.MAPPER.writeValueAsBytes(manifest), false));
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
