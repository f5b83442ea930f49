package org.gapferry.transport;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a client's own configuration says that hosts are reached. The command line and variables take precedence.
 *
 * @param proxy for all hosts; empty for none
 * @param direct hosts without a proxy, as in {@code NO_PROXY}
 * @param authorities files of certificates in PEM
 * @param origin the file that said it, for messages
 */
public record ClientSettings(
        String proxy,
        List<String> direct,
        List<Path> authorities,
        List<ClientCertificate> certificates,
        List<Credential> credentials,
        String origin) {
    public static final ClientSettings NONE = new ClientSettings("", List.of(), List.of(), List.of(), List.of(), "");

    public ClientSettings {
        direct = List.copyOf(direct);
        authorities = List.copyOf(authorities);
        certificates = List.copyOf(certificates);
        credentials = List.copyOf(credentials);
    }

    /** These settings, followed by others; the first proxy is used. */
    public ClientSettings and(ClientSettings other) {
        ClientSettings first = proxy.isEmpty() ? other : this;
        return new ClientSettings(
                first.proxy,
                first.direct,
                joined(authorities, other.authorities),
                joined(certificates, other.certificates),
                joined(credentials, other.credentials),
                first.origin);
    }

    /** True if they reach hosts in the same way and with the same credentials, wherever they were said. */
    public boolean isLike(ClientSettings other) {
        return withoutOrigins().equals(other.withoutOrigins());
    }

    private ClientSettings withoutOrigins() {
        return new ClientSettings(
                proxy,
                direct,
                authorities,
                certificates,
                credentials.stream()
                        .map(one -> new Credential(one.host(), one.port(), one.path(), one.authorization(), ""))
                        .toList(),
                "");
    }

    /** Where they were said and for which hosts, without anything secret: other settings have another text. */
    String identity() {
        return origin + "\n" + direct + authorities + credentials
                + certificates.stream().map(ClientCertificate::host).toList();
    }

    /** True if they have something that only this host gets. */
    public boolean areFor(URI url) {
        return credentials.stream().anyMatch(credential -> credential.isFor(url))
                || certificates.stream()
                        .anyMatch(certificate -> certificate.host().equalsIgnoreCase(url.getHost()));
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "settings of " + origin;
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
