package org.gapferry.ecosystem.pulumi.resolve;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Memo;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.pulumi.model.Platform;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.Product;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.version.SemverRange;
import tools.jackson.databind.JsonNode;

/** Finds releases, at the places where the CLI and its installer look, in their order. */
public final class Releases {
    private static final String PLUGINS = "releases/plugins/";

    private final PulumiUpstream upstream;
    private final List<Platform> platforms;
    /** What was found, by plugin and server, or by product and version: everything is asked for once. */
    private final Memo<String, Optional<Release>> known = new Memo<>();

    private final Memo<String, Optional<String>> picked = new Memo<>();

    Releases(PulumiUpstream upstream, List<Platform> platforms) {
        this.upstream = upstream;
        this.platforms = platforms;
    }

    /**
     * A version of a plugin; empty if no place has it.
     *
     * @throws org.gapferry.bundle.ProblemException UPSTREAM, CREDENTIALS, or PARTIAL if a limit of requests is used up
     */
    Optional<Release> plugin(Plugin plugin, PluginServer server) {
        return known.get(plugin + " " + server, () -> find(plugin, server));
    }

    private Optional<Release> find(Plugin plugin, PluginServer server) {
        if (server instanceof PluginServer.GitHub github) {
            return atGitHub(plugin, github);
        } else if (server instanceof PluginServer.GitLab gitlab) {
            String base = "api/v4/projects/" + gitlab.project() + "/releases/v" + plugin.version() + "/downloads/";
            return inFolder(
                    gitlab.toString(),
                    plugin,
                    (platform, file) -> upstream.url(gitlab.host(), base + PluginServer.escaped(file)));
        }
        PluginServer.Folder folder = (PluginServer.Folder) server;
        return inFolder(
                folder.url(), plugin, (platform, file) -> upstream.rebased(folder.file(plugin, platform, file)));
    }

    private Optional<Release> atGitHub(Plugin plugin, PluginServer.GitHub github) {
        boolean ofPulumi = github.host().equals(PluginServer.GITHUB_API)
                && github.organisation().equals("pulumi");
        if (ofPulumi) {
            String base = github.organisation() + "/" + github.repository() + "/releases/download/v"
                    + PluginServer.escaped(plugin.version()) + "/";
            Optional<Release> direct = listed(
                    PulumiUpstream.GITHUB + "/" + github.organisation() + "/" + github.repository(),
                    plugin,
                    (platform, file) -> upstream.url(PulumiUpstream.GITHUB, base + PluginServer.escaped(file)));
            if (direct.isPresent()) {
                return direct;
            }
        }
        Optional<Release> release = throughApi(plugin, github);
        if (release.isPresent() || !ofPulumi) {
            return release;
        }
        return inFolder(
                PulumiUpstream.GET,
                plugin,
                (platform, file) -> upstream.url(PulumiUpstream.GET, PLUGINS + PluginServer.escaped(file)));
    }

    private Optional<Release> throughApi(Plugin plugin, PluginServer.GitHub github) {
        URI url = upstream.url(
                github.host(), repository(github) + "/releases/tags/v" + PluginServer.escaped(plugin.version()));
        Optional<JsonNode> found = upstream.json(url, "the release " + plugin.version() + " of " + github);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Map<String, URI> assets = new LinkedHashMap<>();
        found.get().path("assets").forEach(asset -> {
            String name = PulumiJson.text(asset, "name");
            if (ArtifactFile.isFileName(name)) {
                assetUrl(asset, github).ifPresent(place -> assets.put(name, place));
            }
        });
        Map<String, Checksum> sums = new LinkedHashMap<>();
        List<SourceFile> evidence = new ArrayList<>();
        assets.forEach((name, place) -> {
            if (name.matches("(?i).*(checksums\\.txt|sha256sums(\\.txt)?)")) {
                upstream.asset(place, name).ifPresent(text -> {
                    sums.putAll(Checksums.read(text));
                    evidence.add(source(name, place, Map.of()));
                });
            }
        });
        List<SourceFile> archives = new ArrayList<>();
        List<Platform> lacking = new ArrayList<>();
        for (Platform platform : platforms) {
            URI place = assets.get(plugin.archive(platform));
            if (place == null) {
                lacking.add(platform);
            } else {
                archives.add(source(plugin.archive(platform), place, sums));
            }
        }
        return archives.isEmpty() && assets.keySet().stream().noneMatch(name -> name.startsWith("pulumi-"))
                ? Optional.empty()
                : Optional.of(new Release(
                        github.toString(), PulumiJson.text(found.get(), "published_at"), archives, lacking, evidence));
    }

    private Optional<URI> assetUrl(JsonNode asset, PluginServer.GitHub github) {
        String text = PulumiJson.text(asset, "url");
        try {
            URI url = URI.create(text);
            return url.getRawAuthority() == null ? Optional.empty() : Optional.of(upstream.rebased(url));
        } catch (IllegalArgumentException e) {
            throw EcosystemProblem.DOCUMENT_MALFORMED
                    .thrown(github.toString(), "a release gives `" + text + "` as the URL of an asset")
                    .causedBy(e);
        }
    }

    /** Where a file for a platform lies. */
    @FunctionalInterface
    private interface Place {
        URI of(Platform platform, String file);
    }

    /** A place that tells what it has by its checksums, or by having it. */
    private Optional<Release> inFolder(String origin, Plugin plugin, Place place) {
        Optional<Release> listed = listed(origin, plugin, place);
        return listed.isPresent() ? listed : probed(origin, plugin, place);
    }

    private Optional<Release> listed(String origin, Plugin plugin, Place place) {
        Map<String, Checksum> sums = new LinkedHashMap<>();
        Map<URI, SourceFile> evidence = new LinkedHashMap<>();
        for (Platform platform : platforms) {
            for (String name : checksums(plugin)) {
                URI url = place.of(platform, name);
                if (!evidence.containsKey(url)) {
                    upstream.text(url, name).ifPresent(text -> {
                        sums.putAll(Checksums.read(text));
                        evidence.put(url, source(name, url, Map.of()));
                    });
                }
                if (evidence.containsKey(url)) {
                    break;
                }
            }
        }
        String prefix = "pulumi-" + plugin.kind().word() + "-" + plugin.name() + "-v" + plugin.version() + "-";
        if (sums.keySet().stream().noneMatch(name -> name.startsWith(prefix))) {
            return Optional.empty();
        }
        List<SourceFile> archives = new ArrayList<>();
        List<Platform> lacking = new ArrayList<>();
        for (Platform platform : platforms) {
            String file = plugin.archive(platform);
            if (sums.containsKey(file)) {
                archives.add(source(file, place.of(platform, file), sums));
            } else {
                lacking.add(platform);
            }
        }
        return Optional.of(new Release(origin, "", archives, lacking, onePerName(evidence)));
    }

    private static List<SourceFile> onePerName(Map<URI, SourceFile> evidence) {
        Map<String, SourceFile> named = new LinkedHashMap<>();
        evidence.values().forEach(file -> named.putIfAbsent(file.name(), file));
        return List.copyOf(named.values());
    }

    private Optional<Release> probed(String origin, Plugin plugin, Place place) {
        List<SourceFile> archives = new ArrayList<>();
        List<Platform> lacking = new ArrayList<>();
        for (Platform platform : platforms) {
            String file = plugin.archive(platform);
            URI url = place.of(platform, file);
            if (upstream.has(url, file)) {
                archives.add(source(file, url, Map.of()));
            } else {
                lacking.add(platform);
            }
        }
        return archives.isEmpty()
                ? Optional.empty()
                : Optional.of(new Release(origin, "", archives, lacking, List.of()));
    }

    /** What the file of checksums may be called. */
    private static List<String> checksums(Plugin plugin) {
        Set<String> names = new LinkedHashSet<>();
        names.add(plugin.kind().repository(plugin.name()) + "_" + plugin.version() + "_checksums.txt");
        names.add("pulumi-" + plugin.name() + "_" + plugin.version() + "_checksums.txt");
        return List.copyOf(names);
    }

    private SourceFile source(String name, URI url, Map<String, Checksum> sums) {
        Checksum declared = sums.get(name);
        return new SourceFile(name, upstream.file(url, name), declared == null ? List.of() : List.of(declared));
    }

    private static String repository(PluginServer.GitHub github) {
        return "repos/" + github.organisation() + "/" + github.repository();
    }

    /** A version of the CLI, or of ESC's; empty if no place has it. */
    Optional<Release> product(Product product, String version) {
        return known.get(product + " " + version, () -> find(product, version));
    }

    private Optional<Release> find(Product product, String version) {
        String github = "pulumi/" + product.word() + "/releases/download/v" + PluginServer.escaped(version) + "/";
        Optional<Release> release = product(
                product, version, file -> upstream.url(PulumiUpstream.GITHUB, github + PluginServer.escaped(file)));
        return release.isPresent()
                ? release
                : product(
                        product,
                        version,
                        file -> upstream.url(PulumiUpstream.GET, product.folder() + PluginServer.escaped(file)));
    }

    private Optional<Release> product(Product product, String version, Function<String, URI> place) {
        String checksums = product.checksums(version);
        URI url = place.apply(checksums);
        Optional<String> text = upstream.text(url, checksums);
        Map<String, Checksum> sums = text.map(Checksums::read).orElse(Map.of());
        List<SourceFile> archives = new ArrayList<>();
        List<Platform> lacking = new ArrayList<>();
        List<SourceFile> evidence = new ArrayList<>();
        for (Platform platform : platforms) {
            String file = product.archive(version, platform);
            if (sums.containsKey(file) || text.isEmpty() && upstream.has(place.apply(file), file)) {
                archives.add(source(file, place.apply(file), sums));
            } else {
                lacking.add(platform);
            }
        }
        if (archives.isEmpty() && sums.isEmpty()) {
            return Optional.empty();
        }
        if (text.isPresent()) {
            evidence.add(source(checksums, url, Map.of()));
        }
        for (String signed : Stream.concat(
                        evidence.stream().map(SourceFile::name),
                        archives.stream().map(SourceFile::name))
                .toList()) {
            String signature = signed + ".sig";
            if (upstream.has(place.apply(signature), signature)) {
                evidence.add(source(signature, place.apply(signature), Map.of()));
            }
        }
        return Optional.of(new Release(url.getHost(), "", archives, lacking, evidence));
    }

    /** The newest version of a product that fits; empty if none does. */
    Optional<String> pick(Product product, String wanted) {
        return picked.get(product + " " + wanted, () -> ask(product, wanted));
    }

    private Optional<String> ask(Product product, String wanted) {
        if (Plugin.isVersion(wanted)) {
            return Optional.of(wanted.replaceFirst("^v", ""));
        } else if (wanted.equals("latest")) {
            return upstream.text(
                            upstream.url(PulumiUpstream.WWW, product.prefix() + "latest-version"),
                            "the newest version of " + product.word())
                    .map(text -> text.strip().replaceFirst("^v", ""))
                    .filter(Plugin::isVersion);
        }
        return product == Product.PULUMI
                ? highest(wanted, ofTheDocumentation())
                : highest(wanted, released(new PluginServer.GitHub(PluginServer.GITHUB_API, "pulumi", product.word())));
    }

    private List<String> ofTheDocumentation() {
        List<String> versions = new ArrayList<>();
        upstream.json(
                        upstream.url(PulumiUpstream.RAW, "pulumi/docs/master/data/versions.json"),
                        "the list of versions of the CLI")
                .ifPresent(list -> list.forEach(
                        entry -> versions.add(PulumiJson.text(entry, "version").replaceFirst("^v", ""))));
        return versions;
    }

    /** The newest version of a plugin that fits; empty if none does, or nobody tells. */
    Optional<String> pick(PluginServer server, String wanted) {
        return picked.get(server + " " + wanted, () -> ask(server, wanted));
    }

    private Optional<String> ask(PluginServer server, String wanted) {
        if (Plugin.isVersion(wanted)) {
            return Optional.of(wanted.replaceFirst("^v", ""));
        } else if (!wanted.isEmpty() && !wanted.equals("latest")) {
            return server instanceof PluginServer.GitHub github ? highest(wanted, released(github)) : Optional.empty();
        }
        Optional<URI> latest = Optional.empty();
        if (server instanceof PluginServer.GitHub github) {
            latest = Optional.of(upstream.url(github.host(), repository(github) + "/releases/latest"));
        } else if (server instanceof PluginServer.GitLab gitlab) {
            latest = Optional.of(
                    upstream.url(gitlab.host(), "api/v4/projects/" + gitlab.project() + "/releases/permalink/latest"));
        }
        return latest.flatMap(url -> upstream.json(url, "the newest version at " + server))
                .map(found -> PulumiJson.text(found, "tag_name").replaceFirst("^v", ""))
                .filter(Plugin::isVersion);
    }

    /** The versions that a repository has releases of; empty if nobody tells. */
    List<String> released(PluginServer.GitHub github) {
        List<String> versions = new ArrayList<>();
        upstream.json(
                        upstream.url(github.host(), repository(github) + "/releases?per_page=100"),
                        "the releases of " + github)
                .ifPresent(list -> list.forEach(entry -> {
                    String version = PulumiJson.text(entry, "tag_name").replaceFirst("^v", "");
                    if (Plugin.isVersion(version)) {
                        versions.add(version);
                    }
                }));
        return versions;
    }

    private static Optional<String> highest(String range, List<String> versions) {
        return SemverRange.parse(range, SemverRange.Mode.LOOSE).flatMap(parsed -> parsed.highest(versions));
    }
}
