package org.gapferry.ecosystem.pulumi.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.pulumi.model.Platform;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginAbout;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.Product;
import org.gapferry.ecosystem.pulumi.model.PulumiCoordinates;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.ecosystem.pulumi.model.Template;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.Endpoint;
import org.gapferry.ecosystem.serve.MirrorPath;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.version.Semver;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the CLI and its installers ask for: the layout of get.pulumi.com below {@code releases/}, GitHub's API of
 * releases at {@code /repos/}, and the registry's API below {@code api/}. A plugin is found by its name alone, since
 * the CLI keeps one under a name.
 */
public final class PulumiEndpoint implements Endpoint {
    private static final Pattern ARCHIVE = Pattern.compile("pulumi-(resource|language|analyzer|converter|tool)-("
            + Plugin.NAME + ")-v([0-9]+\\.[0-9]+\\.[0-9]+[0-9A-Za-z.+-]*?)-" + Platform.PATTERN + "\\.tar\\.gz");
    private static final Pattern CHECKSUMS =
            Pattern.compile("pulumi-(" + Plugin.NAME + ")_([0-9]+\\.[0-9]+\\.[0-9]+[0-9A-Za-z.+-]*)_checksums\\.txt");
    private static final Pattern RELEASES = Pattern.compile("([^/]+)/([^/]+)/releases/(latest|tags/v?(.+))");
    private static final Pattern PACKAGES = Pattern.compile("api/(?:preview/)?registry/packages");
    private static final Pattern PACKAGE =
            Pattern.compile("api/(?:preview/)?registry/packages/([^/]+)/([^/]+)/([^/]+)/versions/([^/]+)");
    private static final String GZIP = "application/gzip";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    @Override
    public MirrorResponse error(int status, String message) {
        return refused(status, message);
    }

    /** As the Pulumi service and GitHub write errors, of which the CLI shows the message. */
    private static MirrorResponse refused(int status, String message) {
        return MirrorResponse.error(
                status,
                JSON,
                PulumiJson.line(PulumiJson.object().put("code", status).put("message", message)));
    }

    @Override
    public MirrorResponse answer(MirrorRequest request, Catalog catalog) {
        Optional<String> decoded = request.path(MirrorPath.EscapedSlash.DIVIDES).map(MirrorPath::toString);
        if (decoded.isEmpty()) {
            return refused(404, "not found");
        }
        String path = decoded.get();
        return request.root().equals(PulumiCoordinates.TYPE)
                ? answer(path, request, catalog)
                : releases(path, request.base(), catalog);
    }

    private MirrorResponse answer(String path, MirrorRequest request, Catalog catalog) {
        for (Product product : Product.values()) {
            if (path.startsWith(product.folder())) {
                return product(product, path.substring(product.folder().length()), catalog);
            } else if (path.equals(product.prefix() + "latest-version")) {
                return newest(catalog, product.coordinates())
                        .map(version ->
                                MirrorResponse.document(TEXT, (version + "\n").getBytes(StandardCharsets.UTF_8), false))
                        .orElseGet(() -> refused(404, "no version of " + product.word() + " is here"));
            }
        }
        if (path.startsWith("releases/plugins/")) {
            return plugin(path.substring("releases/plugins/".length()), catalog);
        } else if (path.equals("install.sh")) {
            return script("install.sh", "application/x-sh", request.base());
        } else if (path.equals("install.ps1")) {
            return script("install.ps1", TEXT, request.base());
        } else if (path.equals("api/cli/version")) {
            return cliVersion(catalog);
        } else if (PACKAGES.matcher(path).matches()) {
            return packages(request.rawQuery(), catalog);
        } else if (path.equals("api/registry/templates") || path.equals("api/preview/registry/templates")) {
            return list("templates", Stream.empty());
        } else if (path.matches("templates/" + Template.NAME + "\\.zip")) {
            return template(path.substring("templates/".length(), path.length() - ".zip".length()), catalog);
        }
        Matcher packaged = PACKAGE.matcher(path);
        if (packaged.matches()) {
            return packaged(packaged, catalog);
        }
        return refused(404, "not found: " + path);
    }

    private static MirrorResponse product(Product product, String file, Catalog catalog) {
        String archive = file.replaceFirst("\\.sig$", "");
        Matcher checksums =
                Pattern.compile(product.word() + "-(.+)-checksums\\.txt").matcher(archive);
        Matcher named = Pattern.compile(product.word() + "-v(.+)-(linux|darwin|windows)-(x64|arm64)\\.(?:tar\\.gz|zip)")
                .matcher(archive);
        if (checksums.matches()) {
            String version = checksums.group(1);
            Optional<Artifact> artifact = artifact(catalog, product.coordinates(), version);
            Optional<MirrorResponse> carried = artifact.flatMap(held -> file(held, file, TEXT));
            return carried.or(() -> artifact.filter(held -> file.equals(product.checksums(version)))
                            .map(PulumiEndpoint::checksums))
                    .orElseGet(() -> refused(404, "no " + product.word() + " " + version + " is here"));
        } else if (named.matches()) {
            String platform = named.group(2) + "-" + named.group(3);
            return held(
                    artifact(catalog, product.coordinates(), named.group(1)),
                    file,
                    product.word() + " " + named.group(1),
                    platform);
        }
        return refused(404, "not found: " + file);
    }

    /** Of a release that has none: the digests of what is here. */
    private static MirrorResponse checksums(Artifact artifact) {
        String lines = artifact.files().stream()
                .map(file -> file.blob().digest().hex() + "  " + file.name() + "\n")
                .collect(Collectors.joining());
        return MirrorResponse.document(TEXT, lines.getBytes(StandardCharsets.UTF_8), false);
    }

    private static MirrorResponse plugin(String file, Catalog catalog) {
        Matcher archive = ARCHIVE.matcher(file.replaceFirst("\\.sig$", ""));
        Matcher checksums = CHECKSUMS.matcher(file);
        if (archive.matches()) {
            PluginKind kind = PluginKind.of(archive.group(1)).orElseThrow();
            return held(
                    artifact(catalog, Plugin.coordinates(kind, archive.group(2)), archive.group(3)),
                    file,
                    "the plugin " + kind.word() + "/" + archive.group(2) + " " + archive.group(3),
                    archive.group(4) + "-" + archive.group(5));
        } else if (checksums.matches()) {
            for (PluginKind kind : PluginKind.values()) {
                for (String name : names(kind, "pulumi-" + checksums.group(1))) {
                    Optional<MirrorResponse> found = artifact(
                                    catalog, Plugin.coordinates(kind, name), checksums.group(2))
                            .flatMap(held -> file(held, file, TEXT));
                    if (found.isPresent()) {
                        return found.get();
                    }
                }
            }
        }
        return refused(404, "not found: " + file);
    }

    /** The plugins of a kind that a repository may release, by its name. */
    private static List<String> names(PluginKind kind, String repository) {
        return List.of("pulumi-converter-", "pulumi-tool-", "pulumi-").stream()
                .filter(repository::startsWith)
                .map(prefix -> repository.substring(prefix.length()))
                .filter(name ->
                        name.matches(Plugin.NAME) && kind.repository(name).equals(repository))
                .toList();
    }

    private static Optional<Artifact> artifact(Catalog catalog, Coordinates unversioned, String version) {
        return Semver.parse(version, false).isPresent() ? catalog.artifact(unversioned.at(version)) : Optional.empty();
    }

    private static MirrorResponse held(Optional<Artifact> artifact, String file, String what, String platform) {
        if (artifact.isEmpty()) {
            return refused(404, what + " is not here");
        }
        return file(artifact.get(), file, GZIP).orElseGet(() -> {
            String here = artifact.get().files().stream()
                    .map(ArtifactFile::name)
                    .filter(name -> name.matches(".*\\.(tar\\.gz|zip)"))
                    .map(name -> name.replaceFirst(".*-((?:linux|darwin|windows)-[a-z0-9]+)\\.(?:tar\\.gz|zip)$", "$1"))
                    .collect(Collectors.joining(", "));
            return refused(
                    404,
                    what + " is here for " + here + ", and not for " + platform
                            + ": add the platform to the `targets` of the manifest it is exported with");
        });
    }

    private static Optional<MirrorResponse> file(Artifact artifact, String name, String type) {
        return artifact.files().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .map(file -> MirrorResponse.content(name.endsWith(".zip") ? "application/zip" : type, file.blob()));
    }

    /** GitHub's API of releases. */
    private static MirrorResponse releases(String path, URI base, Catalog catalog) {
        Matcher matcher = RELEASES.matcher(path);
        if (!matcher.matches()) {
            return refused(404, "Not Found");
        }
        Optional<Coordinates> owner = released(matcher.group(1), matcher.group(2), catalog);
        Optional<String> version = matcher.group(4) == null
                ? owner.flatMap(found -> newest(catalog, found))
                : Optional.of(matcher.group(4));
        Optional<Artifact> artifact =
                owner.flatMap(found -> version.flatMap(wanted -> artifact(catalog, found, wanted)));
        return artifact.map(found -> json(release(found, base)))
                .orElseGet(() -> refused(404, "Not Found: no release of " + path + " is here"));
    }

    private static Optional<Coordinates> released(String organisation, String repository, Catalog catalog) {
        for (Product product : Product.values()) {
            if (organisation.equals("pulumi") && repository.equals(product.word())) {
                return Optional.of(product.coordinates());
            }
        }
        for (PluginKind kind : PluginKind.values()) {
            for (String name : names(kind, repository)) {
                Coordinates plugin = Plugin.coordinates(kind, name);
                if (catalog.holds(plugin)) {
                    return Optional.of(plugin);
                }
            }
        }
        String suffix = "/" + organisation + "/" + repository;
        return catalog.packages(PulumiCoordinates.TYPE).stream()
                .filter(plugin -> PluginKind.of(plugin.namespace()).isPresent())
                .filter(plugin -> newest(catalog, plugin)
                        .map(version ->
                                about(catalog, plugin.at(version)).server().endsWith(suffix))
                        .orElse(false))
                .findFirst();
    }

    private static ObjectNode release(Artifact artifact, URI base) {
        String version = artifact.coordinates().version();
        boolean plugin = PluginKind.of(artifact.coordinates().namespace()).isPresent();
        String folder = base
                + (plugin
                        ? "releases/plugins/"
                        : artifact.coordinates().name().equals(Product.ESC.word())
                                ? Product.ESC.folder()
                                : Product.PULUMI.folder());
        ObjectNode out = PulumiJson.object()
                .put("tag_name", "v" + version)
                .put("name", "v" + version)
                .put("draft", false)
                .put(
                        "prerelease",
                        Semver.parse(version, false).map(Semver::isPrerelease).orElse(false));
        if (!artifact.published().isEmpty()) {
            out.put("published_at", artifact.published());
        }
        ArrayNode assets = out.putArray("assets");
        for (ArtifactFile file : artifact.files()) {
            String url = folder + PluginServer.escaped(file.name());
            assets.addObject()
                    .put("name", file.name())
                    .put("url", url)
                    .put("browser_download_url", url)
                    .put("size", file.blob().size());
        }
        return out;
    }

    /** The newest release, or if there is none the newest version at all. */
    private static Optional<String> newest(Catalog catalog, Coordinates unversioned) {
        Comparator<Semver> order = Comparator.comparing((Semver version) -> !version.isPrerelease())
                .thenComparing(Semver::compareWithBuild);
        return catalog.artifacts(unversioned).stream()
                .map(artifact -> artifact.coordinates().version())
                .filter(version -> Semver.parse(version, false).isPresent())
                .max(Comparator.comparing(
                        (Function<String, Semver>)
                                version -> Semver.parse(version, false).orElseThrow(),
                        order));
    }

    private static MirrorResponse cliVersion(Catalog catalog) {
        return newest(catalog, Product.PULUMI.coordinates())
                .map(version -> json(PulumiJson.object()
                        .put("latestVersion", "v" + version)
                        .put("oldestWithoutWarning", "v0.0.0")
                        .put("latestDevVersion", "v" + version)))
                .orElseGet(() -> refused(404, "no version of pulumi is here"));
    }

    /** The registry's list: each plugin of a name that is asked for, or all. */
    private static MirrorResponse packages(String rawQuery, Catalog catalog) {
        String name = "";
        for (String part : rawQuery.split("&", -1)) {
            if (part.startsWith("name=")) {
                name = part.substring("name=".length());
            }
        }
        Stream<Coordinates> plugins = Stream.empty();
        if (name.isEmpty()) {
            plugins = catalog.packages(PulumiCoordinates.TYPE).stream()
                    .filter(plugin -> plugin.namespace().equals(PluginKind.RESOURCE.word()));
        } else if (name.matches(Plugin.NAME)) {
            plugins = Stream.of(Plugin.coordinates(PluginKind.RESOURCE, name));
        }
        return list(
                "packages",
                plugins.flatMap(plugin -> newest(catalog, plugin).map(plugin::at).stream())
                        .map(plugin -> metadata(plugin, catalog)));
    }

    /** One page of a list, which is all of it. */
    private static MirrorResponse list(String name, Stream<ObjectNode> items) {
        ObjectNode page = PulumiJson.object();
        ArrayNode all = page.putArray(name);
        items.forEach(all::add);
        return json(page.putNull("continuationToken"));
    }

    private static MirrorResponse packaged(Matcher matcher, Catalog catalog) {
        Coordinates plugin;
        try {
            plugin = Plugin.coordinates(PluginKind.RESOURCE, matcher.group(3));
        } catch (IllegalArgumentException e) {
            return refused(404, "no such package");
        }
        boolean ours = matcher.group(1).equals("pulumi") && matcher.group(2).equals("pulumi");
        String wanted = matcher.group(4);
        Optional<String> version = wanted.equals("latest") ? newest(catalog, plugin) : Optional.of(wanted);
        return version.filter(one -> ours)
                .flatMap(one -> artifact(catalog, plugin, one))
                .map(artifact -> json(metadata(artifact.coordinates(), catalog)))
                .orElseGet(() -> refused(404, "no such package"));
    }

    private static ObjectNode metadata(Coordinates plugin, Catalog catalog) {
        ObjectNode out = PulumiJson.object()
                .put("name", plugin.name())
                .put("publisher", "pulumi")
                .put("source", "pulumi")
                .put("version", plugin.version())
                .put("packageStatus", "ga")
                .put("visibility", "public")
                .put("readmeURL", "")
                .put("schemaURL", "");
        String server = about(catalog, plugin).server();
        return server.isEmpty() ? out : out.put("pluginDownloadURL", server);
    }

    private static PluginAbout about(Catalog catalog, Coordinates version) {
        return document(catalog, version, PluginAbout.POINTER)
                .map(blob -> PluginAbout.read(catalog.document(blob)))
                .orElse(new PluginAbout("", ""));
    }

    private static Optional<Blob> document(Catalog catalog, Coordinates owner, String pointer) {
        return catalog.pointer(owner, pointer).flatMap(Pointer::document);
    }

    private static MirrorResponse template(String name, Catalog catalog) {
        Coordinates owner = Template.coordinates(name);
        return catalog.pointer(owner, "latest")
                .flatMap(Pointer::version)
                .flatMap(version -> document(catalog, owner.at(version), Template.POINTER))
                .map(blob -> MirrorResponse.document("application/zip", catalog.document(blob), false))
                .orElseGet(() -> refused(404, "no template " + name + " is here"));
    }

    private static MirrorResponse json(ObjectNode document) {
        return MirrorResponse.document(JSON, PulumiJson.line(document), false);
    }

    private static MirrorResponse script(String name, String type, URI base) {
        try (InputStream in = PulumiEndpoint.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@BASE@", base.toString().replaceAll("/$", ""));
            return MirrorResponse.document(type, text.getBytes(StandardCharsets.UTF_8), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
