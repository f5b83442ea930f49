package org.gapferry.bundle.sign;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.ProblemException;

/**
 * A DSSE envelope (F3.1 to F3.3): exact bytes with signatures over them. Nothing in it is trusted until {@link
 * TrustFile#open}.
 */
public final class Envelope {
    private static final int MAX_SIGNATURES = 64;

    private final String payloadType;
    private final byte[] payload;
    private final List<Signed> signatures;

    /** One signature; the key's id is a hint and decides nothing. */
    private static final class Signed {
        private final String keyId;
        private final byte[] signature;

        Signed(String keyId, byte[] signature) {
            this.keyId = keyId;
            this.signature = signature;
        }
    }

    private Envelope(String payloadType, byte[] payload, List<Signed> signatures) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signatures = List.copyOf(signatures);
    }

    /**
     * Reads an envelope.
     *
     * @param file how messages name it
     * @throws ProblemException LIMIT or MALFORMED
     */
    public static Envelope parse(String file, byte[] bytes) {
        if (bytes.length > StrictJson.MAX_BYTES) {
            throw BundleProblem.TOO_LARGE.thrown(file, "an envelope has at most " + StrictJson.MAX_BYTES + " bytes");
        }
        try {
            Map<String, Object> object = StrictJson.object(bytes);
            List<Signed> signatures = new ArrayList<>();
            if (!(object.get("signatures") instanceof List<?> list)) {
                throw new StrictJson.Refused("`signatures` is not an array");
            }
            if (list.size() > MAX_SIGNATURES) {
                throw BundleProblem.TOO_LARGE.thrown(file, "more than " + MAX_SIGNATURES + " signatures");
            }
            for (Object item : list) {
                if (!(item instanceof Map<?, ?> signature) || !(signature.get("sig") instanceof String text)) {
                    throw new StrictJson.Refused("a signature is not an object with `sig`");
                }
                signatures.add(new Signed(signature.get("keyid") instanceof String id ? id : "", base64("sig", text)));
            }
            return new Envelope(text(object, "payloadType"), base64("payload", text(object, "payload")), signatures);
        } catch (StrictJson.Refused e) {
            throw BundleProblem.MALFORMED_ENVELOPE
                    .thrown(file, "not an envelope: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private static String text(Map<String, Object> object, String key) throws StrictJson.Refused {
        if (!(object.get(key) instanceof String text)) {
            throw new StrictJson.Refused("`" + key + "` is not a string");
        }
        return text;
    }

    private static byte[] base64(String key, String text) throws StrictJson.Refused {
        boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            byte[] bytes = (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            String canonical = (urlSafe ? Base64.getUrlEncoder() : Base64.getEncoder()).encodeToString(bytes);
            if (canonical.equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new StrictJson.Refused("`" + key + "` is not base64");
        }
        throw new StrictJson.Refused("`" + key + "` is not canonical base64");
    }

    /** Signs a payload and returns the envelope's bytes, ended by a newline. */
    public static byte[] seal(String payloadType, byte[] payload, List<SigningKey> keys) {
        byte[] message = signedBytes(payloadType, payload);
        return write(
                payloadType,
                payload,
                keys.stream()
                        .map(key -> new Signed(key.verificationKey().id(), key.sign(message)))
                        .toList());
    }

    /** The envelope's bytes with one more signature; the same envelope if the key has signed it already. */
    public byte[] countersigned(SigningKey key) {
        List<Signed> all = new ArrayList<>(signatures);
        if (signers(List.of(key.verificationKey())) == 0) {
            all.add(new Signed(key.verificationKey().id(), key.sign(signedBytes(payloadType, payload))));
        }
        return write(payloadType, payload, all);
    }

    private static byte[] write(String payloadType, byte[] payload, List<Signed> signatures) {
        StringBuilder out = new StringBuilder("{\"payloadType\":");
        Json.quote(out, payloadType);
        out.append(",\"payload\":\"")
                .append(Base64.getEncoder().encodeToString(payload))
                .append("\",\"signatures\":[");
        String separator = "";
        for (Signed signed : signatures) {
            Json.quote(out.append(separator).append("{\"keyid\":"), signed.keyId);
            out.append(",\"sig\":\"")
                    .append(Base64.getEncoder().encodeToString(signed.signature))
                    .append("\"}");
            separator = ",";
        }
        return out.append("]}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** DSSE's pre-authentication encoding (F3.3). */
    static byte[] signedBytes(String payloadType, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 64);
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** How many of the keys signed; each counts once (F3.4). */
    int signers(List<VerificationKey> keys) {
        byte[] message = signedBytes(payloadType, payload);
        return (int) keys.stream()
                .filter(key -> signatures.stream()
                        .anyMatch(signed -> Ed25519.verifies(key.bytes(), message, signed.signature)))
                .count();
    }

    String payloadType() {
        return payloadType;
    }

    byte[] payload() {
        return payload.clone();
    }
}
