package org.gapferry.bundle.sign;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a version of a trust file says (F8.2, F8.3). Every value of this type keeps the rules of F8.3, so that a file
 * with a threshold that cannot be met, or that means nothing, is never written and never read.
 *
 * @param version from 1 to 1,024
 * @param epoch from 1
 * @param singleKey true if one key may have all roles
 */
public record TrustRules(int version, long epoch, boolean singleKey, Map<Role, Keys> roles) {
    private static final int MAX_VERSION = 1024;

    /**
     * The keys of a role.
     *
     * @param threshold how many of them must sign; 0 for a role that is not there
     */
    public record Keys(List<VerificationKey> keys, int threshold) {
        static final Keys NONE = new Keys(List.of(), 0);

        public Keys {
            keys = List.copyOf(keys);
        }
    }

    /** @throws IllegalArgumentException saying which rule is broken */
    public TrustRules {
        EnumMap<Role, Keys> ordered = new EnumMap<>(Role.class);
        roles.forEach(ordered::put);
        roles = Collections.unmodifiableMap(ordered);
        if (version < 1 || version > MAX_VERSION || epoch < 1) {
            throw new IllegalArgumentException("`version` or `epoch` is out of range");
        }
        for (Role role : Role.values()) {
            Keys keys = roles.get(role);
            if (keys == null) {
                if (role.isNeeded()) {
                    throw new IllegalArgumentException("the role `" + role.word() + "` is missing");
                }
            } else if (new HashSet<>(keys.keys()).size() != keys.keys().size()) {
                throw new IllegalArgumentException("the role `" + role.word() + "` has a duplicate key");
            } else if (keys.threshold() < 1 || keys.threshold() > keys.keys().size()) {
                throw new IllegalArgumentException("the threshold of the role `" + role.word() + "` is not from 1 to "
                        + keys.keys().size());
            }
        }
        if (!singleKey) {
            requireDistinct(roles, Role.ROOT, Role.EXPORTER);
            requireDistinct(roles, Role.ROOT, Role.APPROVER);
            requireDistinct(roles, Role.EXPORTER, Role.APPROVER);
        }
    }

    private static void requireDistinct(Map<Role, Keys> roles, Role one, Role other) {
        Set<VerificationKey> both =
                new HashSet<>(roles.getOrDefault(one, Keys.NONE).keys());
        both.retainAll(roles.getOrDefault(other, Keys.NONE).keys());
        if (!both.isEmpty()) {
            throw new IllegalArgumentException(
                    "one key is both " + one.word() + " and " + other.word() + ", and `singleKey` is not true");
        }
    }

    /** Version 1 of epoch 1. */
    public static TrustRules first(boolean singleKey, Map<Role, Keys> roles) {
        return new TrustRules(1, 1, singleKey, roles);
    }

    /** The next version. */
    public TrustRules next(boolean newEpoch, Map<Role, Keys> newRoles) {
        return new TrustRules(version + 1, newEpoch ? epoch + 1 : epoch, singleKey, newRoles);
    }

    /** The keys of a role; none with the threshold 0 if there is no such role. */
    public Keys keys(Role role) {
        return roles.getOrDefault(role, Keys.NONE);
    }

    /** The trust file's bytes, with the signatures of these keys. */
    public byte[] seal(List<SigningKey> signers) {
        return Envelope.seal(TrustFile.PAYLOAD_TYPE, payload().getBytes(StandardCharsets.UTF_8), signers);
    }

    private String payload() {
        Map<String, VerificationKey> keys = new LinkedHashMap<>();
        roles.values().forEach(role -> role.keys().forEach(key -> keys.put(key.id(), key)));
        StringBuilder out = new StringBuilder("{\"format\":1,\"crit\":[],\"version\":").append(version);
        out.append(",\"epoch\":").append(epoch).append(",\"singleKey\":").append(singleKey);
        String separator = ",\"keys\":{";
        for (VerificationKey key : keys.values()) {
            out.append(separator).append('"').append(key.id()).append("\":{\"algorithm\":\"ed25519\",\"public\":\"");
            out.append(key.base64()).append("\"}");
            separator = ",";
        }
        separator = "},\"roles\":{";
        for (Map.Entry<Role, Keys> role : roles.entrySet()) {
            out.append(separator).append('"').append(role.getKey().word()).append("\":{\"keys\":[");
            separator = ",";
            String comma = "\"";
            for (VerificationKey key : role.getValue().keys()) {
                out.append(comma).append(key.id()).append('"');
                comma = ",\"";
            }
            out.append("],\"threshold\":").append(role.getValue().threshold()).append('}');
        }
        return out.append("}}").toString();
    }

    static TrustRules parse(byte[] payload) throws StrictJson.Refused {
        Map<String, Object> object = StrictJson.object(payload);
        if (integer(object, "format") != 1) {
            throw new StrictJson.Refused("`format` is not 1; a newer version of Gapferry is needed");
        }
        if (!(object.get("crit") instanceof List<?> crit) || !crit.isEmpty()) {
            throw new StrictJson.Refused("`crit` names what this version does not know");
        }
        Map<String, VerificationKey> keys = keys(map(object, "keys"));
        Map<?, ?> named = map(object, "roles");
        Set<String> unknown = new TreeSet<>();
        named.keySet().forEach(role -> unknown.add(String.valueOf(role)));
        Map<Role, Keys> roles = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            if (unknown.remove(role.word())) {
                roles.put(role, role(named, role, keys));
            }
        }
        if (!unknown.isEmpty()) {
            throw new StrictJson.Refused("the role `" + unknown.iterator().next() + "` is not known");
        }
        long version = integer(object, "version");
        return new TrustRules(
                (int) Math.max(0, Math.min(version, Integer.MAX_VALUE)),
                integer(object, "epoch"),
                Boolean.TRUE.equals(object.get("singleKey")),
                roles);
    }

    private static Map<String, VerificationKey> keys(Map<?, ?> object) throws StrictJson.Refused {
        Map<String, VerificationKey> keys = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : object.entrySet()) {
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
        return keys;
    }

    private static Keys role(Map<?, ?> roles, Role role, Map<String, VerificationKey> known) throws StrictJson.Refused {
        if (!(roles.get(role.word()) instanceof Map<?, ?> entry)
                || !(entry.get("keys") instanceof List<?> ids)
                || !(entry.get("threshold") instanceof Long threshold)) {
            throw new StrictJson.Refused("the role `" + role.word() + "` is not an object with `keys` and `threshold`");
        }
        Set<VerificationKey> keys = new LinkedHashSet<>();
        for (Object id : ids) {
            VerificationKey key = id instanceof String text ? known.get(text) : null;
            if (key == null || !keys.add(key)) {
                throw new StrictJson.Refused("the role `" + role.word() + "` has a duplicate or unknown key");
            }
        }
        return new Keys(new ArrayList<>(keys), (int) Math.max(-1, Math.min(threshold, Integer.MAX_VALUE)));
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
}
