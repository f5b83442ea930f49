package org.gapferry.mirror.http;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gapferry.ecosystem.Ecosystem;

/**
 * A door that is open: where requests come in, and what may be asked for there.
 *
 * @param base of all absolute URLs, ending with a slash
 * @param hosts that a request may name
 * @param root the one ecosystem that is served at the root; empty for all below their names
 * @param operations true if health and metrics are answered here
 * @param content false if nothing else is
 */
record Entrance(URI base, Set<String> hosts, Optional<Ecosystem> root, boolean operations, boolean content) {
    Entrance {
        hosts = Set.copyOf(hosts);
    }

    /** Where health and metrics are, and nothing else; any host may be named. */
    static Entrance forOperations(URI base) {
        return new Entrance(base, Set.of(), Optional.empty(), true, false);
    }

    /** The hosts that a request may name: those of the base and of the address. */
    static Set<String> hosts(URI base, Listen listen, int boundPort) {
        Set<String> hosts = new HashSet<>();
        String name = base.getHost().toLowerCase(Locale.ROOT);
        int port = base.getPort();
        hosts.add(port < 0 ? name : name + ":" + port);
        if (port < 0) {
            hosts.add(name + ("https".equals(base.getScheme()) ? ":443" : ":80"));
        }
        String host = listen.host().toLowerCase(Locale.ROOT);
        hosts.add(host + ":" + boundPort);
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            hosts.add("localhost:" + boundPort);
            hosts.add("127.0.0.1:" + boundPort);
        }
        return hosts;
    }

    /** The base URL of an ecosystem here. */
    URI baseOf(Ecosystem ecosystem) {
        return root.isPresent() ? base : base.resolve(ecosystem.root() + "/");
    }
}
