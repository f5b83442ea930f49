package org.gapferry.ecosystem.pulumi.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.ecosystem.resolve.Upstreams;
import org.gapferry.transport.RateLimitRule;
import org.gapferry.transport.RedactedUrl;
import org.gapferry.transport.TransportProblem;
import org.gapferry.transport.UpstreamRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The hosts that Pulumi's content comes from. A manifest may name one upstream in the place of all of them, which has
 * each host's content below a folder of the host's name: {@code upstreams: {pulumi:
 * "https://proxy.example.test/remote/"}}.
 */
public final class PulumiUpstream {
    static final String GITHUB = "github.com";
    static final String GET = "get.pulumi.com";
    static final String WWW = "www.pulumi.com";
    static final String RAW = "raw.githubusercontent.com";

    /** Where these hosts lead with redirects. */
    private static final List<String> ASSETS =
            List.of("objects.githubusercontent.com", "release-assets.githubusercontent.com", "codeload.github.com");

    /** The hosts as data of the ecosystem. */
    public static final Upstreams HOSTS = new Upstreams() {
        @Override
        public List<Upstream> find(ClientEnvironment environment) {
            return List.of();
        }

        /** A host of Pulumi's, or one that serves plugins. */
        @Override
        public boolean isScope(String text) {
            return text.matches("[a-z0-9.-]+(:[0-9]{1,5})?");
        }

        @Override
        public String exampleScope() {
            return "get.pulumi.com";
        }

        @Override
        public List<Upstream> own() {
            return Stream.concat(Stream.of(GITHUB, PluginServer.GITHUB_API, GET, WWW, RAW), ASSETS.stream())
                    .map(host -> new Upstream(host, URI.create("https://" + host + "/"), "the hosts of Pulumi"))
                    .toList();
        }
    };

    /** GitHub's API answers 403 where others answer 429. */
    private static final RateLimitRule GITHUB_LIMIT = new RateLimitRule(
            "x-ratelimit-remaining", "x-ratelimit-reset", "a token raises the limit: export GITHUB_TOKEN=...");

    private static final String BINARY = "application/octet-stream";

    private final ResolveContext context;
    private final Map<String, URI> hosts = new HashMap<>();
    private final Optional<URI> replacement;

    PulumiUpstream(ResolveContext context) {
        this.context = context;
        this.replacement = context.upstreams().stream()
                .filter(upstream -> upstream.scope().isEmpty())
                .map(Upstream::url)
                .findFirst();
        for (Upstream upstream : context.upstreams()) {
            if (!upstream.scope().isEmpty()
                    && !upstream.scope().equals(upstream.url().getRawAuthority())) {
                hosts.putIfAbsent(upstream.scope(), upstream.url());
            }
        }
    }

    /** @param path escaped, without a leading slash */
    URI url(String host, String path) {
        return rebased(URI.create("https://" + host + "/" + path));
    }

    /** The URL itself, or its place below the upstream of its host, or below the one that stands for all hosts. */
    URI rebased(URI url) {
        URI ofHost = hosts.get(url.getRawAuthority());
        if (ofHost != null) {
            return URI.create(ofHost
                    + url.getRawPath().replaceFirst("^/", "")
                    + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
        }
        if (replacement.isEmpty()
                || url.getRawAuthority().equals(replacement.get().getRawAuthority())) {
            return url;
        }
        return URI.create(replacement.get()
                + url.getRawAuthority()
                + url.getRawPath()
                + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
    }

    private UpstreamRequest asked(URI url, String accept, String action) {
        return UpstreamRequest.get(url, accept, action)
                .orForbidden()
                .as(credentials(url))
                .limitedBy(GITHUB_LIMIT);
    }

    /** A request for a file. */
    UpstreamRequest file(URI url, String name) {
        return asked(url, BINARY, name);
    }

    /**
     * A text, which is then a file that needs no download; empty if the host does not have it, which get.pulumi.com
     * says with 403.
     */
    Optional<String> text(URI url, String action) {
        return document(asked(url, BINARY, action));
    }

    /** The text of an asset, which gets another URL when it is replaced, and so is asked for once. */
    Optional<String> asset(URI url, String name) {
        return context.blobs().download(file(url, name), List.of(), count -> {}).map(file -> {
            if (file.blob().size() > Pointer.MAX_DOCUMENT) {
                throw TransportProblem.TOO_LARGE.thrown(
                        RedactedUrl.of(url), name + " is larger than " + Pointer.MAX_DOCUMENT + " bytes");
            }
            try (InputStream in = context.blobs().open(file.blob())) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * A document of an API; empty if there is none.
     *
     * @throws ProblemException UPSTREAM if it is no JSON
     */
    Optional<JsonNode> json(URI url, String action) {
        return document(asked(url, "application/json", action)).map(text -> {
            try {
                return PulumiJson.MAPPER.readTree(text);
            } catch (JacksonException e) {
                throw EcosystemProblem.DOCUMENT_MALFORMED
                        .thrown(
                                RedactedUrl.of(url),
                                action + " is not JSON",
                                "check what the host, or a proxy in between, answers: curl " + RedactedUrl.of(url))
                        .causedBy(e);
            }
        });
    }

    private Optional<String> document(UpstreamRequest request) {
        Optional<Path> file = context.documents().get(request, Pointer.MAX_DOCUMENT);
        return file.map(path -> {
            try {
                byte[] bytes = Files.readAllBytes(path);
                context.blobs().keep(request.url(), bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** True if the upstream has a file. */
    boolean has(URI url, String name) {
        return context.blobs().isThere(file(url, name));
    }

    /** Tokens are for the hosts that made them, over TLS. */
    private Optional<String> credentials(URI url) {
        Map<String, String> variables = context.environment().variables();
        if (!"https".equals(url.getScheme()) || replacement.isPresent()) {
            return Optional.empty();
        }
        if (PluginServer.GITHUB_API.equals(url.getHost())) {
            return present(variables.get("GITHUB_TOKEN")).map(token -> "token " + token);
        }
        return String.valueOf(url.getPath()).startsWith("/api/v4/projects/")
                ? present(variables.get("GITLAB_TOKEN")).map(token -> "Bearer " + token)
                : Optional.empty();
    }

    private static Optional<String> present(@Nullable String value) {
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }
}
