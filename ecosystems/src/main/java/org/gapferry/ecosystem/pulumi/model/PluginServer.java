package org.gapferry.ecosystem.pulumi.model;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the CLI looks for a plugin: what {@code pluginDownloadURL}, {@code server} and {@code --server} may say. */
public sealed interface PluginServer {
    /** The host whose releases are tried without its API as well. */
    String GITHUB_API = "api.github.com";

    /** The plugins that the CLI looks for with the organisation pulumiverse. */
    List<String> PULUMIVERSE = List.of(
            ("acme aquasec astra aws-eksa buildkite clickhouse cockroach concourse configcat cpln doppler dynatrace esxi-native "
                            + "exoscale fortios gandi github-credentials googleworkspace grafana harbor hcp heroku ibm matchbox mssql "
                            + "ngrok purrl redpanda scaleway sentry statuscake talos time unifi vercel vra zitadel")
                    .split(" "));

    /** Releases of a repository, {@code github://HOST/ORG[/REPO]}; the host is that of an API. */
    record GitHub(String host, String organisation, String repository) implements PluginServer {
        @Override
        public String toString() {
            return "github://" + host + "/" + organisation + "/" + repository;
        }
    }

    /** Releases of a project, {@code gitlab://HOST/ID}. */
    record GitLab(String host, String project) implements PluginServer {
        @Override
        public String toString() {
            return "gitlab://" + host + "/" + project;
        }
    }

    /**
     * A folder, {@code https://HOST/...} with {@code ${NAME}}, {@code ${VERSION}}, {@code ${OS}} and {@code ${ARCH}}.
     */
    record Folder(String url) implements PluginServer {
        /** The URL of a file as the CLI asks for it. */
        public URI file(Plugin plugin, Platform platform, String file) {
            String folder = url.replace("${NAME}", escaped(plugin.name()))
                    .replace("${VERSION}", escaped(plugin.version()))
                    .replace("${OS}", platform.os())
                    .replace("${ARCH}", platform.arch());
            return URI.create(folder + "/" + escaped(file));
        }

        /** True if each platform has a folder of its own. */
        boolean isOfPlatform() {
            return url.contains("${OS}") || url.contains("${ARCH}");
        }

        @Override
        public String toString() {
            return url;
        }
    }

    /** The host, with its port if there is one. */
    default String host() {
        return toString().replaceFirst("^[a-z]+://", "").replaceFirst("/.*", "");
    }

    /** Where the CLI looks if nothing is said. */
    static GitHub ordinary(PluginKind kind, String name) {
        boolean other = kind == PluginKind.RESOURCE && PULUMIVERSE.contains(name);
        return new GitHub(GITHUB_API, other ? "pulumiverse" : "pulumi", kind.repository(name));
    }

    /**
     * Reads what an SDK or a user says.
     *
     * @param server empty for nothing
     * @throws IllegalArgumentException if the CLI would not understand it
     */
    static PluginServer of(PluginKind kind, String name, String server) {
        if (server.isEmpty()) {
            return ordinary(kind, name);
        }
        if (server.matches("[a-z]+://[^/]*@.*")) {
            throw new IllegalArgumentException(
                    "the URL of the server contains credentials, which must not be in a manifest");
        }
        Matcher matcher = Pattern.compile("([a-z]+)://([A-Za-z0-9.-]+(?::[0-9]{1,5})?)(?:/(.*))?")
                .matcher(server);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("invalid plugin server `" + server + "`");
        }
        String host = matcher.group(2).toLowerCase(Locale.ROOT);
        String path = matcher.group(3) == null ? "" : matcher.group(3).replaceAll("/$", "");
        String[] segments = path.split("/", -1);
        switch (matcher.group(1)) {
            case "github" -> {
                if (!segments[0].isEmpty() && segments.length <= 2) {
                    return new GitHub(host, segments[0], segments.length == 2 ? segments[1] : kind.repository(name));
                }
            }
            case "gitlab" -> {
                if (path.matches("[0-9]+")) {
                    return new GitLab(host, path);
                }
            }
            case "http", "https" -> {
                String url = server.replaceAll("/$", "");
                URI.create(url.replaceAll("\\$\\{(?:NAME|VERSION|OS|ARCH)}", "x"));
                return new Folder(url);
            }
            default ->
                throw new IllegalArgumentException(
                        "`" + server + "` has an unsupported scheme: use github://, gitlab:// or https://");
        }
        throw new IllegalArgumentException("`" + server + "` is not complete");
    }

    /** As Go's {@code url.QueryEscape} does it. */
    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
    }
}
