package org.gapferry.ecosystem.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gapferry.ecosystem.client.ClientAccess;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.npm.serve.NpmClientSetup;
import org.junit.jupiter.api.Test;

class NpmClientSetupTest {
    private static final String MIRROR = "https://mirror.test:8443/npm/";

    private static final Path FOLDER = Path.of("folder");

    private static Map<String, ClientAccess> asked(Map<String, String> variables, Map<String, String> answers) {
        return new NpmClientSetup()
                .asked(new ClientEnvironment(
                        variables,
                        FOLDER,
                        FOLDER,
                        command -> Optional.ofNullable(answers.get(String.join(" ", command)))));
    }

    private static Map<String, String> registries(Map<String, ClientAccess> asked) {
        Map<String, String> registries = new LinkedHashMap<>();
        asked.forEach((client, access) -> registries.put(client, access.registry()));
        return registries;
    }

    private static Map<String, String> sent(Map<String, ClientAccess> asked) {
        Map<String, String> sent = new LinkedHashMap<>();
        asked.forEach((client, access) -> access.token()
                .or(() -> access.files() == ClientAccess.Files.ALL ? Optional.of("of the files") : Optional.empty())
                .ifPresent(value -> sent.put(client, value)));
        return sent;
    }

    @Test
    void eachInstalledClientSaysWhereItAsks() {
        assertThat(asked(Map.of(), Map.of())).isEmpty();
        assertThat(registries(asked(
                        Map.of("COREPACK_NPM_REGISTRY", "http://mirror.test/npm"),
                        Map.of(
                                "npm config get registry",
                                "npm warn something\nhttp://mirror.test/npm/",
                                "yarn config get npmRegistryServer",
                                "undefined",
                                "yarn config get registry",
                                "https://npm.example.test",
                                "bun --version",
                                "1.2.3",
                                "corepack --version",
                                "0.34.0"))))
                .containsExactly(
                        Map.entry("npm", "http://mirror.test/npm/"),
                        Map.entry("yarn", "https://npm.example.test"),
                        Map.entry("bun", "http://mirror.test/npm/"),
                        Map.entry("corepack", "http://mirror.test/npm"));
    }

    @Test
    void eachClientSendsTheTokenThatItWouldReadItself() {
        Map<String, String> installed = Map.of(
                "npm config get registry", MIRROR,
                "pnpm config get registry", MIRROR,
                "yarn config get npmRegistryServer", MIRROR,
                "yarn config get npmAlwaysAuth", "true",
                "yarn config get npmAuthToken --no-redacted", "of-yarn",
                "bun --version", "1.2.3",
                "corepack --version", "0.34.0");
        Map<String, String> variables = Map.of(
                "npm_config_registry",
                MIRROR,
                "COREPACK_NPM_REGISTRY",
                MIRROR,
                "COREPACK_NPM_TOKEN",
                "of-corepack",
                "BUN_CONFIG_TOKEN",
                "of-bun");
        assertThat(sent(asked(variables, installed)))
                .containsExactly(
                        Map.entry("npm", "of the files"),
                        Map.entry("pnpm", "of the files"),
                        Map.entry("yarn", "of-yarn"),
                        Map.entry("bun", "of-bun"),
                        Map.entry("corepack", "of-corepack"));
        Map<String, String> once = new LinkedHashMap<>(installed);
        once.put("yarn config get npmAlwaysAuth", "false");
        assertThat(sent(asked(Map.of("COREPACK_NPM_REGISTRY", MIRROR), once))).containsOnlyKeys("npm", "pnpm", "bun");
    }

    @Test
    void yarn1SendsATokenOnlyIfItIsToldTo() {
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("yarn config get npmRegistryServer", "undefined");
        answers.put("yarn config get registry", MIRROR);
        assertThat(sent(asked(Map.of(), answers))).isEmpty();
        answers.put("yarn config get //mirror.test:8443/npm/:always-auth", "true");
        assertThat(sent(asked(Map.of(), answers))).containsExactly(Map.entry("yarn", "of the files"));
    }

    @Test
    void eachClientTrustsTheAuthoritiesThatItWouldReadItself() {
        Map<String, String> installed = Map.of(
                "npm config get registry",
                MIRROR,
                "yarn config get npmRegistryServer",
                MIRROR,
                "yarn config get httpsCaFilePath",
                "/yarn.pem",
                "corepack --version",
                "0.34.0");
        Map<String, ClientAccess> asked = asked(Map.of("NODE_EXTRA_CA_CERTS", "/node.pem"), installed);
        assertThat(asked.get("npm").authorities()).containsExactly(Path.of("/node.pem"));
        assertThat(asked.get("yarn").authorities()).containsExactly(Path.of("/yarn.pem"), Path.of("/node.pem"));
        assertThat(asked.get("corepack").authorities()).containsExactly(Path.of("/node.pem"));
    }
}
