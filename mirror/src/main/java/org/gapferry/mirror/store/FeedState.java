package org.gapferry.mirror.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.read.StateNumber;
import tools.jackson.databind.JsonNode;

/**
 * What a generation knows of a feed.
 *
 * @param number the highest that was ever imported; it never goes down
 * @param state its identity
 * @param created when the exporter sealed it, by its clock
 * @param held what the generation holds: the same, an earlier state after a rollback, or nothing
 */
public record FeedState(StateNumber number, Digest state, Instant created, Optional<Held> held) {
    /** A state whose artifacts and pointers are in the catalog. */
    public record Held(StateNumber number, Digest state) {}

    /** A state that was just imported. */
    public static FeedState imported(StateNumber number, Digest state, Instant created) {
        return new FeedState(number, state, created, Optional.of(new Held(number, state)));
    }

    /** The same numbers over what another generation holds. */
    FeedState holding(Optional<Held> other) {
        return new FeedState(number, state, created, other);
    }

    /** True if the generation holds the highest state that was ever imported. */
    public boolean isCurrent() {
        return held.equals(Optional.of(new Held(number, state)));
    }

    static String json(List<FeedState> feeds) {
        StringBuilder out = new StringBuilder("{\"feeds\":[");
        String comma = "";
        for (FeedState feed : feeds) {
            number(out.append(comma).append('{'), feed.number, feed.state);
            out.append(",\"created\":\"").append(feed.created).append('"');
            feed.held.ifPresent(held -> number(out.append(",\"held\":{"), held.number(), held.state())
                    .append('}'));
            out.append('}');
            comma = ",";
        }
        return out.append("]}\n").toString();
    }

    private static StringBuilder number(StringBuilder out, StateNumber number, Digest state) {
        return out.append("\"feed\":\"")
                .append(number.feed())
                .append("\",\"epoch\":")
                .append(number.epoch())
                .append(",\"seq\":")
                .append(number.seq())
                .append(",\"state\":\"")
                .append(state.hex())
                .append('"');
    }

    static List<FeedState> parse(byte[] json) throws Malformed {
        List<FeedState> feeds = new ArrayList<>();
        for (JsonNode node : Json.document(json).path("feeds")) {
            JsonNode one = node.path("held");
            Optional<Held> held = one.isMissingNode()
                    ? Optional.empty()
                    : Optional.of(new Held(number(one), Json.digest(one, "state")));
            feeds.add(new FeedState(
                    number(node), Json.digest(node, "state"), Instant.parse(Json.text(node, "created")), held));
        }
        return feeds;
    }

    private static StateNumber number(JsonNode node) throws Malformed {
        return new StateNumber(Json.text(node, "feed"), Json.integer(node, "epoch", 1), Json.integer(node, "seq", 1));
    }
}
