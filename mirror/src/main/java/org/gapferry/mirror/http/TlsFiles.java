package org.gapferry.mirror.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.mirror.store.StoreProblem;

/**
 * A certificate with its chain, and its private key, both as PEM (RFC 7468): the certificate of the server first, the
 * key in PKCS #8.
 */
public record TlsFiles(Path certificate, Path key) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    static final char[] NO_PASSWORD = {};

    /** @throws org.gapferry.bundle.ProblemException USAGE, naming the file */
    KeyStore load() {
        try {
            Certificate[] chain;
            try (InputStream in = Files.newInputStream(certificate)) {
                chain = CertificateFactory.getInstance("X.509")
                        .generateCertificates(in)
                        .toArray(Certificate[]::new);
            }
            if (chain.length == 0 || !(chain[0] instanceof X509Certificate first)) {
                throw StoreProblem.BAD_CERTIFICATE.thrown(certificate.toString(), "no certificate in the file");
            }
            first.checkValidity();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            PrivateKey own = privateKey();
            if (!belongTogether(own, first)) {
                throw StoreProblem.BAD_CERTIFICATE.thrown(
                        key.toString(), "the key does not match the certificate " + certificate);
            }
            store.setKeyEntry("mirror", own, NO_PASSWORD, chain);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw StoreProblem.BAD_CERTIFICATE
                    .thrown(
                            certificate.toString(),
                            "cannot use the certificate: " + e.getMessage(),
                            "write PEM: the server's certificate first, then the chain")
                    .causedBy(e);
        }
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        }
    }

    private PrivateKey privateKey() throws IOException {
        Matcher pem = KEY.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
        if (pem.find()) {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            for (String algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (GeneralSecurityException e) {
                    // of another algorithm: the next one is tried
                }
            }
        }
        throw StoreProblem.BAD_CERTIFICATE.thrown(
                key.toString(),
                "not a private key in PKCS #8 without a passphrase",
                "convert it: openssl pkcs8 -topk8 -nocrypt -in " + key + " -out mirror.key");
    }
}
