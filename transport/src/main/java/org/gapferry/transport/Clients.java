package org.gapferry.transport;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;

/** HTTP clients: one for each kind of proxy, and for each host that requires a client certificate. */
final class Clients implements AutoCloseable {
    private static final int CONNECT_SECONDS = 15;

    private final Network network;
    private final OkHttpClient base;
    private final Map<Way, OkHttpClient> made = new ConcurrentHashMap<>();

    private record Way(boolean secureProxy, String certificateFor) {
        static final Way PLAIN = new Way(false, "");
    }

    Clients(Network network) {
        this.network = network;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .followRedirects(false)
                .followSslRedirects(false)
                .proxySelector(new Selector())
                .proxyAuthenticator(this::toProxy)
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .eventListenerFactory(Clients::listener)
                .writeTimeout(network.silence().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(network.silence().toMillis(), TimeUnit.MILLISECONDS)
                .callTimeout(0, TimeUnit.SECONDS);
        if (!network.tls().additional().isEmpty()) {
            HandshakeCertificates certificates = network.tls().certificates().build();
            builder.sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager());
        }
        base = builder.build();
        made.put(Way.PLAIN, base);
        if (network.proxies().https().or(network.proxies()::http).stream()
                .anyMatch(via -> via.kind() == Proxy.Type.SOCKS && !via.user().isEmpty())) {
            Authenticator.setDefault(new ToSocks());
        }
    }

    private static EventListener listener(Call call) {
        Sending sending = call.request().tag(Sending.class);
        return sending == null ? EventListener.NONE : sending;
    }

    OkHttpClient of(URI url) {
        boolean secureProxy =
                network.proxies().to(url).filter(Proxies.Via::secure).isPresent();
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
        boolean shown = network.certificates().stream()
                .anyMatch(certificate -> certificate.host().equals(host));
        return made.computeIfAbsent(new Way(secureProxy, shown ? host : ""), this::make);
    }

    private OkHttpClient make(Way way) {
        OkHttpClient.Builder builder = base.newBuilder();
        HandshakeCertificates.Builder own = network.tls().certificates();
        network.certificates().stream()
                .filter(certificate -> certificate.host().equals(way.certificateFor()))
                .findFirst()
                .ifPresent(certificate -> own.heldCertificate(
                        certificate.held(), certificate.chain().toArray(java.security.cert.X509Certificate[]::new)));
        HandshakeCertificates certificates = own.build();
        builder.sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager());
        if (way.secureProxy()) {
            builder.socketFactory(new ToSecureProxy(certificates));
        }
        return builder.build();
    }

    /** As the settings say; as Java's properties say where there are none. */
    private final class Selector extends ProxySelector {
        @Override
        public List<Proxy> select(URI url) {
            Proxies proxies = network.proxies();
            if (proxies.http().isEmpty() && proxies.https().isEmpty()) {
                ProxySelector standard = ProxySelector.getDefault();
                return standard == null ? List.of(Proxy.NO_PROXY) : standard.select(url);
            }
            return List.of(proxies.to(url).map(Proxies.Via::proxy).orElse(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI url, SocketAddress address, IOException e) {}
    }

    private @Nullable Request toProxy(@Nullable Route route, Response response) {
        if (response.request().header("Proxy-Authorization") != null) {
            return null;
        }
        URI url = response.request().url().uri();
        return network.proxies()
                .to(url)
                .flatMap(this::credentials)
                .map(value -> response.request()
                        .newBuilder()
                        .header("Proxy-Authorization", value)
                        .build())
                .orElse(null);
    }

    private Optional<String> credentials(Proxies.Via via) {
        return via.user().isEmpty()
                ? network.credentials()
                        .of(URI.create("http://" + via.host() + ":" + via.port() + "/"))
                        .map(Credential::authorization)
                : Optional.of(Credential.basic(via.user(), via.password()));
    }

    /** Java asks here for the name and password of a SOCKS proxy (RFC 1929). */
    private final class ToSocks extends Authenticator {
        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return network.proxies().https().or(network.proxies()::http).stream()
                    .filter(via ->
                            via.host().equalsIgnoreCase(getRequestingHost()) && via.port() == getRequestingPort())
                    .map(via -> new PasswordAuthentication(
                            via.user(), via.password().toCharArray()))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Connections to a proxy that speaks TLS itself; its certificate must be for its name. */
    private static final class ToSecureProxy extends SocketFactory {
        private final HandshakeCertificates certificates;

        ToSecureProxy(HandshakeCertificates certificates) {
            this.certificates = certificates;
        }

        @Override
        public Socket createSocket() throws IOException {
            SSLSocket socket = (SSLSocket) certificates.sslSocketFactory().createSocket();
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public void close() {
        made.values().forEach(client -> {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        });
    }
}
