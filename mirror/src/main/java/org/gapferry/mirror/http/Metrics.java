package org.gapferry.mirror.http;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.gapferry.mirror.store.FeedState;

/** What Prometheus is told (text format 0.0.4). */
final class Metrics {
    static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Counter requests = Counter.builder()
            .name("gapferry_requests_total")
            .help("Requests, by part of the mirror and status.")
            .labelNames("part", "status")
            .register(registry);
    private final Counter bytes = Counter.builder()
            .name("gapferry_response_bytes_total")
            .help("Bytes of response bodies sent.")
            .labelNames("part")
            .register(registry);
    private final Histogram seconds = Histogram.builder()
            .name("gapferry_request_seconds")
            .help("Time from the request's header to the last byte of the response.")
            .labelNames("part")
            .classicOnly()
            .classicUpperBounds(.001, .005, .025, .1, .5, 2.5, 10, 60)
            .register(registry);

    /**
     * @param connections that are open
     * @param views what is served now, the current one first
     */
    Metrics(Supplier<Integer> connections, Supplier<List<ServedState>> views) {
        gauge("gapferry_requests_in_progress", "Requests in progress.", underWay::get);
        gauge("gapferry_connections", "Open connections.", connections);
        gauge(
                "gapferry_generation",
                "The served generation.",
                () -> views.get().stream().findFirst().map(ServedState::number).orElse(0L));
        gauge(
                "gapferry_heap_bytes",
                "Used memory of the Java heap.",
                () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        feeds("gapferry_feed_sequence", "The sequence number of the served state.", views, feed -> feed.held()
                .map(held -> held.number().seq())
                .orElse(0L));
        feeds(
                "gapferry_feed_sealed_timestamp_seconds",
                "When the exporter sealed the newest imported state.",
                views,
                feed -> feed.created().getEpochSecond());
    }

    private void gauge(String name, String help, Supplier<? extends Number> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.get().doubleValue()))
                .register(registry);
    }

    /** A number of a feed. */
    private interface OfFeed {
        long of(FeedState feed);
    }

    private void feeds(String name, String help, Supplier<List<ServedState>> views, OfFeed value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("feed")
                .callback(callback -> views.get().stream().limit(1).forEach(view -> view.feeds()
                        .forEach(feed -> callback.call(
                                (double) value.of(feed), feed.number().feed()))))
                .register(registry);
    }

    void begun() {
        underWay.incrementAndGet();
    }

    /** @param nanos since it began */
    void ended(String part, int status, long sent, long nanos) {
        underWay.decrementAndGet();
        requests.labelValues(part, Integer.toString(status)).inc();
        bytes.labelValues(part).inc(sent);
        seconds.labelValues(part).observe(nanos / 1e9);
    }

    byte[] text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toByteArray();
    }
}
