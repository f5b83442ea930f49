package org.gapferry.ecosystem.npm.model;

import java.util.Optional;
import org.gapferry.ecosystem.PluginDeclaration;
import tools.jackson.databind.JsonNode;

/** What a package.json says of the plugin that its package is an SDK of. */
public final class NpmSdk {
    private NpmSdk() {}

    /** The declaration; a package below {@code @pulumi/} is named after its plugin, unless it says another name. */
    public static Optional<PluginDeclaration> declaration(String version, JsonNode manifest) {
        String name = NpmJson.text(manifest, "name");
        String ordinary = name.startsWith("@pulumi/") ? name.substring("@pulumi/".length()) : "";
        return PluginDeclaration.read(manifest.path(PluginDeclaration.NPM_KEY), ordinary, version);
    }
}
