package org.gapferry.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import okhttp3.tls.HeldCertificate;
import org.gapferry.bundle.ProblemException;

/**
 * The certificate that this machine presents to one host (mutual TLS).
 *
 * @param host lower case
 * @param held the certificate with its key
 * @param chain the intermediates behind it
 */
public record ClientCertificate(String host, HeldCertificate held, List<X509Certificate> chain) {
    public ClientCertificate {
        host = host.toLowerCase(Locale.ROOT);
        chain = List.copyOf(chain);
    }

    /**
     * Reads a certificate and its key, as PEM; the key in PKCS #8 without a passphrase.
     *
     * @throws ProblemException CREDENTIALS if they cannot be used
     */
    public static ClientCertificate read(String host, Path certificate, Path key) {
        try {
            List<X509Certificate> all = TlsTrust.read(certificate);
            String pem = pem(certificate) + Files.readString(key, StandardCharsets.ISO_8859_1);
            return new ClientCertificate(host, HeldCertificate.decode(pem), all.subList(1, all.size()));
        } catch (CertificateException e) {
            throw TransportProblem.CREDENTIALS_NEEDED
                    .thrown(certificate.toString(), "it contains no certificate: " + e.getMessage())
                    .causedBy(e);
        } catch (IOException | IllegalArgumentException e) {
            throw TransportProblem.CREDENTIALS_NEEDED
                    .thrown(
                            key.toString(),
                            "it is not a private key in PKCS #8 without a passphrase for " + certificate,
                            "convert it: openssl pkcs8 -topk8 -nocrypt -in " + key + " -out client.key")
                    .causedBy(e);
        }
    }

    /** The first certificate of a file. */
    private static String pem(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String end = "-----END CERTIFICATE-----";
        int at = text.indexOf("-----BEGIN CERTIFICATE-----");
        return text.substring(Math.max(0, at), text.indexOf(end) + end.length()) + "\n";
    }
}
