package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.TrustRules;
import org.gapferry.bundle.sign.VerificationKey;
import org.gapferry.cli.CliProblem;

/** The next version of a trust file, put together from the one before. */
final class TrustChange {
    private final TrustFile before;
    private final Map<Role, Set<VerificationKey>> keys = new EnumMap<>(Role.class);
    private final Map<Role, Integer> thresholds = new EnumMap<>(Role.class);
    private boolean newEpoch;

    TrustChange(TrustFile before) {
        this.before = before;
        for (Role role : Role.values()) {
            keys.put(role, new LinkedHashSet<>(before.keys(role).keys()));
            thresholds.put(role, before.keys(role).threshold());
        }
    }

    private Set<VerificationKey> keys(Role role) {
        return Objects.requireNonNull(keys.get(role));
    }

    void add(Role role, List<VerificationKey> added) {
        keys(role).addAll(added);
    }

    /**
     * Whoever stole an exporter's key may have signed any number: where one goes, the numbers begin again in a new
     * epoch.
     */
    void remove(VerificationKey key, String name) {
        newEpoch |= keys(Role.EXPORTER).contains(key);
        boolean found = false;
        for (Set<VerificationKey> role : keys.values()) {
            found |= role.remove(key);
        }
        if (!found) {
            throw CliProblem.BAD_OPTION.thrown(
                    name,
                    "the key " + key.id().substring(0, 16) + " has no role in version " + before.version(),
                    "gapferry trust show FILE");
        }
    }

    void threshold(Role role, int threshold) {
        if (threshold > 0) {
            thresholds.put(role, threshold);
        }
    }

    void beginEpoch() {
        newEpoch = true;
    }

    boolean beginsEpoch() {
        return newEpoch;
    }

    /** The new file, signed by those who are here. */
    byte[] seal(List<SigningKey> signers) {
        Map<Role, TrustRules.Keys> roles = new EnumMap<>(Role.class);
        keys.forEach((role, list) -> {
            if (!list.isEmpty() || role.isNeeded()) {
                int threshold = Math.max(1, thresholds.getOrDefault(role, 1));
                roles.put(role, new TrustRules.Keys(new ArrayList<>(list), threshold));
            }
        });
        try {
            return before.rules().next(newEpoch, roles).seal(signers);
        } catch (IllegalArgumentException e) {
            throw TrustOutput.broken(e);
        }
    }

    /** The version before, which must be complete. */
    static TrustFile read(Path file) {
        return TrustFile.parse(file.toString(), SmallFile.read(file, "a trust file"));
    }
}
