package org.gapferry.ecosystem.pulumi.model;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON of hosts, SDKs and the CLI; a field of another type than expected counts as absent. */
public final class PulumiJson {
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private PulumiJson() {}

    /** An object to fill. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A document of one line. */
    public static byte[] line(JsonNode document) {
        return (MAPPER.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A string, or empty. */
    public static String text(@Nullable JsonNode object, String key) {
        JsonNode value = object == null ? null : object.get(key);
        return value != null && value.isString() ? value.stringValue() : "";
    }
}
