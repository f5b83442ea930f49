package org.gapferry.ecosystem.npm.serve;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.client.Trial;

/** Points npm, pnpm, bun, yarn and corepack at the mirror, and keeps them from asking for what no mirror can answer. */
public final class NpmClientSetup implements ClientSetup {
    @Override
    public Map<String, String> variables(URI base) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("npm_config_registry", base.toString());
        variables.put("pnpm_config_registry", base.toString()); // pnpm from 11 on does not read npm's
        variables.put("npm_config_audit", "false");
        variables.put("npm_config_fund", "false");
        variables.put("npm_config_update_notifier", "false");
        variables.put("pnpm_config_update_notifier", "false");
        variables.put("COREPACK_NPM_REGISTRY", withoutSlash(base));
        variables.put("YARN_NPM_REGISTRY_SERVER", withoutSlash(base));
        if ("http".equals(base.getScheme())) {
            variables.put("YARN_UNSAFE_HTTP_WHITELIST", String.valueOf(base.getHost()));
        }
        return variables;
    }

    @Override
    public Map<String, String> files(URI base) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(".npmrc", "registry=" + base + "\naudit=false\nfund=false\nupdate-notifier=false\n");
        files.put(
                ".yarnrc.yml",
                "npmRegistryServer: \"" + withoutSlash(base) + "\"\n"
                        + ("http".equals(base.getScheme())
                                ? "unsafeHttpWhitelist: [\"" + base.getHost() + "\"]\n"
                                : ""));
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
}
