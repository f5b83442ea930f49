package org.gapferry.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.tls.HandshakeCertificates;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.SmallFiles;

/** The trusted certificate authorities: Java's own, and those of PEM files such as {@code SSL_CERT_FILE} names. */
public record TlsTrust(List<X509Certificate> additional) {
    private static final int MAX_BYTES = 16 << 20;

    public TlsTrust {
        additional = List.copyOf(additional);
    }

    /**
     * Reads the certificates of PEM files.
     *
     * @throws ProblemException USAGE if one cannot be read
     */
    public static TlsTrust of(List<Path> files) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Path file : files) {
            try {
                certificates.addAll(read(file));
            } catch (IOException | CertificateException e) {
                throw TransportProblem.AUTHORITIES_UNREADABLE
                        .thrown(
                                file.toString(),
                                "cannot read the certificate authorities: "
                                        + (e instanceof IOException io
                                                ? FileReason.of(io)
                                                : "no PEM certificate in the file"),
                                "name a file with certificates in PEM: `-----BEGIN CERTIFICATE-----`")
                        .causedBy(e);
            }
        }
        return new TlsTrust(certificates);
    }

    /** All of a file in PEM; at least one. */
    static List<X509Certificate> read(Path file) throws IOException, CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream(SmallFiles.read(file, MAX_BYTES))) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("no PEM certificate in the file");
        }
        return certificates;
    }

    /** Those of files, and of the one that {@code SSL_CERT_FILE} names. */
    public static TlsTrust of(List<Path> files, Map<String, String> variables) {
        List<Path> all = new ArrayList<>(files);
        String variable = variables.getOrDefault("SSL_CERT_FILE", "");
        if (!variable.isEmpty()) {
            all.add(Path.of(variable));
        }
        return of(all);
    }

    /** Both. */
    public TlsTrust and(TlsTrust other) {
        List<X509Certificate> all = new ArrayList<>(additional);
        all.addAll(other.additional);
        return new TlsTrust(all);
    }

    /**
     * Authorities whose certificate has expired or is not valid yet; they are trusted all the same, since Java ignores
     * these dates.
     */
    public List<String> outOfDate(Instant now) {
        return additional.stream()
                .filter(certificate -> now.isBefore(certificate.getNotBefore().toInstant())
                        || now.isAfter(certificate.getNotAfter().toInstant()))
                .map(certificate -> certificate.getSubjectX500Principal().getName() + ", valid from "
                        + certificate.getNotBefore().toInstant() + " to "
                        + certificate.getNotAfter().toInstant())
                .toList();
    }

    HandshakeCertificates.Builder certificates() {
        HandshakeCertificates.Builder builder = new HandshakeCertificates.Builder().addPlatformTrustedCertificates();
        additional.forEach(builder::addTrustedCertificate);
        return builder;
    }
}
