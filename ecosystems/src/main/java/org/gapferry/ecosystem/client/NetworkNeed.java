package org.gapferry.ecosystem.client;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A connection that a feature of an ecosystem needs.
 *
 * @param feature the name of the feature, as {@code gapferry hosts --feature} takes it
 * @param direction {@code in} or {@code out}, as the feature's own machines see it
 * @param host a name, one with a star for any labels, or what a machine of yours does
 * @param role true if the host is what a machine of yours does
 * @param required {@code yes}, {@code no}, or on what it depends
 * @param when in which case; empty for always
 */
public record NetworkNeed(
        String feature,
        String direction,
        String host,
        boolean role,
        int port,
        String protocol,
        String purpose,
        String required,
        String when) {
    /** The needs in a JSON array, with a key for each component. */
    public static List<NetworkNeed> read(InputStream json) {
        List<NetworkNeed> needs = new ArrayList<>();
        for (JsonNode row : JsonMapper.builder().build().readTree(json)) {
            needs.add(new NetworkNeed(
                    row.path("feature").asString(""),
                    row.path("direction").asString(""),
                    row.path("host").asString(""),
                    row.path("role").asBoolean(false),
                    row.path("port").asInt(0),
                    row.path("protocol").asString(""),
                    row.path("purpose").asString(""),
                    row.path("required").asString(""),
                    row.path("when").asString("")));
        }
        return List.copyOf(needs);
    }

    /** True if a proxy or firewall can have a rule for it: an outgoing connection to a named host. */
    public boolean isName() {
        return !role && direction.equals("out");
    }
}
