package org.gapferry.ecosystem.npm.serve;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gapferry.ecosystem.client.ClientAccess;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.client.MirrorAccess;
import org.gapferry.ecosystem.client.Trial;

/** Points npm, pnpm, bun, yarn and corepack at the mirror, and keeps them from asking for what no mirror can answer. */
public final class NpmClientSetup implements ClientSetup {
    @Override
    public Map<String, String> variables(URI base) {
        return variables(MirrorAccess.of(base));
    }

    @Override
    public Map<String, String> files(URI base) {
        return files(MirrorAccess.of(base));
    }

    @Override
    public boolean knowsAccess() {
        return true;
    }

    @Override
    public Map<String, String> variables(MirrorAccess access) {
        URI base = access.base();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("npm_config_registry", base.toString());
        variables.put("pnpm_config_registry", base.toString()); // pnpm from 11 on does not read npm's
        variables.put("npm_config_audit", "false");
        variables.put("npm_config_fund", "false");
        variables.put("npm_config_update_notifier", "false");
        variables.put("pnpm_config_update_notifier", "false");
        variables.put("npm_config_replace_registry_host", "always");
        variables.put("COREPACK_NPM_REGISTRY", withoutSlash(base));
        variables.put("YARN_NPM_REGISTRY_SERVER", withoutSlash(base));
        if ("http".equals(base.getScheme())) {
            variables.put("YARN_UNSAFE_HTTP_WHITELIST", String.valueOf(base.getHost()));
        }
        access.authorities().ifPresent(file -> {
            variables.put("NODE_EXTRA_CA_CERTS", file.toString()); // bun and pnpm 12, which are no Node, read it too
            variables.put("YARN_HTTPS_CA_FILE_PATH", file.toString());
        });
        access.token().ifPresent(token -> {
            variables.put("YARN_NPM_AUTH_TOKEN", token);
            variables.put("YARN_NPM_ALWAYS_AUTH", "true");
            variables.put("BUN_CONFIG_TOKEN", token);
            variables.put("COREPACK_NPM_TOKEN", token);
        });
        if (access.unsigned()) {
            variables.put("COREPACK_INTEGRITY_KEYS", "0");
        }
        return variables;
    }

    /** npm, pnpm and yarn 1 take a token from the user's file only, which {@code npm_config_userconfig} may name. */
    @Override
    public Optional<String> tokenFile() {
        return Optional.of("npm_config_userconfig");
    }

    @Override
    public Map<String, String> files(MirrorAccess access) {
        URI base = access.base();
        StringBuilder npm =
                new StringBuilder("registry=" + base + "\naudit=false\nfund=false\nupdate-notifier=false\n");
        npm.append("replace-registry-host=always\n");
        StringBuilder yarn = new StringBuilder("npmRegistryServer: \"" + withoutSlash(base) + "\"\n");
        if ("http".equals(base.getScheme())) {
            yarn.append("unsafeHttpWhitelist: [\"" + base.getHost() + "\"]\n");
        }
        access.authorities().ifPresent(file -> {
            npm.append("cafile=" + file + "\n");
            yarn.append("httpsCaFilePath: \"" + file + "\"\n");
        });
        access.token().ifPresent(token -> {
            String place = "//" + base.getRawAuthority() + base.getRawPath();
            npm.append(place + ":_authToken=" + token + "\n");
            npm.append(place + ":always-auth=true\n"); // yarn 1 sends no token otherwise
            yarn.append("npmAuthToken: \"" + token + "\"\nnpmAlwaysAuth: true\n");
        });
        Map<String, String> files = new LinkedHashMap<>();
        files.put(".npmrc", npm.toString());
        files.put(".yarnrc.yml", yarn.toString());
        return files;
    }

    @Override
    public Optional<Trial> trial() {
        return Optional.of(new Trial(
                "express@^4",
                "express",
                Map.of("package.json", "{\"name\":\"demo\",\"version\":\"1.0.0\",\"private\":true}\n"),
                List.of("npm", "install", "express@4"),
                List.of("--no-progress", "--cache=.npm-cache"),
                "node_modules/express/package.json"));
    }

    private static String withoutSlash(URI base) {
        return base.toString().replaceFirst("/$", "");
    }

    @Override
    public Optional<String> probe() {
        return Optional.of("-/ping");
    }

    @Override
    public Map<String, ClientAccess> asked(ClientEnvironment environment) {
        Map<String, String> variables = environment.variables();
        List<Path> trusted = Stream.ofNullable(variables.get("NODE_EXTRA_CA_CERTS"))
                .map(Path::of)
                .toList();
        Map<String, ClientAccess> asked = new LinkedHashMap<>();
        for (String client : List.of("npm", "pnpm")) {
            said(environment, client, "config", "get", "registry")
                    .ifPresent(url -> asked.put(
                            client, new ClientAccess(url, Optional.empty(), trusted, ClientAccess.Files.ALL)));
        }
        said(environment, "yarn", "config", "get", "npmRegistryServer")
                .map(url -> yarn(environment, url, trusted))
                .or(() -> said(environment, "yarn", "config", "get", "registry")
                        .map(url -> yarn1(environment, url, trusted)))
                .ifPresent(access -> asked.put("yarn", access));
        if (isInstalled(environment, "bun")) {
            // it has no command that says so; it reads npm's variable and files
            Optional.ofNullable(variables.get("BUN_CONFIG_REGISTRY"))
                    .or(() -> Optional.ofNullable(variables.get("npm_config_registry")))
                    .or(() -> Optional.ofNullable(asked.get("npm")).map(ClientAccess::registry))
                    .ifPresent(url -> asked.put(
                            "bun",
                            new ClientAccess(
                                    url,
                                    Optional.ofNullable(variables.get("BUN_CONFIG_TOKEN")),
                                    trusted,
                                    ClientAccess.Files.ALL)));
        }
        if (isInstalled(environment, "corepack")) {
            asked.put(
                    "corepack",
                    new ClientAccess(
                            variables.getOrDefault("COREPACK_NPM_REGISTRY", ""),
                            Optional.ofNullable(variables.get("COREPACK_NPM_TOKEN")),
                            trusted,
                            ClientAccess.Files.NONE));
        }
        return asked;
    }

    /** yarn 4 sends its token for everything only if it is told to. */
    private static ClientAccess yarn(ClientEnvironment environment, String url, List<Path> trusted) {
        Optional<String> token = line(environment, "yarn", "config", "get", "npmAlwaysAuth")
                .filter("true"::equals)
                .flatMap(always -> line(environment, "yarn", "config", "get", "npmAuthToken", "--no-redacted"))
                .filter(text -> !List.of("", "null", "undefined").contains(text));
        List<Path> all = new ArrayList<>();
        line(environment, "yarn", "config", "get", "httpsCaFilePath")
                .filter(file -> !List.of("", "null", "undefined").contains(file))
                .ifPresent(file -> all.add(Path.of(file)));
        all.addAll(trusted);
        return new ClientAccess(url, token, all, ClientAccess.Files.NONE);
    }

    /** yarn 1 sends what npm sends, but only if it is told to. */
    private static ClientAccess yarn1(ClientEnvironment environment, String url, List<Path> trusted) {
        String place = url.replaceFirst("^https?:", "") + (url.endsWith("/") ? "" : "/");
        boolean always = Stream.of(place + ":always-auth", "always-auth")
                .anyMatch(key -> line(environment, "yarn", "config", "get", key)
                        .filter("true"::equals)
                        .isPresent());
        return new ClientAccess(
                url, Optional.empty(), trusted, always ? ClientAccess.Files.ALL : ClientAccess.Files.AUTHORITIES);
    }

    /** The last line that a client prints, if it is a URL; warnings of a client stand before it. */
    private static Optional<String> said(ClientEnvironment environment, String... command) {
        return line(environment, command).filter(line -> line.matches("https?://.*"));
    }

    private static Optional<String> line(ClientEnvironment environment, String... command) {
        return environment
                .ask()
                .run(List.of(command))
                .flatMap(output -> output.lines().reduce((first, last) -> last))
                .map(String::strip);
    }

    private static boolean isInstalled(ClientEnvironment environment, String client) {
        return environment.ask().run(List.of(client, "--version")).isPresent();
    }
}
