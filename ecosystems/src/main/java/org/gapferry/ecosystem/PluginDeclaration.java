package org.gapferry.ecosystem;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.request.DerivedRequirement;
import tools.jackson.databind.JsonNode;

/**
 * What an SDK package of any ecosystem says of the Pulumi plugin that it needs ({@code PulumiPluginJSON} in Pulumi's
 * SDK).
 *
 * @param server where the plugin is; empty for the ordinary place
 * @param parameter what the plugin becomes another one with, decoded; empty for none
 */
public record PluginDeclaration(String name, String version, String server, String parameter) {
    /** Where a package.json says it. */
    public static final String NPM_KEY = "pulumi";

    /**
     * Reads a declaration; empty if the package needs no plugin, or names none that a client would understand.
     *
     * @param ordinaryName where it names none; may be empty
     * @param packageVersion where it names none
     */
    public static Optional<PluginDeclaration> read(JsonNode declaration, String ordinaryName, String packageVersion) {
        if (!declaration.path("resource").asBoolean(false)) {
            return Optional.empty();
        }
        String name = declaration.path("name").asString("");
        String version = declaration.path("version").asString("");
        // of a parameterized package the plugin is the base, which stands beside the parameters
        PluginDeclaration read = new PluginDeclaration(
                name.isEmpty() ? ordinaryName : name,
                (version.isEmpty() ? packageVersion : version).replaceFirst("^v", ""),
                declaration.path("server").asString(""),
                decoded(declaration.path("parameterization").path("value").asString("")));
        return read.name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*") && !read.version.isEmpty()
                ? Optional.of(read)
                : Optional.empty();
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** What the plugin loads when it runs, from where no mirror stands; empty if it loads nothing. */
    public Optional<Problem> loads(Coordinates sdk) {
        if (!parameter.contains("\"remote\"")) {
            return Optional.empty();
        }
        return Optional.of(EcosystemProblem.NOT_CARRIED.at(
                sdk.toString(),
                "its plugin loads a provider of Terraform when it runs: " + parameter.replaceAll("\\s+", " "),
                "fill PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR on the offline machines"));
    }

    /** The requirement that follows, without which the package can still be installed. */
    public DerivedRequirement requirement() {
        String label = "resource/" + name + "@" + version;
        return new DerivedRequirement(
                "pulumi",
                "plugin: " + label + (server.isEmpty() ? "" : " from " + server),
                "needs the plugin " + label,
                true);
    }
}
