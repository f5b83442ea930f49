package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gapferry.bundle.Memo;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.npm.closure.NonRegistryPackages;
import org.gapferry.ecosystem.npm.closure.PackageDocuments;
import org.gapferry.ecosystem.npm.model.DependencyText;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.project.HostedGit;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.RedactedUrl;
import org.gapferry.transport.TransportProblem;
import org.gapferry.transport.UpstreamRequest;
import org.gapferry.version.Semver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Downloads archives of repositories and of URLs, from hosts that the manifest allows. */
public final class DownloadedPackages implements NonRegistryPackages {
    private static final long MAX_REFS = 64L << 20;
    private static final int SHORT = 12;
    /** The scripts for whose sake npm installs a repository before it packs it (pacote 21). */
    private static final List<String> BUILDS =
            List.of("preinstall", "install", "postinstall", "build", "prepack", "prepare");

    private final ResolveContext context;
    private final List<HostedGit.Host> hosts;
    private final Memo<Asked, Found> known = new Memo<>();

    private record Asked(String name, String text, ClientSettings settings) {}

    DownloadedPackages(ResolveContext context, List<HostedGit.Host> hosts) {
        this.context = context;
        this.hosts = hosts;
    }

    @Override
    public Found find(String name, String text, PackageDocuments beside) {
        ClientSettings settings =
                beside.source() instanceof NpmUpstream upstream ? upstream.settings() : ClientSettings.NONE;
        return known.get(new Asked(name, text, settings), () -> {
            try {
                return load(name, text, settings);
            } catch (ProblemException e) {
                if (e.first().code() == TransportProblem.HOST_NOT_ALLOWED) {
                    return new Unknown(e.first().sentence(), e.first().hints());
                }
                return new Failed(Resolver.isolated(e));
            } catch (IOException | IllegalArgumentException e) {
                return new Unknown("cannot read the archive: " + e.getMessage(), List.of());
            }
        });
    }

    private Found load(String name, String text, ClientSettings settings) throws IOException {
        Optional<HostedGit> repository = HostedGit.parse(text, hosts);
        if (repository.isPresent()) {
            return ofRepository(name, text, repository.get(), settings);
        } else if (text.matches("https?://.*")) {
            return ofUrl(name, text, settings);
        }
        return new Unknown(
                "`" + DependencyText.withoutSecrets(text) + "` is on no host that hands out archives of repositories",
                List.of("publish it to a registry, or replace it: \"overrides\": {\"" + name + "\": \"VERSION\"}"));
    }

    private Found ofRepository(String name, String text, HostedGit git, ClientSettings settings) throws IOException {
        Optional<String> commit = git.commit();
        if (commit.isEmpty()) {
            Optional<Path> refs = context.documents()
                    .get(
                            UpstreamRequest.get(git.refs(), "*/*", "branches and tags of " + git.project())
                                    .by(List.of(settings)),
                            MAX_REFS);
            commit = refs.isEmpty()
                    ? Optional.empty()
                    : git.commit(Files.readString(refs.get(), StandardCharsets.ISO_8859_1));
        }
        if (commit.isEmpty()) {
            return new Unknown(
                    "the repository of `" + DependencyText.withoutSecrets(text)
                            + "`, or what is asked for in it, is not there",
                    List.of());
        }
        URI archive = git.archive(commit.get());
        Optional<BlobCache.Downloaded> file =
                download(archive, "the archive of " + DependencyText.withoutSecrets(text), settings);
        if (file.isEmpty()) {
            return new Unknown("`" + RedactedUrl.of(archive) + "` is not there", List.of());
        }
        JsonNode manifest = manifest(file.get(), git.folder());
        String scripts = BUILDS.stream()
                .filter(NpmJson.texts(manifest, "scripts")::containsKey)
                .collect(Collectors.joining(", "));
        if (!scripts.isEmpty()) {
            return new NeedsBuild(manifest, scripts);
        } else if (!git.folder().isEmpty()) {
            return new NeedsBuild(manifest, "a single folder of the repository");
        }
        return carried(name, text, manifest, "git-" + commit.get().substring(0, SHORT), archive);
    }

    private Found ofUrl(String name, String text, ClientSettings settings) throws IOException {
        URI url = URI.create(text.replaceFirst("#.*", ""));
        Optional<BlobCache.Downloaded> file = download(url, "the archive of " + name, settings);
        if (file.isEmpty()) {
            return new Unknown("`" + RedactedUrl.of(url) + "` is not there", List.of());
        }
        String digest = file.get().blob().digest().hex().substring(0, SHORT);
        return carried(name, text, manifest(file.get(), ""), "url-" + digest, url);
    }

    private Optional<BlobCache.Downloaded> download(URI url, String action, ClientSettings settings) {
        return context.blobs()
                .download(UpstreamRequest.get(url, "*/*", action).by(List.of(settings)), List.of(), count -> {});
    }

    private JsonNode manifest(BlobCache.Downloaded file, String folder) throws IOException {
        try (InputStream in = context.blobs().open(file.blob())) {
            return PackageArchive.manifest(in, folder)
                    .orElseThrow(() -> new IOException("there is no package.json in it"));
        }
    }

    /** A version of its own, so that it is never taken for one of a registry. */
    private static Carried carried(String name, String text, JsonNode manifest, String mark, URI archive) {
        String version = Semver.parse(NpmJson.text(manifest, "version"), true)
                .map(Semver::toString)
                .orElse("0.0.0");
        String own = version + (version.contains("-") ? "." : "-") + mark;
        ObjectNode served = ((ObjectNode) manifest.deepCopy()).put("name", name).put("version", own);
        return new Carried(own, served.put(FROM, DependencyText.withoutSecrets(text)), Optional.of(archive));
    }
}
