package org.gapferry.ecosystem.npm;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.ecosystem.ClientEnvironment;
import org.gapferry.ecosystem.Upstream;
import org.gapferry.ecosystem.Upstreams;
import org.gapferry.transport.Credential;

/** Which registries npm's own configuration names: the environment, .npmrc of the folder and of the user, then an installed npm's word. */
final class NpmConfig implements Upstreams {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}?]+)(\\?)?}");

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

    /** {@code //host/path/:_authToken=}, {@code :_auth=}, or {@code :username=} with {@code :_password=}: what npm sends to this place alone. */
    @Override
    public List<Credential> credentials(ClientEnvironment environment) {
        List<Credential> found = new ArrayList<>();
        Map<String, String> settings = new LinkedHashMap<>();
        environment.variables().forEach((name, value) -> {
            if (name.startsWith("npm_config_//")) {
                settings.put(name.substring("npm_config_".length()), value);
            }
        });
        found.addAll(credentials(settings, "a variable npm_config_//..."));
        for (Path file : files(environment)) {
            found.addAll(credentials(lines(file, environment.variables()), file.toString()));
        }
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
