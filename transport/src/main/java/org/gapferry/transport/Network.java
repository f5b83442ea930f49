package org.gapferry.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How upstreams are reached.
 *
 * @param tls which authorities count
 * @param certificates what we show to hosts that ask who we are
 * @param until when the time is up; empty for no limit
 * @param silence after which a connection is given up, and what came is kept
 */
public record Network(
        TlsTrust tls,
        Proxies proxies,
        Credentials credentials,
        List<ClientCertificate> certificates,
        Optional<Instant> until,
        Duration silence) {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    /** Java's own authorities, no proxy, no credentials, no limit. */
    public static final Network PLAIN = new Network(
            new TlsTrust(List.of()), Proxies.NONE, Credentials.NONE, List.of(), Optional.empty(), LONGEST_SILENCE);

    public Network {
        certificates = List.copyOf(certificates);
    }

    /** As the variables of a process say: {@code SSL_CERT_FILE} and those of proxies. */
    public static Network of(Map<String, String> variables, List<Path> authorities) {
        return new Network(
                TlsTrust.of(authorities, variables),
                Proxies.of(variables),
                Credentials.NONE,
                List.of(),
                Optional.empty());
    }

    /** What a command line says. */
    public Network(
            TlsTrust tls,
            Proxies proxies,
            Credentials credentials,
            List<ClientCertificate> certificates,
            Optional<Instant> until) {
        this(tls, proxies, credentials, certificates, until, LONGEST_SILENCE);
    }

    /** The same with further credentials, which count after those that are there. */
    public Network and(List<Credential> more) {
        return new Network(tls, proxies, credentials.and(more), certificates, until, silence);
    }
}
