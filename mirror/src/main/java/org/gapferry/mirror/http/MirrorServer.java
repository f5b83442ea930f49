package org.gapferry.mirror.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreProblem;

/** Serves a store over HTTP. Read-only; a new generation is served from the request after the switch on. */
public final class MirrorServer implements Closeable {
    private static final int STOP_MILLIS = 20_000;
    private static final int IDLE_MILLIS = 30_000;

    private final Server server;
    private final View.Source source;
    private final URI base;
    private final int port;

    private MirrorServer(Server server, View.Source source, URI base, int port) {
        this.server = server;
        this.source = source;
        this.base = base;
        this.port = port;
    }

    /**
     * Starts serving.
     *
     * @throws org.gapferry.bundle.ProblemException DESTINATION if the address cannot be bound
     */
    public static MirrorServer start(Store store, Ecosystems ecosystems, MirrorSettings settings) {
        return start(new Generations(store), ecosystems, settings);
    }

    /** Starts serving something else than a store. */
    public static MirrorServer start(View.Source source, Ecosystems ecosystems, MirrorSettings settings) {
        MirrorHandler handler = new MirrorHandler(ecosystems, source);
        QueuedThreadPool threads = new QueuedThreadPool(128, 4);
        threads.setName("mirror");
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setUriCompliance(UriCompliance.from(EnumSet.of(
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT)));
        ServerConnector connector = connector(server, http, settings);
        connector.setHost(settings.host().replaceAll("^\\[|]$", ""));
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(handler));
        server.setStopTimeout(STOP_MILLIS);
        try {
            connector.open();
            int port = connector.getLocalPort();
            handler.bound(settings.base(port), settings.allowedHosts(port));
            server.start();
            return new MirrorServer(server, source, settings.base(port), port);
        } catch (IOException e) {
            throw StoreProblem.ADDRESS_IN_USE
                    .thrown(
                            settings.host() + ":" + settings.port(),
                            "the address cannot be listened on: " + e.getMessage(),
                            "choose another with --listen, port 0 takes any free one")
                    .causedBy(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Over TLS HTTP/2 is offered as well (RFC 7301): the Pulumi CLI checks digests over nothing else. */
    private static ServerConnector connector(Server server, HttpConfiguration http, MirrorSettings settings) {
        if (settings.tls().isEmpty()) {
            return new ServerConnector(server, new HttpConnectionFactory(http));
        }
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(settings.tls().get().load());
        tls.setKeyStorePassword("");
        tls.setSniRequired(false);
        HttpConfiguration secure = new HttpConfiguration(http);
        secure.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory http1 = new HttpConnectionFactory(secure);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(secure);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        return new ServerConnector(server, tls, alpn, http2, http1);
    }

    /** The port that is bound. */
    public int port() {
        return port;
    }

    /** What clients call the mirror, ending with a slash. */
    public URI base() {
        return base;
    }

    /** Waits until the server was stopped. */
    public void join() throws InterruptedException {
        server.join();
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
