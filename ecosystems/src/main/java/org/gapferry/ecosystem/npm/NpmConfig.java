package org.gapferry.ecosystem.npm;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.ecosystem.ClientEnvironment;
import org.gapferry.ecosystem.Upstream;
import org.gapferry.ecosystem.Upstreams;

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
        readFile(found, environment.folder().resolve(".npmrc"), variables);
        String userConfig = variables.entrySet().stream()
                .filter(variable -> variable.getKey().toLowerCase(Locale.ROOT).equals("npm_config_userconfig"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(environment.home().resolve(".npmrc").toString());
        readFile(found, Path.of(userConfig), variables);
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

    private static void readFile(Map<String, Upstream> found, Path file, Map<String, String> variables) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            for (String line :
                    Files.readString(file, StandardCharsets.UTF_8).lines().toList()) {
                int equals = line.indexOf('=');
                if (equals < 0 || line.strip().startsWith("#") || line.strip().startsWith(";")) {
                    continue;
                }
                String key = line.substring(0, equals).strip();
                String value = expanded(line.substring(equals + 1).strip().replaceAll("^[\"']|[\"']$", ""), variables);
                if (key.equals("registry")) {
                    add(found, "", value, file.toString());
                } else if (key.startsWith("@") && key.endsWith(":registry")) {
                    add(found, key.substring(0, key.length() - ":registry".length()), value, file.toString());
                }
            }
        } catch (IOException e) {
            // npm, too, goes on without a file that it cannot read
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
