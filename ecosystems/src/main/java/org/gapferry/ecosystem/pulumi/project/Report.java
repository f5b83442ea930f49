package org.gapferry.ecosystem.pulumi.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PulumiCoordinates;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.version.Semver;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What the CLI says of what is there: {@code pulumi about --json}, {@code pulumi plugin ls --json} or {@code pulumi
 * stack export}. The plugins that existing stacks need to refresh and destroy are named by nothing else once a lockfile
 * was changed.
 */
public final class Report {
    private static final String PROVIDER = "pulumi:providers:";

    private Report() {}

    /** @throws org.gapferry.bundle.ProblemException MANIFEST if it is none of the three */
    public static Needs read(PulumiRequirement.OfReport requirement) {
        Path file = requirement.file();
        JsonNode root;
        try {
            root = PulumiJson.MAPPER.readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException e) {
            throw ManifestProblem.PROJECT_UNREADABLE
                    .thrown(file.toString(), "it is not JSON", "make it anew: pulumi stack export --file " + file)
                    .causedBy(e);
        }
        Needs needs = new Needs(requirement.origin() + " " + requirement.text(), true);
        JsonNode plugins = root.isArray() ? root : root.path("plugins");
        plugins.forEach(plugin -> listed(plugin, needs));
        root.path("deployment").path("resources").forEach(resource -> deployed(resource, needs));
        String cli = PulumiJson.text(root.path("cliAbout"), "version").replaceFirst("^v", "");
        if (Plugin.isVersion(cli)) {
            needs.requirement(PulumiCoordinates.TYPE, "cli: " + cli, "it was made with this CLI");
        }
        if (!root.isArray() && !root.has("plugins") && !root.has("deployment") && !root.has("cliAbout")) {
            throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                    file.toString(),
                    "it is neither of `pulumi about --json`, `pulumi plugin ls --json` and `pulumi stack export`",
                    "make it anew: pulumi stack export --file " + file);
        }
        return needs;
    }

    /** A bundled language host has no version, and is never downloaded. */
    private static void listed(JsonNode plugin, Needs needs) {
        Optional<PluginKind> kind = PluginKind.of(PulumiJson.text(plugin, "kind"));
        String version = PulumiJson.text(plugin, "version").replaceFirst("^v", "");
        if (kind.isPresent()
                && Plugin.isVersion(version)
                && !(kind.get() == PluginKind.LANGUAGE && version.startsWith("0.0.0"))) {
            needs.plugin(kind.get(), PulumiJson.text(plugin, "name"), version, "", "it is installed");
        }
    }

    private static void deployed(JsonNode resource, Needs needs) {
        String type = PulumiJson.text(resource, "type");
        if (!type.startsWith(PROVIDER)) {
            return;
        }
        JsonNode inputs = resource.path("inputs");
        JsonNode own = inputs.path("__internal");
        boolean parameterized = own.has("parameterization");
        String version = PulumiJson.text(parameterized ? own : inputs, "version");
        String name = PulumiJson.text(own, "name");
        String server = PulumiJson.text(own, "pluginDownloadURL");
        String plain = name.isEmpty() ? type.substring(PROVIDER.length()) : name;
        if (Semver.parse(version, true).isPresent() && plain.matches(Plugin.NAME)) {
            needs.plugin(
                    PluginKind.RESOURCE,
                    plain,
                    version.replaceFirst("^v", ""),
                    server.isEmpty() ? PulumiJson.text(inputs, "pluginDownloadURL") : server,
                    "a stack has " + PulumiJson.text(resource, "urn"));
        }
    }
}
