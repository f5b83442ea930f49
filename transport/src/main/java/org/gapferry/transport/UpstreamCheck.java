package org.gapferry.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import okhttp3.Request;
import okhttp3.Response;
import org.gapferry.bundle.Problem;

/**
 * Finds out why an upstream cannot be used, step by step: its name, the route, the proxy, TLS, credentials, and what it
 * answers. The first step that fails is told; later ones are not tried.
 */
public final class UpstreamCheck implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    private final Network network;
    private final Clients clients;
    private final String userAgent;

    public UpstreamCheck(Network network, String userAgent) {
        this.network = network;
        this.clients = new Clients(network);
        this.userAgent = userAgent;
    }

    /**
     * What was found of one host.
     *
     * @param passed what is in order, in words such as {@code name}, {@code route}, {@code tls}
     * @param failed the first that is not, if one is
     */
    public record Found(List<String> passed, Optional<Problem> failed) {
        public Found {
            passed = List.copyOf(passed);
        }
    }

    /** Checks the host of a URL, with one request for the URL itself. */
    public Found run(URI url) {
        List<String> passed = new ArrayList<>();
        Optional<Proxies.Via> via = network.proxies().to(url);
        String host = via.map(Proxies.Via::host).orElse(String.valueOf(url.getHost()));
        int port = via.map(Proxies.Via::port)
                .orElse(url.getPort() >= 0 ? url.getPort() : "http".equalsIgnoreCase(url.getScheme()) ? 80 : 443);
        String what = via.map(proxy -> "the proxy " + proxy + " (" + proxy.origin() + ")")
                .orElse("the host " + host);
        try {
            InetAddress address = InetAddress.getByName(host.replaceAll("^\\[|]$", ""));
            passed.add(via.isPresent() ? "name of the proxy" : "name");
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            }
            passed.add(via.isPresent() ? "route to the proxy" : "route");
        } catch (UnknownHostException e) {
            return failed(
                    passed,
                    TransportProblem.UNREACHABLE.at(
                            RedactedUrl.of(url),
                            what + " has no address: its name cannot be resolved",
                            "check the spelling, and DNS: getent hosts " + host,
                            "if only a proxy can resolve names outside: export HTTPS_PROXY=http://proxy.example.test:3128"));
        } catch (IOException e) {
            return failed(
                    passed,
                    TransportProblem.UNREACHABLE.at(
                            RedactedUrl.of(url),
                            what + " does not accept connections on port " + port + ": " + e.getMessage(),
                            "a firewall may be in between: allow " + host + ":" + port
                                    + ", or name the proxy in HTTPS_PROXY"));
        }
        return ask(url, via, passed);
    }

    private static Found failed(List<String> passed, Problem problem) {
        return new Found(passed, Optional.of(problem));
    }

    private Found ask(URI url, Optional<Proxies.Via> via, List<String> passed) {
        String action = "checking " + url.getHost();
        Request.Builder request =
                new Request.Builder().url(url.toString()).get().header("User-Agent", userAgent);
        Optional<Credential> credential = network.credentials().of(url);
        credential.ifPresent(known -> request.header("Authorization", known.authorization()));
        try (Response response = clients.of(url).newCall(request.build()).execute()) {
            via.ifPresent(proxy -> passed.add("proxy"));
            if ("https".equalsIgnoreCase(url.getScheme())) {
                passed.add("tls");
            }
            return judged(url, response, credential, via, passed);
        } catch (SSLException e) {
            return failed(passed, ConnectionErrors.ofTls(url, action, e));
        } catch (IOException e) {
            boolean of407 = e instanceof ProtocolException
                    && String.valueOf(e.getMessage()).contains("407");
            return failed(
                    passed,
                    ConnectionErrors.isOfProxy(e) || of407
                            ? ConnectionErrors.ofProxy(url, action, e, via)
                            : TransportProblem.UNREACHABLE.at(
                                    RedactedUrl.of(url),
                                    action + " failed: " + e.getMessage(),
                                    "something in between may have closed the connection"));
        }
    }

    private static Found judged(
            URI url,
            Response response,
            Optional<Credential> credential,
            Optional<Proxies.Via> via,
            List<String> passed) {
        int status = response.code();
        if (status == 407) {
            return failed(
                    passed,
                    ConnectionErrors.ofProxy(url, "checking " + url.getHost(), new IOException("CONNECT: 407"), via));
        }
        boolean token = status == 401
                && credential.isEmpty()
                && BearerTokens.among(response.challenges()).isPresent();
        if (status == 401 && !token || status == 403 && credential.isPresent()) {
            return failed(
                    passed,
                    TransportProblem.CREDENTIALS_NEEDED.at(
                            RedactedUrl.of(url),
                            credential
                                    .map(known -> "it answered " + status + " to the credentials for " + known)
                                    .orElse("it answered " + status + ", and this machine has no credentials for it"),
                            "name them in --credentials FILE, in ~/.netrc, or: export GAPFERRY_TOKEN_"
                                    + ConnectionErrors.variable(url) + "=..."));
        }
        passed.add(credential
                .map(known -> "credentials from " + known.origin())
                .orElse(token ? "asks for a token" : "no credentials needed"));
        if (status >= 500) {
            return failed(
                    passed,
                    TransportProblem.SERVER_ERROR.at(
                            RedactedUrl.of(url),
                            via.isPresent() ? "the host, or the proxy, answered " + status : "it answered " + status,
                            "try again later, or ask the operator"));
        }
        passed.add("status " + status);
        return new Found(passed, Optional.empty());
    }

    @Override
    public void close() {
        clients.close();
    }
}
