package org.gapferry.ecosystem.pulumi.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.client.NetworkNeed;

/**
 * The CLI's environment. Over TLS it finds versions too, since the mirror then answers as GitHub does; over plain HTTP,
 * which GitHub's protocol does not know, each plugin must be named with its version.
 */
public final class PulumiClientSetup implements ClientSetup {
    private static final String FOLDER = "releases/plugins";

    @Override
    public Map<String, String> variables(URI base) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES", overrides(base));
        variables.put("PULUMI_API", base.toString().replaceAll("/$", ""));
        variables.put("PULUMI_SKIP_UPDATE_CHECK", "true");
        return variables;
    }

    /**
     * A list that the CLI can read: in neither part of an entry a comma or an equals sign.
     *
     * @throws IllegalArgumentException if the mirror's URL has one
     */
    static String overrides(URI base) {
        String folder = base.resolve(FOLDER).toString();
        if (folder.contains(",") || folder.contains("=")) {
            throw new IllegalArgumentException("`" + folder
                    + "` has a comma or an equals sign, which PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES cannot hold");
        }
        String flat = ".*=" + folder;
        return "https".equals(base.getScheme())
                ? "^github://[^/]+/([^/]+)/([^/]+)$=github://" + base.getRawAuthority() + "/$1/$2," + flat
                : flat;
    }

    @Override
    public List<NetworkNeed> networkNeeds() {
        try (InputStream json = Objects.requireNonNull(
                PulumiClientSetup.class.getResourceAsStream("/org/gapferry/ecosystem/pulumi/hosts.json"))) {
            return NetworkNeed.read(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Problem> check(Map<String, String> variables, Optional<URI> base) {
        return new PulumiDoctor(variables, base).problems();
    }

    @Override
    public Map<String, String> files(URI base) {
        StringBuilder lines = new StringBuilder();
        variables(base).forEach((name, value) -> lines.append("export ")
                .append(name)
                .append("='")
                .append(value)
                .append("'\n"));
        return Map.of("pulumi.env", lines.toString());
    }
}
