package org.gapferry.transport;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.gapferry.bundle.Problem;

/** What it means when a connection, TLS or a proxy fails, in words that say what to do. */
final class ConnectionErrors {
    private static final Pattern CONNECT = Pattern.compile("Unexpected response code for CONNECT: ([0-9]+)");

    private ConnectionErrors() {}

    static Problem ofTls(URI url, String action, SSLException failure) {
        Throwable cause = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CertificateExpiredException || each instanceof CertificateNotYetValidException) {
                cause = each;
            }
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (cause instanceof CertificateExpiredException) {
            return problem(
                    url,
                    action + ": the certificate of the host, or of a proxy that intercepts TLS, has expired: "
                            + message,
                    "check the clock of this machine; otherwise the operator of the host must renew it");
        } else if (cause instanceof CertificateNotYetValidException) {
            return problem(
                    url, action + ": the certificate is not valid yet: " + message, "check the clock of this machine");
        } else if (failure instanceof SSLPeerUnverifiedException) {
            return problem(
                    url,
                    action + ": the certificate is for other names: " + message.replaceFirst("^Hostname ", ""),
                    "check the name in the manifest; a proxy that intercepts TLS may present its own certificate");
        } else if (message.contains("PKIX") || message.contains("certification path")) {
            return problem(
                    url,
                    action + ": the certificate is signed by an authority that this machine does not trust",
                    "if a proxy of the site intercepts TLS, name its authority: SSL_CERT_FILE=/path/ca.pem, or --ca");
        } else if (message.contains("certificate_required") || message.contains("bad_certificate")) {
            return problem(
                    url,
                    action + ": the host requires a client certificate: " + message,
                    "name it in --credentials FILE: {client-cert: client.pem, client-key: client.key}");
        }
        return problem(
                url,
                action + ": the TLS handshake failed: " + message,
                "if a proxy of the site intercepts TLS, name its authority: SSL_CERT_FILE=/path/ca.pem, or --ca");
    }

    private static Problem problem(URI url, String what, String hint) {
        return TransportProblem.TLS_FAILED.at(RedactedUrl.of(url), what, hint);
    }

    /** True if a proxy did not lead to the host. */
    static boolean isOfProxy(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return CONNECT.matcher(message).find() || wantsCredentials(failure) || message.contains("SOCKS");
    }

    static boolean wantsCredentials(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("Failed to authenticate with proxy")
                || message.contains("SOCKS : authentication failed")
                || message.contains("CONNECT: 407");
    }

    static Problem ofProxy(URI url, String action, IOException failure, Optional<Proxies.Via> via) {
        String proxy = via.map(known -> "the proxy " + known + " (" + known.origin() + ")")
                .orElse("the proxy");
        if (wantsCredentials(failure)) {
            return TransportProblem.PROXY_CREDENTIALS_NEEDED.at(
                    RedactedUrl.of(url),
                    action + ": " + proxy + " requires credentials, or does not accept those that it was given",
                    "export HTTPS_PROXY=http://USER:PASSWORD@proxy.example.test:3128, or --credentials FILE",
                    "only Basic authentication is supported; for other schemes run a local proxy that has them");
        }
        Matcher connect = CONNECT.matcher(String.valueOf(failure.getMessage()));
        return TransportProblem.PROXY_FAILED.at(
                RedactedUrl.of(url),
                action + ": " + proxy
                        + (connect.find()
                                ? " does not connect to the host: it answered " + connect.group(1)
                                : " does not connect to the host: " + failure.getMessage()),
                "ask the operator of the proxy to allow the host; gapferry hosts --manifest gapferry.yaml lists all that are needed");
    }

    static Problem unreachable(URI url, String action, String why) {
        return TransportProblem.UNREACHABLE.at(
                RedactedUrl.of(url),
                action + " could not be fetched: " + why,
                "check that this machine reaches the host; completed downloads are kept, so run the same command again");
    }

    static String describe(IOException e) {
        String kind = e instanceof UnknownHostException ? "unknown host " : "";
        return kind + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    static Problem proxyCredentialsNeeded(URI url, String action) {
        return TransportProblem.PROXY_CREDENTIALS_NEEDED.at(
                RedactedUrl.of(url),
                action + ": the proxy requires credentials",
                "export HTTPS_PROXY=http://USER:PASSWORD@proxy.example.test:3128, or --credentials FILE");
    }

    /** The end of the names of variables that hold a host's credentials. */
    static String variable(URI url) {
        return String.valueOf(url.getHost()).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
