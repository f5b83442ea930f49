package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.SmallFiles;
import org.gapferry.document.DocumentReader;
import org.gapferry.document.Node;
import org.gapferry.document.Place;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.project.ProjectFolder;
import org.gapferry.ecosystem.resolve.OwnUpstreams;
import org.gapferry.ecosystem.resolve.OwnUpstreams.Fault;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.transport.ClientCertificate;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.Credential;
import org.gapferry.transport.Proxies;
import org.gapferry.transport.RedactedUrl;
import org.gapferry.transport.TlsTrust;

/**
 * Which registries the configuration in a project names, and with which credentials: {@code .npmrc}, {@code .yarnrc},
 * {@code .yarnrc.yml}, {@code bunfig.toml} and {@code pnpm-workspace.yaml}, from its folder up to its workspace's root.
 * Of files of one kind, the nearest says; two kinds that say different things contradict each other, since only one
 * manager reads both. What is wrong is told with file and line, and never with a value that may be secret.
 */
final class ProjectConfig {
    private static final int MAX_BYTES = 1 << 20;
    private static final String REGISTRY = "registry";
    private static final Set<String> REACHING = Set.of("proxy", "https-proxy", "noproxy", "cafile", "ca", "strict-ssl");
    private static final Map<String, String> YARN_REACHING = Map.of(
            "httpProxy", "proxy",
            "httpsProxy", "https-proxy",
            "httpsCaFilePath", "cafile",
            "caFilePath", "cafile",
            "enableStrictSsl", "strict-ssl");
    private static final Pattern SCOPED_REGISTRY = Pattern.compile("(@[^/:\\s]+):registry");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9_]+)(\\?|:?-[^}]*)?}");
    private static final Pattern BARE_VARIABLE = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern YARNRC =
            Pattern.compile("\\s*(?:\"([^\"]+)\"|([^\\s\"]+))\\s+(?:\"([^\"]*)\"|(\\S+))\\s*");

    /** How a file is read. */
    private enum Kind {
        NPMRC(".npmrc", ProjectConfig::npmrc),
        YARNRC(".yarnrc", ProjectConfig::yarnrc),
        YARNRC_YML(".yarnrc.yml", ProjectConfig::yarnrcYml),
        BUNFIG("bunfig.toml", ProjectConfig::bunfig),
        PNPM_WORKSPACE("pnpm-workspace.yaml", ProjectConfig::pnpmWorkspace);

        private final String file;

        @SuppressWarnings("ImmutableEnumChecker") // a function without state
        private final BiConsumer<ProjectConfig, Path> reading;

        Kind(String file, BiConsumer<ProjectConfig, Path> reading) {
            this.file = file;
            this.reading = reading;
        }
    }

    /** A text with its place; the place of a key where it has a key. */
    private record Said(String text, Place place) {
        static Said of(Node.Text text) {
            return new Said(text.value(), text.place());
        }
    }

    private final ClientEnvironment environment;
    private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
    private final List<Credential> credentials = new ArrayList<>();
    private final List<ClientCertificate> certificates = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Problem> notes = new ArrayList<>();
    /** How hosts are reached, by npm's names of settings; the first file that says one counts. */
    private final Map<String, Said> reach = new LinkedHashMap<>();

    private final List<Path> authorities = new ArrayList<>();
    /** Of the kind of file that is being read. */
    private Map<String, Upstream> ofKind = new LinkedHashMap<>();

    private ProjectConfig(ClientEnvironment environment) {
        this.environment = environment;
    }

    static OwnUpstreams read(ProjectFolder project, ClientEnvironment environment) {
        ProjectConfig config = new ProjectConfig(environment);
        List<Path> folders = folders(project);
        for (Kind kind : Kind.values()) {
            config.ofKind = new LinkedHashMap<>();
            for (Path folder : folders) {
                if (Files.isRegularFile(folder.resolve(kind.file))) {
                    kind.reading.accept(config, folder.resolve(kind.file));
                }
            }
            config.ofKind.values().forEach(config::add);
        }
        return new OwnUpstreams(List.copyOf(config.upstreams.values()), config.settings(), config.faults, config.notes);
    }

    private ClientSettings settings() {
        Said proxy = reach.containsKey("https-proxy") ? reach.get("https-proxy") : reach.get("proxy");
        Said direct = reach.get("noproxy");
        return new ClientSettings(
                proxy == null ? "" : proxy.text(),
                direct == null
                        ? List.of()
                        : Stream.of(direct.text().split("[,\\s]+", -1))
                                .filter(host -> !host.isEmpty())
                                .toList(),
                authorities,
                certificates,
                credentials,
                proxy == null ? "" : proxy.place().toString());
    }

    /** A setting of how hosts are reached, under npm's name of it. */
    private void reach(String key, Said said, boolean bare) {
        Expanded expanded = expanded(said.text(), bare);
        String text = expanded.text();
        if (reach.containsKey(key)
                || expanded.unset().isEmpty() && List.of("", "null").contains(text)) {
            return;
        }
        Said value = new Said(text, said.place());
        reach.put(key, value);
        if (expanded.unset().isPresent()) {
            String variable = expanded.unset().get();
            faults.add(Fault.of(ManifestProblem.PROJECT_UNREADABLE.at(
                    said.place().toString(),
                    "`" + key + "` is in the variable `" + variable + "`, which is not set",
                    "set it: export " + variable + "=...")));
            reach.remove(key);
        } else if (key.endsWith("proxy") && !key.equals("noproxy")) {
            proxy(key, value);
        } else if (key.equals("cafile")) {
            authorities(value);
        } else if (key.equals("ca")) {
            notFollowed(value, "certificates in `ca` are not read", "write them into a file: cafile=ca.pem");
        } else if (key.equals("strict-ssl") && text.equals("false")) {
            notFollowed(
                    value,
                    "certificates are checked although `strict-ssl` is false",
                    "if the registry has a certificate of a private authority, write: cafile=ca.pem");
        }
    }

    private void proxy(String key, Said value) {
        if (value.text().equals("false")) {
            reach.remove(key);
            return;
        }
        try {
            Proxies.NONE.all(value.text(), value.place().toString());
        } catch (ProblemException e) {
            reach.remove(key);
            faults.add(Fault.of(ManifestProblem.PROJECT_UNREADABLE.at(
                    value.place().toString(),
                    "`" + key + "` is not the URL of a proxy",
                    "write: http://proxy.example.test:3128")));
        }
    }

    private void authorities(Said file) {
        Path path = path(Path.of(file.place().file()).toAbsolutePath(), file);
        try {
            TlsTrust.of(List.of(path));
            authorities.add(path);
        } catch (ProblemException e) {
            e.problems()
                    .forEach(problem -> faults.add(Fault.of(ManifestProblem.PROJECT_UNREADABLE.at(
                            file.place().toString(),
                            problem.what() + ": " + path,
                            "name a file with certificates in PEM: `-----BEGIN CERTIFICATE-----`"))));
        }
    }

    private void notFollowed(Said said, String what, String hint) {
        notes.add(NpmProblem.SETTING_NOT_FOLLOWED.at(said.place().toString(), what, hint));
    }

    /** From the project's own up to the root of its workspace. */
    private static List<Path> folders(ProjectFolder project) {
        Path root = project.root().toAbsolutePath().normalize();
        List<Path> folders = new ArrayList<>();
        for (Path folder = project.path().toAbsolutePath().normalize();
                folder != null && folder.startsWith(root);
                folder = folder.getParent()) {
            folders.add(folder);
        }
        return folders;
    }

    private void add(Upstream upstream) {
        Upstream other = upstreams.putIfAbsent(upstream.scope(), upstream);
        if (other != null && !other.url().equals(upstream.url())) {
            String whose = upstream.scope().isEmpty() ? "the packages" : "the packages of `" + upstream.scope() + "`";
            faults.add(Fault.ofScope(
                    upstream.scope(),
                    EcosystemProblem.UPSTREAMS_CONTRADICT.at(
                            other.origin(),
                            whose + " come from " + other.url() + ", and by " + upstream.origin() + " from "
                                    + upstream.url(),
                            "delete the line that the project's package manager does not use",
                            inManifest(upstream.scope(), other.url().toString()))));
        }
    }

    private static String inManifest(String scope, String url) {
        return "or name the registry in the manifest: upstreams: {npm: "
                + (scope.isEmpty() ? "\"" + url + "\"" : "{\"" + scope + "\": \"" + url + "\"}") + "}";
    }

    private Optional<byte[]> bytes(Path file) {
        try {
            return Optional.of(SmallFiles.read(file, MAX_BYTES));
        } catch (IOException e) {
            faults.add(Fault.of(ManifestProblem.PROJECT_UNREADABLE.at(
                    file.toString(), "cannot read the file: " + FileReason.of(e))));
            return Optional.empty();
        }
    }

    private void document(Path file, Function<DocumentReader, Function<byte[], Node>> format, Reading reading) {
        bytes(file).ifPresent(bytes -> {
            try {
                reading.read(format.apply(DocumentReader.of(file.toString(), ManifestProblem.PROJECT_UNREADABLE))
                        .apply(bytes));
            } catch (ProblemException e) {
                e.problems().forEach(problem -> faults.add(Fault.of(problem)));
            }
        });
    }

    @FunctionalInterface
    private interface Reading {
        void read(Node node);
    }

    private void npmrc(Path file) {
        Map<String, Said> settings = new LinkedHashMap<>();
        lines(file, (number, line) -> {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (equals > 0 && !text.startsWith("#") && !text.startsWith(";")) {
                String value = text.substring(equals + 1).strip().replaceAll("^([\"'])(.*)\\1$", "$2");
                settings.put(text.substring(0, equals).strip(), new Said(value, new Place(file.toString(), number, 1)));
            }
        });
        settings(settings);
    }

    private void yarnrc(Path file) {
        Map<String, Said> settings = new LinkedHashMap<>();
        lines(file, (number, line) -> {
            Matcher matcher = YARNRC.matcher(line);
            if (matcher.matches() && !line.strip().startsWith("#")) {
                String key = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                String value = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
                settings.put(key, new Said(value, new Place(file.toString(), number, 1)));
            }
        });
        settings(settings);
    }

    private void lines(Path file, BiConsumer<Integer, String> action) {
        bytes(file).ifPresent(bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            int number = 0;
            for (String line : (text.startsWith("\ufeff") ? text.substring(1) : text).split("\r?\n|\r", -1)) {
                action.accept(++number, line);
            }
        });
    }

    /** Settings as npm has them. */
    private void settings(Map<String, Said> settings) {
        settings.forEach((key, said) -> {
            Matcher scoped = SCOPED_REGISTRY.matcher(key);
            if (key.equals(REGISTRY)) {
                registry("", said);
            } else if (scoped.matches()) {
                registry(scoped.group(1), said);
            } else if (key.startsWith("//") && key.indexOf(':', 2) > 0) {
                credential(key, said, settings);
            } else if (REACHING.contains(key)) {
                reach(key, said, false);
            } else if (key.equals("ca[]")) {
                reach("ca", said, false);
            }
        });
    }

    private void credential(String key, Said said, Map<String, Said> settings) {
        Optional<String> expanded = expanded(key, false).right();
        String place = expanded.orElse(key).replaceFirst(":[^:/]*$", "");
        String written = key.replaceFirst(":[^:/]*$", "");
        switch (key.substring(written.length())) {
            case ":_authToken" -> credential(place, said, token -> Optional.of(Credential.bearer(token)));
            case ":_auth" -> credential(place, said, auth -> Optional.of("Basic " + auth));
            case ":_password" -> {
                Said user = settings.get(written + ":username");
                String name =
                        user == null ? "" : expanded(user.text(), false).right().orElse("");
                credential(place, said, password -> decoded(password).map(text -> Credential.basic(name, text)));
            }
            case ":certfile" -> {
                Said other = settings.get(written + ":keyfile");
                if (other != null) {
                    certificate(place, said, other);
                }
            }
            default -> {
                // says nothing of who asks
            }
        }
    }

    private void certificate(String place, Said certificate, Said key) {
        String host = host(place);
        try {
            Path config = Path.of(certificate.place().file()).toAbsolutePath();
            certificates.add(ClientCertificate.read(host, path(config, certificate), path(config, key)));
        } catch (ProblemException e) {
            e.problems().forEach(problem -> faults.add(Fault.ofHost(host, problem)));
        }
    }

    private Path path(Path config, Said file) {
        String path = expanded(file.text(), false).right().orElse(file.text());
        return path.startsWith("~/") ? environment.home().resolve(path.substring(2)) : config.resolveSibling(path);
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void yarnrcYml(Path file) {
        document(file, reader -> reader::yaml, root -> {
            text(root, "npmRegistryServer").ifPresent(url -> registry("", Said.of(url)));
            String server = root.text("npmRegistryServer");
            if (!server.isEmpty()) {
                yarnCredentials(server, root);
            }
            root.members("npmScopes").forEach((scope, settings) -> {
                text(settings, "npmRegistryServer").ifPresent(url -> registry("@" + scope, Said.of(url)));
                String own = settings.text("npmRegistryServer");
                if (!own.isEmpty() || !server.isEmpty()) {
                    yarnCredentials(own.isEmpty() ? server : own, settings);
                }
            });
            root.members("npmRegistries").forEach(this::yarnCredentials);
            YARN_REACHING.forEach((key, name) -> root.member(key)
                    .filter(Node.Text.class::isInstance)
                    .map(Node.Text.class::cast)
                    .ifPresent(text -> reach(name, Said.of(text), false)));
            root.members("networkSettings")
                    .forEach((host, settings) -> notFollowed(
                            new Said("", settings.place()),
                            "`networkSettings` of `" + host + "` are not followed",
                            "write them for all hosts: httpsProxy, httpsCaFilePath; "
                                    + "or say them on the command line: --proxy, --ca"));
        });
    }

    private void yarnCredentials(String place, Node settings) {
        String expanded = expanded(place, false).right().orElse(place);
        text(settings, "npmAuthToken")
                .ifPresent(
                        token -> credential(expanded, Said.of(token), value -> Optional.of(Credential.bearer(value))));
        text(settings, "npmAuthIdent")
                .ifPresent(ident -> credential(
                        expanded,
                        Said.of(ident),
                        value -> Optional.of(
                                value.contains(":")
                                        ? "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(value.getBytes(StandardCharsets.UTF_8))
                                        : "Basic " + value)));
    }

    private void bunfig(Path file) {
        document(file, reader -> reader::toml, root -> root.member("install").ifPresent(install -> {
            text(install, "cafile").ifPresent(ca -> reach("cafile", Said.of(ca), true));
            install.member("ca")
                    .ifPresent(ca -> notFollowed(
                            new Said("", ca.place()),
                            "certificates in `ca` are not read",
                            "write them into a file: cafile = \"ca.pem\""));
            install.member(REGISTRY).ifPresent(registry -> bunRegistry("", registry));
            install.members("scopes")
                    .forEach((scope, registry) -> bunRegistry(scope.startsWith("@") ? scope : "@" + scope, registry));
        }));
    }

    private void bunRegistry(String scope, Node registry) {
        if (registry instanceof Node.Text url) {
            registry(scope, Said.of(url), true);
            return;
        }
        Optional<Node.Text> url = text(registry, "url");
        url.ifPresent(text -> registry(scope, Said.of(text), true));
        String place = url.map(text -> expanded(text.value(), true).right().orElse(text.value()))
                .orElse("");
        if (!place.isEmpty()) {
            text(registry, "token")
                    .ifPresent(token ->
                            credential(place, Said.of(token), true, value -> Optional.of(Credential.bearer(value))));
            String user = expanded(registry.text("username"), true).right().orElse("");
            text(registry, "password")
                    .ifPresent(password -> credential(
                            place, Said.of(password), true, value -> Optional.of(Credential.basic(user, value))));
        }
    }

    private void pnpmWorkspace(Path file) {
        document(file, reader -> reader::yaml, root -> {
            root.members("registries").forEach((scope, url) -> {
                if (url instanceof Node.Text text && (scope.equals("default") || scope.startsWith("@"))) {
                    registry(scope.equals("default") ? "" : scope, Said.of(text));
                }
            });
            if (root instanceof Node.Mapping mapping) {
                Map<String, Said> settings = new LinkedHashMap<>();
                mapping.entries().forEach(entry -> {
                    if (entry.value() instanceof Node.Text text) {
                        settings.put(entry.key().value(), Said.of(text));
                    }
                });
                settings(settings);
            }
        });
    }

    private static Optional<Node.Text> text(Node node, String key) {
        return node.member(key).filter(Node.Text.class::isInstance).map(Node.Text.class::cast);
    }

    private void registry(String scope, Said said) {
        registry(scope, said, false);
    }

    private void registry(String scope, Said said, boolean bare) {
        if (ofKind.containsKey(scope)) {
            return; // a file that is nearer says
        }
        String what = scope.isEmpty() ? "the registry" : "the registry of `" + scope + "`";
        Expanded expanded = expanded(said.text(), bare);
        if (expanded.unset().isPresent()) {
            faults.add(Fault.ofScope(
                    scope, unset(said.place(), what, expanded.unset().get(), scope)));
            return;
        }
        Optional<URI> url = url(expanded.text());
        if (url.isEmpty()) {
            faults.add(Fault.ofScope(
                    scope,
                    ManifestProblem.PROJECT_UNREADABLE.at(
                            said.place().toString(),
                            what + " is not a URL that begins with http:// or https://",
                            "write: https://registry.example.test/",
                            inManifest(scope, "https://registry.example.test/"))));
        } else if (url.get().getRawUserInfo() != null || url.get().getRawQuery() != null) {
            String host = url.get().getRawAuthority().replaceFirst(".*@", "");
            faults.add(Fault.ofScope(
                    scope,
                    ManifestProblem.PROJECT_UNREADABLE.at(
                            said.place().toString(),
                            what + " has a user, a password or a token in its URL: " + RedactedUrl.of(url.get()),
                            "write the URL without it, and in .npmrc: //" + host + "/:_authToken=${TOKEN}",
                            inManifest(scope, RedactedUrl.of(url.get()).replaceFirst("\\?.*", "")))));
        } else {
            String text = expanded.text().replaceFirst("#.*", "");
            ofKind.put(
                    scope,
                    new Upstream(
                            scope,
                            URI.create(text.endsWith("/") ? text : text + "/"),
                            said.place().toString()));
        }
    }

    private Problem unset(Place place, String what, String variable, String scope) {
        return ManifestProblem.PROJECT_UNREADABLE.at(
                place.toString(),
                what + " is in the variable `" + variable + "`, which is not set",
                "set it: export " + variable + "=...",
                inManifest(scope, "https://registry.example.test/"));
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = URI.create(text.strip());
            boolean isWeb = url.getHost() != null
                    && List.of("http", "https")
                            .contains(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT));
            return isWeb ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void credential(String place, Said said, Function<String, Optional<String>> header) {
        credential(place, said, false, header);
    }

    private void credential(String place, Said said, boolean bare, Function<String, Optional<String>> header) {
        String host = host(place);
        Expanded expanded = expanded(said.text(), bare);
        if (host.isEmpty()) {
            return; // no place, so clients send it nowhere either
        }
        if (expanded.unset().isPresent()) {
            String variable = expanded.unset().get();
            faults.add(Fault.ofHost(
                    host,
                    ManifestProblem.PROJECT_UNREADABLE.at(
                            said.place().toString(),
                            "the credentials of " + host + " are in the variable `" + variable + "`, which is not set",
                            "set it: export " + variable + "=...",
                            "or name another registry in the manifest, under `upstreams`")));
        } else if (!expanded.text().isEmpty()) {
            header.apply(expanded.text())
                    .ifPresent(sent -> credentials.add(
                            Credential.of(place, sent, said.place().toString())));
        }
    }

    /** The host of a URL with or without its scheme; empty if it has none. */
    private static String host(String place) {
        try {
            String host = URI.create("any://" + place.replaceFirst("^(?:[a-z]+:)?//", ""))
                    .getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** A text with the values of its variables, or the first of them that is not set. */
    private record Expanded(String text, Optional<String> unset) {
        /** The text, if everything is set. */
        Optional<String> right() {
            return unset.isPresent() ? Optional.empty() : Optional.of(text);
        }
    }

    /** @param bare whether {@code $NAME} is one, too */
    private Expanded expanded(String text, boolean bare) {
        Optional<String> unset = Optional.empty();
        StringBuilder out = new StringBuilder();
        Matcher variable = VARIABLE.matcher(text);
        while (variable.find()) {
            String value = environment.variables().get(variable.group(1));
            String instead = variable.group(2);
            if (value == null && instead == null && unset.isEmpty()) {
                unset = Optional.of(variable.group(1));
            }
            boolean missing = value == null || value.isEmpty() && instead != null && instead.startsWith(":");
            String used = missing ? instead == null ? "" : instead.replaceFirst("^(?:\\?|:?-)", "") : value;
            variable.appendReplacement(out, Matcher.quoteReplacement(used));
        }
        variable.appendTail(out);
        if (bare) {
            Matcher plain = BARE_VARIABLE.matcher(out.toString());
            StringBuilder whole = new StringBuilder();
            while (plain.find()) {
                String value = environment.variables().get(plain.group(1));
                if (value == null && unset.isEmpty()) {
                    unset = Optional.of(plain.group(1));
                }
                plain.appendReplacement(whole, Matcher.quoteReplacement(value == null ? "" : value));
            }
            plain.appendTail(whole);
            out = whole;
        }
        return new Expanded(out.toString(), unset);
    }
}
