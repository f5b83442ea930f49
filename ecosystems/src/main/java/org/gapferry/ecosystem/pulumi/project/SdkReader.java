package org.gapferry.ecosystem.pulumi.project;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PulumiCoordinates;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.PackageDocument;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What an SDK package of any ecosystem says of the plugin that it needs ({@code PulumiPluginJSON} in Pulumi's SDK): in
 * its {@code pulumi-plugin.json}, or under the key {@code pulumi} of its {@code package.json}.
 */
public final class SdkReader implements CompanionReader {
    private static final String PACKAGE_JSON = "package.json";
    private static final String KEY = "pulumi";
    private static final String PLUGIN_JSON = "pulumi-plugin.json";

    @Override
    public Set<String> files() {
        return Set.of(PACKAGE_JSON, PLUGIN_JSON);
    }

    /** Whether a package is an SDK is said by its declaration, not by its name. */
    @Override
    public Companions read(PackageDocument document) {
        JsonNode declaration = declaration(document);
        boolean isSdk = declaration.path("resource").asBoolean(false)
                && !document.owner().type().equals(PulumiCoordinates.TYPE);
        if (!isSdk) {
            return Companions.NONE;
        }
        String name = PulumiJson.text(declaration, "name");
        String version = PulumiJson.text(declaration, "version");
        String plugin = name.isEmpty() ? ordinaryName(document) : name;
        // of a parameterized package the plugin is the base, which stands beside the parameters
        String released = (version.isEmpty() ? document.owner().version() : version).replaceFirst("^v", "");
        if (!plugin.matches(Plugin.NAME) || released.isEmpty()) {
            return Companions.NONE;
        }
        String label = PluginKind.RESOURCE.word() + "/" + plugin + "@" + released;
        String server = PulumiJson.text(declaration, "server");
        DerivedRequirement requirement = new DerivedRequirement(
                PulumiCoordinates.TYPE,
                "plugin: " + label + (server.isEmpty() ? "" : " from " + server),
                "needs the plugin " + label,
                true);
        String parameter = decoded(PulumiJson.text(declaration.path("parameterization"), "value"));
        return new Companions(
                List.of(requirement),
                // it loads a provider from where no mirror stands
                parameter.contains("\"remote\"")
                        ? List.of(EcosystemProblem.NOT_CARRIED.at(
                                document.owner().toString(),
                                "its plugin loads a provider of Terraform when it runs: "
                                        + parameter.replaceAll("\\s+", " "),
                                "fill PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR on the offline machines"))
                        : List.of());
    }

    private static JsonNode declaration(PackageDocument document) {
        return switch (document.name()) {
            case PACKAGE_JSON -> document.content().path(KEY);
            case PLUGIN_JSON -> document.content();
            default -> MissingNode.getInstance();
        };
    }

    /** The plugin of a package that does not name it: what its own name says after the word Pulumi. */
    private static String ordinaryName(PackageDocument document) {
        String name = document.owner().name();
        if (document.name().equals(PACKAGE_JSON)) {
            return document.owner().namespace().equals("@pulumi") ? name : "";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.matches("pulumi[-_.].+") ? lower.substring("pulumi-".length()) : "";
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
