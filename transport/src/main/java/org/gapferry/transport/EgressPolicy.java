package org.gapferry.transport;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.gapferry.bundle.ProblemException;

/** The allowed hosts: no other is contacted, by redirects neither. */
public final class EgressPolicy {
    private final Set<String> allowed = new HashSet<>();
    private final Set<String> refused = new ConcurrentSkipListSet<>();

    /**
     * @param upstreams whose host and port are allowed
     * @param hosts {@code host} (ports 443 and 80) or {@code host:port}
     */
    public EgressPolicy(Collection<URI> upstreams, Collection<String> hosts) {
        upstreams.forEach(url -> allowed.add(hostAndPort(url)));
        for (String host : hosts) {
            String lower = host.toLowerCase(Locale.ROOT);
            if (lower.matches(".*[^:]:[0-9]+")) {
                allowed.add(lower);
            } else {
                allowed.add(lower + ":443");
                allowed.add(lower + ":80");
            }
        }
    }

    /**
     * Checks one hop.
     *
     * @throws ProblemException UPSTREAM, with the line of the manifest that would allow it
     */
    public void check(URI url, String action) {
        if (url.getHost() == null || !allowed.contains(hostAndPort(url))) {
            refused.add(hostAndPort(url));
            throw TransportProblem.HOST_NOT_ALLOWED.thrown(
                    RedactedUrl.of(url),
                    action + " is on a host that neither the manifest nor the client configuration names",
                    "if the host may be contacted, add to the manifest: hosts: [\"" + hostAndPort(url) + "\"]");
        }
    }

    /** Every {@code host:port} that was refused so far, in order. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    static boolean isSameOrigin(URI one, URI other) {
        return String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
                && hostAndPort(one).equals(hostAndPort(other));
    }

    private static String hostAndPort(URI url) {
        int port = url.getPort();
        if (port < 0) {
            port = "http".equalsIgnoreCase(url.getScheme()) ? 80 : 443;
        }
        return String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
