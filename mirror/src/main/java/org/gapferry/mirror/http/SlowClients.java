package org.gapferry.mirror.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends connections whose client takes longer for the head of one request than any client needs: Jetty's own limit is
 * for silence, which a byte now and then breaks. Waiting between two requests is as long as the idle limit allows.
 */
final class SlowClients extends AbstractLifeCycle implements Connection.Listener {
    private static final long SWEEP_SECONDS = 2;

    private final Scheduler scheduler;
    private final long mostNanos;
    private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();

    /** @param mostSeconds for the head of a request */
    SlowClients(Scheduler scheduler, long mostSeconds) {
        this.scheduler = scheduler;
        this.mostNanos = TimeUnit.SECONDS.toNanos(mostSeconds);
    }

    /** How far a connection was when it was looked at. */
    private static final class Progress {
        private long requests;
        private long bytes;
        private long partialSince;
    }

    int count() {
        return connections.size();
    }

    /** TLS is a connection of its own below the one that it protects; it counts no requests. */
    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof SslConnection)) {
            connections.put(connection, new Progress());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    @Override
    protected void doStart() {
        scheduler.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private void sweep() {
        long now = System.nanoTime();
        connections.forEach((connection, progress) -> {
            if (isTooSlow(connection, progress, now)) {
                connection.getEndPoint().close();
            }
        });
        if (isRunning()) {
            scheduler.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Of HTTP/1 alone: frames of HTTP/2 come between requests too. */
    private boolean isTooSlow(Connection connection, Progress progress, long now) {
        if (connection instanceof HTTP2Connection) {
            return false;
        }
        long requests = connection.getMessagesIn();
        long bytes = connection.getBytesIn();
        boolean waiting = requests == connection.getMessagesOut();
        if (requests != progress.requests || !waiting) {
            progress.requests = requests;
            progress.bytes = bytes;
            progress.partialSince = 0;
        } else if (bytes > progress.bytes && progress.partialSince == 0) {
            progress.partialSince = now;
        }
        return progress.partialSince != 0 && now - progress.partialSince > mostNanos;
    }
}
