package org.gapferry.mirror.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.mirror.store.FeedState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What those are told who watch the mirror: {@code /-/health} and {@code /-/metrics}. */
final class Operations {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

    private final ServedState.Provider source;
    private final Clock clock;
    private final Metrics metrics;

    /** @param connections that are open */
    Operations(ServedState.Provider source, Clock clock, Supplier<Integer> connections) {
        this.source = source;
        this.clock = clock;
        this.metrics = new Metrics(connections, this::views);
    }

    Metrics metrics() {
        return metrics;
    }

    private List<ServedState> views() {
        try {
            return source.pinned();
        } catch (IOException | ProblemException e) {
            LOG.warn("cannot read the store: {}", e.getMessage());
            return List.of();
        }
    }

    /** 200 with what is served and how old each feed is; 503 if the store cannot be read. */
    MirrorResponse health() {
        List<ServedState> pinned;
        try {
            pinned = source.pinned();
        } catch (ProblemException e) {
            return MirrorResponse.error(503, e.first().sentence());
        } catch (IOException e) {
            return MirrorResponse.error(503, "cannot read the store: " + e.getMessage());
        }
        StringBuilder json = new StringBuilder("{\"status\":\"ok\",\"generation\":")
                .append(pinned.isEmpty() ? 0 : pinned.get(0).number())
                .append(",\"feeds\":[");
        String comma = "";
        for (ServedState view : pinned.subList(0, Math.min(1, pinned.size()))) {
            for (FeedState feed : view.feeds()) {
                long age = Duration.between(feed.created(), clock.instant()).toSeconds();
                json.append(comma)
                        .append("{\"feed\":\"")
                        .append(feed.number().feed())
                        .append("\",\"epoch\":")
                        .append(feed.number().epoch())
                        .append(",\"seq\":")
                        .append(feed.number().seq())
                        .append(",\"current\":")
                        .append(feed.isCurrent())
                        .append(",\"sealed\":\"")
                        .append(feed.created())
                        .append("\",\"ageSeconds\":")
                        .append(Math.max(0, age))
                        .append('}');
                comma = ",";
            }
        }
        byte[] bytes = json.append("]}\n").toString().getBytes(StandardCharsets.UTF_8);
        return MirrorResponse.document("application/json", bytes, false);
    }

    MirrorResponse scrape() throws IOException {
        return MirrorResponse.document(Metrics.TYPE, metrics.text(), false);
    }
}
