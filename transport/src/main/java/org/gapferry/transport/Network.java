package org.gapferry.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How upstreams are reached.
 *
 * @param tls the trusted authorities
 * @param certificates that this machine presents to hosts
 * @param until the time limit; empty for none
 * @param silence after which a connection is given up; what arrived is kept
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

    /** As a command line says. */
    public Network(
            TlsTrust tls,
            Proxies proxies,
            Credentials credentials,
            List<ClientCertificate> certificates,
            Optional<Instant> until) {
        this(tls, proxies, credentials, certificates, until, LONGEST_SILENCE);
    }

    /**
     * The same, followed by the configuration of clients.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE or UPSTREAM if a proxy or a file of certificates is unusable,
     *     naming the file
     */
    public Network and(ClientSettings clients) {
        List<ClientCertificate> allCertificates = new ArrayList<>(certificates);
        allCertificates.addAll(clients.certificates());
        return new Network(
                tls.and(TlsTrust.of(clients.authorities())),
                clients.proxy().isEmpty()
                        ? proxies.without(clients.direct())
                        : proxies.orElse(clients.proxy(), clients.direct(), clients.origin()),
                credentials.and(clients.credentials()),
                allCertificates,
                until,
                silence);
    }
}
