package org.gapferry.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import okhttp3.tls.HeldCertificate;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.SmallFiles;

/**
 * The certificate that this machine presents to one host (mutual TLS).
 *
 * @param host lower case
 * @param held the certificate with its key
 * @param chain the intermediates behind it
 */
public record ClientCertificate(String host, HeldCertificate held, List<X509Certificate> chain) {
    private static final int MAX_BYTES = 1 << 20;

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
            String pem = pem(certificate) + text(key);
            return new ClientCertificate(host, HeldCertificate.decode(pem), all.subList(1, all.size()));
        } catch (CertificateException e) {
            throw TransportProblem.CLIENT_CERTIFICATE_UNREADABLE
                    .thrown(certificate.toString(), "cannot read the client certificate: " + e.getMessage())
                    .causedBy(e);
        } catch (IOException | IllegalArgumentException e) {
            throw TransportProblem.CLIENT_CERTIFICATE_UNREADABLE
                    .thrown(
                            e instanceof FileSystemException failed && failed.getFile() != null
                                    ? failed.getFile()
                                    : key.toString(),
                            e instanceof FileSystemException failed
                                    ? "cannot read the file: " + FileReason.of(failed)
                                    : "not a private key in PKCS #8 without a passphrase for " + certificate,
                            "convert it: openssl pkcs8 -topk8 -nocrypt -in " + key + " -out client.key")
                    .causedBy(e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(SmallFiles.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1);
    }

    /** The first certificate of a file. */
    private static String pem(Path file) throws IOException {
        String text = text(file);
        String end = "-----END CERTIFICATE-----";
        int at = text.indexOf("-----BEGIN CERTIFICATE-----");
        return text.substring(Math.max(0, at), text.indexOf(end) + end.length()) + "\n";
    }
}
