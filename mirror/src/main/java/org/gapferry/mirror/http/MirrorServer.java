package org.gapferry.mirror.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.AsyncRequestLogWriter;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreProblem;

/**
 * Serves a store over HTTP. Read-only; a new generation is served from the request after the switch on. What a client
 * costs is bounded: the number of connections, the size and the time of a request's head, and the silence of a reader,
 * for whom no thread waits.
 */
public final class MirrorServer implements Closeable {
    private static final int STOP_MILLIS = 20_000;
    private static final int IDLE_MILLIS = 30_000;
    private static final int HEAD_BYTES = 16 << 10;
    private static final int REFRESH_SECONDS = 2;

    private final Server server;
    private final ServedState.Provider source;
    private final List<Bound> bound;

    private MirrorServer(Server server, ServedState.Provider source, List<Bound> bound) {
        this.server = server;
        this.source = source;
        this.bound = List.copyOf(bound);
    }

    /** A door, or the operations' address, with the port that it got. */
    private record Bound(URI base, int port) {}

    /**
     * Starts serving.
     *
     * @throws org.gapferry.bundle.ProblemException DESTINATION if an address cannot be bound, USAGE if a file that the
     *     settings name is unusable
     */
    public static MirrorServer start(Store store, Ecosystems ecosystems, MirrorSettings settings) {
        Generations generations = new Generations(store);
        generations.openAhead();
        return start(generations, ecosystems, settings, store.clock());
    }

    /**
     * Starts serving something else than a store.
     *
     * @param clock by which the age of a feed is told
     */
    public static MirrorServer start(
            ServedState.Provider source, Ecosystems ecosystems, MirrorSettings settings, Clock clock) {
        QueuedThreadPool threads = new QueuedThreadPool(128, 4);
        threads.setName("mirror");
        Scheduler scheduler = new ScheduledExecutorScheduler("mirror-scheduler", true);
        Server server = new Server(threads, scheduler, null);
        SlowClients slow = new SlowClients(scheduler, settings.limits().headSeconds());
        Optional<ReadTokens> tokens = settings.tokens().map(ReadTokens::new);
        Operations operations = new Operations(source, clock, slow::count);
        MirrorHandler handler = new MirrorHandler(ecosystems, source, operations, tokens);
        settings.accessLog().ifPresent(file -> server.setRequestLog(accessLog(file)));
        server.setHandler(new GracefulHandler(handler));
        server.setStopTimeout(STOP_MILLIS);
        server.addBean(slow);
        Optional<SslContextFactory.Server> tls = settings.tls().map(files -> tls(files, server, scheduler));
        List<Bound> bound = new ArrayList<>();
        try {
            List<ServerConnector> clients = new ArrayList<>();
            for (MirrorSettings.Door door : settings.doors()) {
                Optional<Ecosystem> root = root(door, ecosystems);
                ServerConnector connector = open(server, slow, tls, door.listen());
                clients.add(connector);
                URI base = door.base(connector.getLocalPort(), tls.isPresent());
                handler.bound(
                        connector,
                        new Entrance(
                                base,
                                Entrance.hosts(base, door.listen(), connector.getLocalPort()),
                                root,
                                settings.operations().isEmpty(),
                                true));
                bound.add(new Bound(base, connector.getLocalPort()));
            }
            server.addBean(new NetworkConnectionLimit(
                    settings.limits().connections(), clients.toArray(ServerConnector[]::new)));
            if (settings.operations().isPresent()) {
                Listen listen = settings.operations().get();
                ServerConnector connector = open(server, slow, Optional.empty(), listen);
                URI base = new MirrorSettings.Door(listen, "", "").base(connector.getLocalPort(), false);
                handler.bound(connector, Entrance.forOperations(base));
                bound.add(new Bound(base, connector.getLocalPort()));
            }
            server.start();
            tokens.ifPresent(known -> follow(scheduler, server, known));
            return new MirrorServer(server, source, bound);
        } catch (RuntimeException e) {
            stop(server, source);
            throw e;
        } catch (Exception e) {
            stop(server, source);
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Ecosystem> root(MirrorSettings.Door door, Ecosystems ecosystems) {
        if (door.root().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ecosystems
                .ofSection(door.root())
                .orElseThrow(() -> StoreProblem.BAD_ADDRESS.thrown(
                        "--root",
                        "unknown ecosystem `" + door.root() + "`",
                        "one of: " + String.join(", ", ecosystems.names()))));
    }

    private static void follow(Scheduler scheduler, Server server, ReadTokens tokens) {
        scheduler.schedule(
                () -> {
                    tokens.refresh();
                    if (server.isRunning()) {
                        follow(scheduler, server, tokens);
                    }
                },
                REFRESH_SECONDS,
                TimeUnit.SECONDS);
    }

    /**
     * The format that log tools know as combined; a date in the file's name, as {@code yyyy_mm_dd}, begins a new one
     * each day.
     */
    private static CustomRequestLog accessLog(Path file) {
        AsyncRequestLogWriter writer = new AsyncRequestLogWriter(file.toString());
        writer.setAppend(true);
        writer.setRetainDays(0);
        return new CustomRequestLog(writer, CustomRequestLog.EXTENDED_NCSA_FORMAT);
    }

    private static SslContextFactory.Server tls(TlsFiles files, Server server, Scheduler scheduler) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(files.load());
        tls.setKeyStorePassword("");
        tls.setSniRequired(false);
        server.addBean(new FollowedFiles(scheduler, files, tls));
        return tls;
    }

    private static ServerConnector open(
            Server server, SlowClients slow, Optional<SslContextFactory.Server> tls, Listen listen) {
        ServerConnector connector = connector(server, tls);
        connector.setHost(listen.bindHost());
        connector.setPort(listen.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.addBean(slow, false);
        server.addConnector(connector);
        try {
            connector.open();
            return connector;
        } catch (IOException e) {
            throw StoreProblem.ADDRESS_IN_USE
                    .thrown(
                            listen.toString(),
                            "cannot listen on this address: "
                                    + (e.getCause() == null
                                            ? e.getMessage()
                                            : e.getCause().getMessage()),
                            "choose another with --listen; port 0 picks a free one")
                    .causedBy(e);
        }
    }

    /** Over TLS HTTP/2 is offered as well (RFC 7301): the Pulumi CLI checks digests over nothing else. */
    private static ServerConnector connector(Server server, Optional<SslContextFactory.Server> tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(HEAD_BYTES);
        http.setUriCompliance(UriCompliance.from(EnumSet.of(
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT)));
        if (tls.isEmpty()) {
            return new ServerConnector(server, new HttpConnectionFactory(http));
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        return new ServerConnector(server, tls.get(), alpn, http2, http1);
    }

    /** The port of the first door. */
    public int port() {
        return bound.get(0).port();
    }

    /** What clients call the mirror at its first door, ending with a slash. */
    public URI base() {
        return bound.get(0).base();
    }

    /** What clients call each door, then the operations' address if there is one. */
    public List<URI> bases() {
        return bound.stream().map(Bound::base).toList();
    }

    /** Waits until the server was stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** Addresses that were opened before it began are not the server's to close. */
    private static void stop(Server server, ServedState.Provider source) {
        try {
            for (Connector connector : server.getConnectors()) {
                ((ServerConnector) connector).close();
            }
            server.stop();
            source.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends the requests that are running, then stops. */
    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
        source.close();
    }
}
