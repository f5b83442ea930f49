package org.gapferry.ecosystem.pulumi.model;

import java.nio.charset.StandardCharsets;
import org.gapferry.bundle.Json;
import tools.jackson.databind.JsonNode;

/**
 * What the mirror remembers of a release.
 *
 * @param server what clients say to find it, where that is not the ordinary place; empty otherwise
 * @param origin where it was found
 */
public record PluginAbout(String server, String origin) {
    /** The pointer from a version to this. */
    public static final String POINTER = "release";

    public byte[] document() {
        StringBuilder out = new StringBuilder("{\"server\":");
        Json.quote(out, server);
        Json.quote(out.append(",\"origin\":"), origin);
        return out.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    public static PluginAbout read(byte[] document) {
        JsonNode root = PulumiJson.MAPPER.readTree(document);
        return new PluginAbout(PulumiJson.text(root, "server"), PulumiJson.text(root, "origin"));
    }
}
