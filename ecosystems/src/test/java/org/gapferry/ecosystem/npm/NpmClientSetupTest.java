package org.gapferry.ecosystem.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.npm.serve.NpmClientSetup;
import org.junit.jupiter.api.Test;

class NpmClientSetupTest {
    private static final Path FOLDER = Path.of("folder");

    private static Map<String, String> asked(Map<String, String> variables, Map<String, String> answers) {
        return new NpmClientSetup()
                .asked(new ClientEnvironment(
                        variables,
                        FOLDER,
                        FOLDER,
                        command -> Optional.ofNullable(answers.get(String.join(" ", command)))));
    }

    @Test
    void eachInstalledClientSaysWhereItAsks() {
        assertThat(asked(Map.of(), Map.of())).isEmpty();
        assertThat(asked(
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
                                "0.34.0")))
                .containsExactly(
                        Map.entry("npm", "http://mirror.test/npm/"),
                        Map.entry("yarn", "https://npm.example.test"),
                        Map.entry("bun", "http://mirror.test/npm/"),
                        Map.entry("corepack", "http://mirror.test/npm"));
    }
}
