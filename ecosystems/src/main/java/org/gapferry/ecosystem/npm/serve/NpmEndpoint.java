package org.gapferry.ecosystem.npm.serve;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.version.Semver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * npm's registry protocol, read-only: package documents in full and abbreviated, version documents, tarballs. A document lists the versions
 * that are held and nothing else; what it says about each is the upstream's own manifest, with the tarball's URL on this mirror.
 */
public final class NpmEndpoint implements Endpoint {
    private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";
    private static final String JSON = "application/json";
    private static final String TARBALL = "application/octet-stream";

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

    @Override
    public MirrorResponse answer(MirrorRequest request, Catalog catalog) {
        Optional<List<String>> path = segments(request.rawPath());
        if (path.isEmpty() || path.get().isEmpty()) {
            return unknown(request);
        }
        List<String> segments = path.get();
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (segments.get(0).equals("-")) {
            return reads && segments.equals(List.of("-", "ping"))
                    ? MirrorResponse.document(JSON, "{}".getBytes(StandardCharsets.UTF_8), false)
                    : unknown(request);
        } else if (!reads) {
            return MirrorResponse.error(405, "this mirror is read-only");
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

    /** The decoded segments; empty ones do not count, and an escaped slash divides a scope from its name. */
    private static Optional<List<String>> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String raw : rawPath.split("/", -1)) {
            if (raw.isEmpty()) {
                continue;
            }
            try {
                for (String part : Coordinates.decode(raw).split("/", -1)) {
                    if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                        return Optional.empty();
                    }
                    segments.add(part);
                }
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.of(segments);
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
        if (Semver.parse(version, true).isEmpty()) {
            return Optional.empty();
        }
        return catalog.artifact(owner.at(version)).stream()
                .flatMap(artifact -> artifact.files().stream())
                .filter(held -> held.name().equals(fileName))
                .findFirst()
                .map(held -> MirrorResponse.content(TARBALL, held.blob()));
    }

    private static Optional<MirrorResponse> version(
            Coordinates owner, String wanted, MirrorRequest request, Catalog catalog) {
        Map<String, ObjectNode> versions = versions(owner, request.base(), catalog);
        String version = tags(owner, versions, catalog).getOrDefault(wanted, wanted);
        return Optional.ofNullable(versions.get(version))
                .map(manifest -> MirrorResponse.document(JSON, NpmJson.MAPPER.writeValueAsBytes(manifest), false));
    }

    private static Optional<MirrorResponse> document(Coordinates owner, MirrorRequest request, Catalog catalog) {
        Map<String, ObjectNode> versions = versions(owner, request.base(), catalog);
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        boolean abbreviated = request.accept().contains(ABBREVIATED);
        JsonNode facts = catalog.pointers(owner).stream()
                .filter(pointer -> pointer.name().equals(NpmPointers.DOCUMENT))
                .map(Pointer::target)
                .filter(Pointer.ToDocument.class::isInstance)
                .map(target -> NpmJson.read(catalog.document(((Pointer.ToDocument) target).blob())))
                .findFirst()
                .orElseGet(JsonNodeFactory.instance::objectNode);
        ObjectNode time = JsonNodeFactory.instance.objectNode();
        facts.path("time").properties().forEach(entry -> time.set(entry.getKey(), entry.getValue()));
        Map<String, String> published = new HashMap<>();
        catalog.versions(owner).forEach(held -> published.put(held.coordinates().version(), held.published()));
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
        catalog.versions(owner)
                .forEach(artifact -> artifacts.put(artifact.coordinates().version(), artifact));
        List<Pointer> manifests = catalog.pointersOfVersions(owner).stream()
                .filter(pointer -> pointer.name().equals(NpmPointers.MANIFEST))
                .filter(pointer -> artifacts.containsKey(pointer.owner().version()))
                .sorted(Comparator.comparing(
                        pointer -> Semver.parse(pointer.owner().version(), true).orElseThrow(),
                        Semver::compareWithBuild))
                .toList();
        Map<String, ObjectNode> versions = new LinkedHashMap<>();
        for (Pointer pointer : manifests) {
            if (pointer.target() instanceof Pointer.ToDocument document
                    && NpmJson.read(catalog.document(document.blob())) instanceof ObjectNode manifest) {
                String version = pointer.owner().version();
                complete(manifest, base, artifacts.get(version), pointer.owner());
                versions.put(version, manifest);
            }
        }
        return versions;
    }

    /** Replaces the tarball's URL, and adds the integrity that an old upstream did not declare. */
    private static void complete(
            ObjectNode manifest, URI base, @org.jspecify.annotations.Nullable Artifact artifact, Coordinates owner) {
        ObjectNode dist = manifest.get("dist") instanceof ObjectNode present ? present : manifest.putObject("dist");
        dist.put("tarball", PackageName.tarballUrl(base, owner).toString());
        if (NpmJson.text(dist, "integrity").isEmpty() && artifact != null) {
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
        for (Pointer pointer : catalog.pointers(owner)) {
            if (pointer.name().startsWith(NpmPointers.TAG)
                    && pointer.target() instanceof Pointer.ToVersion to
                    && versions.containsKey(to.version())) {
                tags.put(pointer.name().substring(NpmPointers.TAG.length()), to.version());
            }
        }
        if (!tags.containsKey("latest") && !versions.isEmpty()) {
            tags.put("latest", highest(versions));
        }
        return tags;
    }

    /** The highest release that is not deprecated, else the highest of all. */
    private static String highest(Map<String, ObjectNode> versions) {
        String highest = "";
        String highestGood = "";
        for (Map.Entry<String, ObjectNode> entry : versions.entrySet()) {
            highest = entry.getKey();
            boolean prerelease = Semver.parse(highest, true).orElseThrow().isPrerelease();
            if (!prerelease && NpmJson.text(entry.getValue(), "deprecated").isEmpty()) {
                highestGood = highest;
            }
        }
        return highestGood.isEmpty() ? highest : highestGood;
    }
}
