package org.gapferry.bundle.sign;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.ProblemException;

/** One version of a trust file (F8): which keys have which role. Its bytes are kept as they were read. */
public final class TrustFile {
    public static final String PAYLOAD_TYPE = "application/vnd.gapferry.trust+json";

    private final byte[] bytes;
    private final int version;
    private final long epoch;
    private final boolean singleKey;
    private final Map<Role, Keys> roles;

    /**
     * The keys of a role.
     *
     * @param threshold how many of them must sign
     */
    public record Keys(List<VerificationKey> keys, int threshold) {
        public Keys {
            keys = List.copyOf(keys);
        }
    }

    private TrustFile(byte[] bytes, int version, long epoch, boolean singleKey, Map<Role, Keys> roles) {
        this.bytes = bytes.clone();
        this.version = version;
        this.epoch = epoch;
        this.singleKey = singleKey;
        this.roles = Map.copyOf(roles);
    }

    /** Writes version 1: root and exporter keys, signed by the root. */
    public static byte[] first(SigningKey root, VerificationKey exporter, boolean singleKey) {
        Map<String, VerificationKey> keys = new LinkedHashMap<>();
        keys.put(root.verificationKey().id(), root.verificationKey());
        keys.put(exporter.id(), exporter);
        StringBuilder out = new StringBuilder("{\"format\":1,\"crit\":[],\"version\":1,\"epoch\":1,\"singleKey\":")
                .append(singleKey)
                .append(",\"keys\":{");
        String separator = "";
        for (VerificationKey key : keys.values()) {
            out.append(separator).append('"').append(key.id()).append("\":{\"algorithm\":\"ed25519\",\"public\":\"");
            out.append(key.base64()).append("\"}");
            separator = ",";
        }
        out.append("},\"roles\":{\"root\":{\"keys\":[\"")
                .append(root.verificationKey().id());
        out.append("\"],\"threshold\":1},\"exporter\":{\"keys\":[\"").append(exporter.id());
        out.append("\"],\"threshold\":1}}}");
        return Envelope.seal(PAYLOAD_TYPE, out.toString().getBytes(StandardCharsets.UTF_8), List.of(root));
    }

    /**
     * Reads a trust file that is signed by its own root role. Whether it is the right one is for the caller to know: by its fingerprint, or
     * byte for byte.
     *
     * @param file how messages name it
     * @throws ProblemException TRUST, MALFORMED or LIMIT
     */
    public static TrustFile parse(String file, byte[] bytes) {
        Envelope envelope = Envelope.parse(file, bytes);
        TrustFile trust;
        try {
            trust = parsePayload(bytes, envelope);
        } catch (StrictJson.Refused | IllegalArgumentException e) {
            throw BundleProblem.MALFORMED_TRUST
                    .thrown(file, "not a trust file: " + e.getMessage())
                    .causedBy(e);
        }
        trust.open(file, envelope, PAYLOAD_TYPE, Role.ROOT);
        return trust;
    }

    private static TrustFile parsePayload(byte[] bytes, Envelope envelope) throws StrictJson.Refused {
        Map<String, Object> object = StrictJson.object(envelope.payload());
        if (integer(object, "format") != 1) {
            throw new StrictJson.Refused("`format` is not 1; a newer version of Gapferry is needed");
        }
        if (!(object.get("crit") instanceof List<?> crit) || !crit.isEmpty()) {
            throw new StrictJson.Refused("`crit` names what this version does not know");
        }
        boolean singleKey = Boolean.TRUE.equals(object.get("singleKey"));
        Map<String, VerificationKey> keys = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map(object, "keys").entrySet()) {
            if (!(entry.getValue() instanceof Map<?, ?> key)
                    || !"ed25519".equals(key.get("algorithm"))
                    || !(key.get("public") instanceof String text)) {
                throw new StrictJson.Refused("a key is not an Ed25519 key");
            }
            VerificationKey read = VerificationKey.of(Base64.getDecoder().decode(text));
            if (!read.id().equals(entry.getKey())) {
                throw new StrictJson.Refused("a key's id is not its SHA-256");
            }
            keys.put(read.id(), read);
        }
        Map<Role, Keys> roles = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            roles.put(role, role(map(object, "roles"), role, keys));
        }
        Set<VerificationKey> both = new HashSet<>(keysOf(roles, Role.ROOT));
        both.retainAll(keysOf(roles, Role.EXPORTER));
        if (!both.isEmpty() && !singleKey) {
            throw new StrictJson.Refused("one key is both root and exporter, and `singleKey` is not true");
        }
        int version = (int) integer(object, "version");
        long epoch = integer(object, "epoch");
        if (version < 1 || version > 1024 || epoch < 1) {
            throw new StrictJson.Refused("`version` or `epoch` is out of range");
        }
        return new TrustFile(bytes, version, epoch, singleKey, roles);
    }

    private static List<VerificationKey> keysOf(Map<Role, Keys> roles, Role role) {
        Keys keys = roles.get(role);
        return keys == null ? List.of() : keys.keys();
    }

    private static Keys role(Map<?, ?> roles, Role role, Map<String, VerificationKey> known) throws StrictJson.Refused {
        if (!(roles.get(role.word()) instanceof Map<?, ?> entry) || !(entry.get("keys") instanceof List<?> ids)) {
            throw new StrictJson.Refused("the role `" + role.word() + "` is missing");
        }
        Set<VerificationKey> keys = new LinkedHashSet<>();
        for (Object id : ids) {
            VerificationKey key = id instanceof String text ? known.get(text) : null;
            if (key == null || !keys.add(key)) {
                throw new StrictJson.Refused(
                        "the role `" + role.word() + "` names a key twice or one that is not there");
            }
        }
        if (!(entry.get("threshold") instanceof Long threshold) || threshold < 1 || threshold > keys.size()) {
            throw new StrictJson.Refused(
                    "the threshold of the role `" + role.word() + "` is not from 1 to " + keys.size());
        }
        return new Keys(new ArrayList<>(keys), threshold.intValue());
    }

    private static long integer(Map<String, Object> object, String key) throws StrictJson.Refused {
        if (!(object.get(key) instanceof Long number)) {
            throw new StrictJson.Refused("`" + key + "` is not an integer");
        }
        return number;
    }

    private static Map<?, ?> map(Map<String, Object> object, String key) throws StrictJson.Refused {
        if (!(object.get(key) instanceof Map<?, ?> map)) {
            throw new StrictJson.Refused("`" + key + "` is not an object");
        }
        return map;
    }

    /**
     * The payload of an envelope, after a role's threshold of keys was found to have signed it (F3.4).
     *
     * @throws ProblemException TRUST, saying which role is short
     */
    public byte[] open(String file, Envelope envelope, String payloadType, Role role) {
        if (!envelope.payloadType().equals(payloadType)) {
            throw BundleProblem.WRONG_PAYLOAD_TYPE.thrown(
                    file, "signs a document of the type `" + envelope.payloadType() + "`, not `" + payloadType + "`");
        }
        Keys keys = keys(role);
        int signers = envelope.signers(keys.keys());
        if (signers < keys.threshold()) {
            throw BundleProblem.SIGNATURE_SHORT.thrown(
                    file,
                    "the role `" + role.word() + "` asks for " + keys.threshold() + " signature"
                            + (keys.threshold() == 1 ? "" : "s") + " of its keys, and " + signers + " verified",
                    "if the file came from your exporter, it was changed on the way or signed with another key:"
                            + " compare `gapferry status --store STORE` with the exporter's public key");
        }
        return envelope.payload();
    }

    public int version() {
        return version;
    }

    public long epoch() {
        return epoch;
    }

    /** True if one key has all roles: for trials only. */
    public boolean singleKey() {
        return singleKey;
    }

    public Keys keys(Role role) {
        Keys keys = roles.get(role);
        if (keys == null) {
            throw new IllegalStateException("no role " + role);
        }
        return keys;
    }

    /** The file as it was read. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public Blob blob() {
        return Blob.of(bytes);
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(blob().digest());
    }
}
