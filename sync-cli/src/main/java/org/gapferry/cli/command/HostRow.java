package org.gapferry.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who must be able to talk to whom.
 *
 * @param feature what needs it
 * @param direction {@code in} or {@code out}, as the feature's own machines see it
 * @param host a name, one with a star for any labels, or what a machine of yours does
 * @param role true if the host is what a machine of yours does
 * @param required {@code yes}, {@code no}, or on what it depends
 * @param when in which case; empty for always
 */
record HostRow(
        String feature,
        String direction,
        String host,
        boolean role,
        int port,
        String protocol,
        String purpose,
        String required,
        String when) {
    /** The rows of features, as data. */
    static List<HostRow> known() {
        try (InputStream in = HostRow.class.getResourceAsStream("/org/gapferry/cli/hosts.json")) {
            if (in == null) {
                throw new IllegalStateException("hosts.json is missing");
            }
            List<HostRow> rows = new ArrayList<>();
            for (JsonNode row : JsonMapper.builder().build().readTree(in)) {
                rows.add(new HostRow(
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
            return List.copyOf(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True if it can be a rule of a proxy or firewall as it stands. */
    boolean isName() {
        return !role && direction.equals("out");
    }
}
