package org.gapferry.mirror.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.read.StateNumber;
import tools.jackson.databind.JsonNode;

/**
 * What a generation holds of a feed: its highest state.
 *
 * @param created when the exporter sealed it, by its clock
 */
public record FeedState(StateNumber number, Digest state, Instant created) {
    static String json(List<FeedState> feeds) {
        StringBuilder out = new StringBuilder("{\"feeds\":[");
        String comma = "";
        for (FeedState feed : feeds) {
            out.append(comma).append("{\"feed\":\"").append(feed.number.feed());
            out.append("\",\"epoch\":").append(feed.number.epoch());
            out.append(",\"seq\":").append(feed.number.seq());
            out.append(",\"state\":\"").append(feed.state.hex());
            out.append("\",\"created\":\"").append(feed.created).append("\"}");
            comma = ",";
        }
        return out.append("]}\n").toString();
    }

    static List<FeedState> parse(byte[] json) throws Malformed {
        List<FeedState> feeds = new ArrayList<>();
        for (JsonNode node : Json.document(json).path("feeds")) {
            feeds.add(new FeedState(
                    new StateNumber(
                            Json.text(node, "feed"), Json.integer(node, "epoch", 1), Json.integer(node, "seq", 1)),
                    Json.digest(node, "state"),
                    Instant.parse(Json.text(node, "created"))));
        }
        return feeds;
    }
}
