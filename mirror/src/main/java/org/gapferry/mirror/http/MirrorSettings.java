package org.gapferry.mirror.http;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gapferry.mirror.store.StoreProblem;

/**
 * Where the mirror listens and what it is called.
 *
 * @param host to bind to
 * @param port 0 for any free one
 * @param publicUrl what clients call it, ending with a slash; empty for the listen address
 * @param tls for HTTPS; empty for plain HTTP
 */
public record MirrorSettings(String host, int port, String publicUrl, Optional<TlsFiles> tls) {
    private static final Set<String> ALL = Set.of("0.0.0.0", "::", "[::]", "*");

    /**
     * Reads {@code HOST:PORT} and a public URL.
     *
     * @param publicUrl empty for none
     * @throws org.gapferry.bundle.ProblemException USAGE
     */
    public static MirrorSettings parse(String listen, String publicUrl) {
        int colon = listen.lastIndexOf(':');
        if (colon < 1
                || !listen.substring(colon + 1).matches("[0-9]{1,5}")
                || Integer.parseInt(listen.substring(colon + 1)) > 65_535) {
            throw StoreProblem.BAD_ADDRESS.thrown(
                    "--listen", "`" + listen + "` is no HOST:PORT", "write: --listen 127.0.0.1:8080");
        }
        String host = listen.substring(0, colon);
        if (publicUrl.isEmpty() && ALL.contains(host)) {
            throw StoreProblem.BAD_ADDRESS.thrown(
                    "--listen",
                    "on all addresses the mirror does not know what its clients call it",
                    "add: --public-url http://mirror.example.test:" + listen.substring(colon + 1) + "/");
        }
        if (!publicUrl.isEmpty()) {
            checkPublicUrl(publicUrl);
        }
        return new MirrorSettings(
                host,
                Integer.parseInt(listen.substring(colon + 1)),
                publicUrl.isEmpty() || publicUrl.endsWith("/") ? publicUrl : publicUrl + "/",
                Optional.empty());
    }

    /** The same over TLS. */
    public MirrorSettings with(TlsFiles files) {
        return new MirrorSettings(host, port, publicUrl, Optional.of(files));
    }

    private static void checkPublicUrl(String text) {
        try {
            URI url = URI.create(text);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (url.getHost() != null
                    && (scheme.equals("http") || scheme.equals("https"))
                    && url.getRawQuery() == null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw StoreProblem.BAD_ADDRESS.thrown(
                "--public-url",
                "`" + text + "` is no http or https URL",
                "write: --public-url http://mirror.example.test/");
    }

    /** The base of all absolute URLs, once the port is known. */
    URI base(int boundPort) {
        return URI.create(
                publicUrl.isEmpty()
                        ? (tls.isPresent() ? "https://" : "http://") + host + ":" + boundPort + "/"
                        : publicUrl);
    }

    /** The hosts that a request may name. */
    Set<String> allowedHosts(int boundPort) {
        Set<String> hosts = new HashSet<>();
        URI base = base(boundPort);
        String name = base.getHost().toLowerCase(Locale.ROOT);
        int port = base.getPort();
        hosts.add(port < 0 ? name : name + ":" + port);
        if (port < 0) {
            hosts.add(name + ("https".equals(base.getScheme()) ? ":443" : ":80"));
        }
        hosts.add(host.toLowerCase(Locale.ROOT) + ":" + boundPort);
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            hosts.add("localhost:" + boundPort);
            hosts.add("127.0.0.1:" + boundPort);
        }
        return hosts;
    }
}
