package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.resolve.OwnUpstreams;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.ecosystem.resolve.Upstreams;
import org.gapferry.transport.ClientCertificate;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.Credential;

/**
 * Which registries npm's own configuration names: the environment, .npmrc of the folder and of the user, then an
 * installed npm's word.
 */
public final class NpmConfig implements Upstreams {
    private static final String VARIABLE_PREFIX = "npm_config_";
    private static final String CERTIFICATE_FILE = ":certfile";
    private static final String KEY_FILE = ":keyfile";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}?]+)(\\?)?}");

    /** A scope of npm names with its at sign. */
    @Override
    public boolean isScope(String text) {
        return text.matches("@[a-z0-9~-][a-z0-9._~-]*");
    }

    @Override
    public String exampleScope() {
        return "@team";
    }

    @Override
    public List<Upstream> find(ClientEnvironment environment) {
        Map<String, Upstream> found = new LinkedHashMap<>();
        Map<String, String> variables = environment.variables();
        variables.forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).equals("npm_config_registry")) {
                add(found, "", value, "the variable " + name);
            }
        });
        for (Path file : files(environment)) {
            readFile(found, file, variables);
        }
        if (!found.containsKey("")) {
            environment
                    .ask()
                    .run(List.of("npm", "config", "get", "registry"))
                    .flatMap(output -> output.lines().reduce((first, last) -> last))
                    .ifPresent(answer -> add(found, "", answer, "npm config get registry"));
        }
        List<Upstream> scopedFirst = new ArrayList<>(found.values());
        scopedFirst.sort(Comparator.comparing(upstream -> upstream.scope().isEmpty()));
        return scopedFirst;
    }

    /** Of the folder, then of the user. */
    private static List<Path> files(ClientEnvironment environment) {
        String userConfig = environment.variables().entrySet().stream()
                .filter(variable -> variable.getKey().toLowerCase(Locale.ROOT).equals("npm_config_userconfig"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(environment.home().resolve(".npmrc").toString());
        return List.of(environment.folder().resolve(".npmrc"), Path.of(userConfig));
    }

    private static void readFile(Map<String, Upstream> found, Path file, Map<String, String> variables) {
        lines(file, variables).forEach((key, value) -> {
            if (key.equals("registry")) {
                add(found, "", value, file.toString());
            } else if (key.startsWith("@") && key.endsWith(":registry")) {
                add(found, key.substring(0, key.length() - ":registry".length()), value, file.toString());
            }
        });
    }

    /** What the configuration in the folder of a project says, and in those above it in its workspace. */
    @Override
    public OwnUpstreams of(Requirement requirement, ClientEnvironment environment) {
        return requirement instanceof NpmRequirement.OfFolder of
                ? ProjectConfig.read(of.folder(), environment)
                : OwnUpstreams.NONE;
    }

    /** The settings of a file; none of one that cannot be read: npm, too, goes on without it. */
    private static Map<String, String> lines(Path file, Map<String, String> variables) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            return settings;
        }
        try {
            for (String line :
                    Files.readString(file, StandardCharsets.UTF_8).lines().toList()) {
                int equals = line.indexOf('=');
                if (equals >= 0
                        && !line.strip().startsWith("#")
                        && !line.strip().startsWith(";")) {
                    String value = line.substring(equals + 1).strip().replaceAll("^[\"']|[\"']$", "");
                    settings.put(line.substring(0, equals).strip(), expanded(value, variables));
                }
            }
        } catch (IOException e) {
            return settings;
        }
        return settings;
    }

    /**
     * {@code https-proxy=} or {@code proxy=} with {@code noproxy=}, {@code cafile=}; and for one place {@code
     * //host/path/:_authToken=}, {@code :_auth=}, {@code :username=} with {@code :_password=}, {@code :certfile=} with
     * {@code :keyfile=}. As npm has it, variables count before the project's file, that before the user's, setting by
     * setting.
     */
    @Override
    public ClientSettings settings(ClientEnvironment environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        environment.variables().forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith(VARIABLE_PREFIX) && !value.isEmpty()) {
                String key = name.substring(VARIABLE_PREFIX.length());
                variables.put(
                        key.startsWith("//")
                                ? key
                                : key.toLowerCase(Locale.ROOT).replace('_', '-'),
                        value);
            }
        });
        Map<String, Map<String, String>> sources = new LinkedHashMap<>();
        sources.put("a variable npm_config_...", variables);
        files(environment).forEach(file -> sources.put(file.toString(), lines(file, environment.variables())));
        Map<String, String> merged = new LinkedHashMap<>();
        List<Credential> credentials = new ArrayList<>();
        sources.forEach((origin, settings) -> {
            settings.forEach(merged::putIfAbsent);
            credentials.addAll(credentials(settings, origin));
        });
        String proxyKey = value(merged, "https-proxy").isPresent() ? "https-proxy" : "proxy";
        return new ClientSettings(
                value(merged, proxyKey).orElse(""),
                value(merged, "noproxy").stream()
                        .flatMap(hosts -> Arrays.stream(hosts.split("[,\\s]+", -1)))
                        .filter(host -> !host.isEmpty())
                        .toList(),
                value(merged, "cafile").map(file -> path(environment, file)).stream()
                        .toList(),
                certificates(merged, environment),
                credentials,
                first(sources, proxyKey));
    }

    /** Which source a setting is taken from. */
    private static String first(Map<String, Map<String, String>> sources, String key) {
        return sources.entrySet().stream()
                .filter(source -> source.getValue().containsKey(key))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** npm writes {@code null} for what is not set. */
    private static Optional<String> value(Map<String, String> settings, String key) {
        return Optional.ofNullable(settings.get(key))
                .filter(value -> !List.of("", "null", "false").contains(value));
    }

    /** As npm understands it: {@code ~} is the user's folder, and what is relative lies in the project's. */
    private static Path path(ClientEnvironment environment, String file) {
        return file.startsWith("~/")
                ? environment.home().resolve(file.substring(2))
                : environment.folder().resolve(file);
    }

    private static List<ClientCertificate> certificates(Map<String, String> settings, ClientEnvironment environment) {
        List<ClientCertificate> found = new ArrayList<>();
        settings.forEach((key, value) -> {
            if (key.startsWith("//") && key.endsWith(CERTIFICATE_FILE)) {
                String place = key.substring(0, key.length() - CERTIFICATE_FILE.length());
                String host = place.replaceAll("^//|[:/].*$", "");
                Optional.ofNullable(settings.get(place + KEY_FILE))
                        .ifPresent(keyFile -> found.add(
                                ClientCertificate.read(host, path(environment, value), path(environment, keyFile))));
            }
        });
        return found;
    }

    private static List<Credential> credentials(Map<String, String> settings, String origin) {
        List<Credential> found = new ArrayList<>();
        settings.forEach((key, value) -> {
            int colon = key.lastIndexOf(':');
            if (!key.startsWith("//") || colon < 0) {
                return;
            }
            String place = key.substring(0, colon);
            Optional<String> authorization =
                    switch (key.substring(colon + 1)) {
                        case "_authToken" -> Optional.of(Credential.bearer(value));
                        case "_auth" -> Optional.of("Basic " + value);
                        case "_password" ->
                            decoded(value)
                                    .map(password ->
                                            Credential.basic(settings.getOrDefault(place + ":username", ""), password));
                        default -> Optional.empty();
                    };
            try {
                authorization.ifPresent(sent -> found.add(Credential.of(place, sent, origin)));
            } catch (IllegalArgumentException e) {
                // no place, so npm sends it nowhere either
            }
        });
        return found;
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String expanded(String value, Map<String, String> variables) {
        return VARIABLE.matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(variables.getOrDefault(match.group(1), match.group())));
    }

    private static void add(Map<String, Upstream> found, String scope, String value, String origin) {
        try {
            URI url = URI.create(value.endsWith("/") ? value : value + "/");
            if (url.getHost() != null && !found.containsKey(scope)) {
                found.put(scope, new Upstream(scope, url, origin));
            }
        } catch (IllegalArgumentException e) {
            // no URL, so it names no registry
        }
    }
}
