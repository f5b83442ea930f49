package org.gapferry.ecosystem.pulumi.model;

import tools.jackson.core.JacksonException;
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
        return PulumiJson.line(PulumiJson.object().put("server", server).put("origin", origin));
    }

    /** Of a document that is malformed nothing is remembered. */
    public static PluginAbout read(byte[] document) {
        try {
            JsonNode root = PulumiJson.MAPPER.readTree(document);
            return new PluginAbout(PulumiJson.text(root, "server"), PulumiJson.text(root, "origin"));
        } catch (JacksonException e) {
            return new PluginAbout("", "");
        }
    }
}
