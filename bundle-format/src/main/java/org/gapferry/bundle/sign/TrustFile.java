package org.gapferry.bundle.sign;

import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.ProblemException;

/** One version of a trust file (F8): which keys have which role. Its bytes are kept as they were read. */
public final class TrustFile {
    public static final String PAYLOAD_TYPE = "application/vnd.gapferry.trust+json";

    private final byte[] bytes;
    private final TrustRules rules;

    private TrustFile(byte[] bytes, TrustRules rules) {
        this.bytes = bytes.clone();
        this.rules = rules;
    }

    /** Writes version 1: root and exporter keys, signed by the root. */
    public static byte[] first(SigningKey root, VerificationKey exporter, boolean singleKey) {
        return TrustRules.first(
                        singleKey,
                        Map.of(
                                Role.ROOT, new TrustRules.Keys(List.of(root.verificationKey()), 1),
                                Role.EXPORTER, new TrustRules.Keys(List.of(exporter), 1)))
                .seal(List.of(root));
    }

    /**
     * Reads a trust file that is signed by its own root role. Whether it is the right one is for the caller to know: by
     * its fingerprint, byte for byte, or as the next version of one that is trusted ({@link TrustChain#next}).
     *
     * @param file how messages name it
     * @throws ProblemException TRUST, MALFORMED or LIMIT
     */
    public static TrustFile parse(String file, byte[] bytes) {
        TrustFile trust = parseUnsigned(file, bytes);
        trust.open(file, Envelope.parse(file, bytes), PAYLOAD_TYPE, Role.ROOT);
        return trust;
    }

    /**
     * Reads a trust file that may lack signatures still. For those who sign it, never for those who trust it.
     *
     * @throws ProblemException MALFORMED or LIMIT
     */
    public static TrustFile parseUnsigned(String file, byte[] bytes) {
        Envelope envelope = Envelope.parse(file, bytes);
        try {
            return new TrustFile(bytes, TrustRules.parse(envelope.payload()));
        } catch (StrictJson.Refused | IllegalArgumentException e) {
            throw BundleProblem.MALFORMED_TRUST
                    .thrown(file, "not a trust file: " + e.getMessage())
                    .causedBy(e);
        }
    }

    /**
     * The payload of an envelope, after the threshold of each role was found to have signed it (F3.4). A role that this
     * trust file does not have asks for nothing.
     *
     * @throws ProblemException TRUST, saying which role is short
     */
    public byte[] open(String file, Envelope envelope, String payloadType, Role... roles) {
        requireType(file, envelope, payloadType);
        for (Role role : roles) {
            TrustRules.Keys keys = rules.keys(role);
            int signers = envelope.signers(keys.keys());
            if (signers < keys.threshold()) {
                throw BundleProblem.SIGNATURE_SHORT.thrown(
                        file,
                        "the role `" + role.word() + "` asks for " + keys.threshold() + " signature"
                                + (keys.threshold() == 1 ? "" : "s") + " of its keys, and " + signers + " verified",
                        role == Role.APPROVER
                                ? "an approver looks at the bundle and signs it: gapferry sign BUNDLE --key approver.key"
                                : "if the file came from your exporter, it was changed on the way or signed with another key:"
                                        + " compare `gapferry status --store STORE` with the exporter's public key");
            }
        }
        return envelope.payload();
    }

    /**
     * The payload of an envelope that at least one key of a role signed, whatever the role's threshold: for those who
     * build on a bundle of their own before everybody has signed it.
     *
     * @throws ProblemException TRUST
     */
    public byte[] openOfAny(String file, Envelope envelope, String payloadType, Role role) {
        requireType(file, envelope, payloadType);
        if (envelope.signers(rules.keys(role).keys()) == 0) {
            throw BundleProblem.SIGNATURE_SHORT.thrown(
                    file, "no key of the role `" + role.word() + "` signed it", "name a bundle of your own feed");
        }
        return envelope.payload();
    }

    private static void requireType(String file, Envelope envelope, String payloadType) {
        if (!envelope.payloadType().equals(payloadType)) {
            throw BundleProblem.WRONG_PAYLOAD_TYPE.thrown(
                    file, "signs a document of the type `" + envelope.payloadType() + "`, not `" + payloadType + "`");
        }
    }

    public TrustRules rules() {
        return rules;
    }

    public int version() {
        return rules.version();
    }

    public long epoch() {
        return rules.epoch();
    }

    /** True if one key has all roles: for trials only. */
    public boolean singleKey() {
        return rules.singleKey();
    }

    public TrustRules.Keys keys(Role role) {
        return rules.keys(role);
    }

    /**
     * How many signatures of this file's root keys another file, which may be unfinished, lacks; it may be this one.
     */
    public int rootSignaturesMissingIn(TrustFile other) {
        TrustRules.Keys keys = rules.keys(Role.ROOT);
        return Math.max(
                0, keys.threshold() - Envelope.parse("trust file", other.bytes).signers(keys.keys()));
    }

    /** The file with one more signature. */
    public byte[] countersigned(SigningKey key) {
        return Envelope.parse("trust file", bytes).countersigned(key);
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
