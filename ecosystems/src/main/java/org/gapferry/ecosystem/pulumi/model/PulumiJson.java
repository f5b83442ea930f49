package org.gapferry.ecosystem.pulumi.model;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON of hosts, SDKs and the CLI; a field of another type than expected counts as absent. */
public final class PulumiJson {
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private PulumiJson() {}

    /** A string, or empty. */
    public static String text(@Nullable JsonNode object, String key) {
        JsonNode value = object == null ? null : object.get(key);
        return value != null && value.isString() ? value.stringValue() : "";
    }
}
