package org.gapferry.bundle.sign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.ProblemException;

/**
 * The versions of a trust file that somebody holds, without a gap: one that was accepted by its fingerprint, and those
 * that followed, each signed by the root role of the one before and by its own (F8.6; the rules of TUF 1.0 section
 * 5.3).
 */
public final class TrustChain {
    /** The largest number of versions (F2.4). */
    public static final int MAX_VERSIONS = 1024;

    private final List<TrustFile> versions;

    private TrustChain(List<TrustFile> versions) {
        this.versions = List.copyOf(versions);
    }

    /** Begins with a file whose fingerprint was compared, or that is held already. */
    public static TrustChain of(TrustFile accepted) {
        return new TrustChain(List.of(accepted));
    }

    /**
     * This chain and its next version.
     *
     * @param file how messages name it
     * @throws ProblemException MALFORMED, LIMIT, or TRUST if it is not signed as F8.6 asks, or is not the next version
     */
    public TrustChain next(String file, byte[] bytes) {
        TrustFile next = TrustFile.parse(file, bytes);
        newest().open(file, Envelope.parse(file, bytes), TrustFile.PAYLOAD_TYPE, Role.ROOT);
        if (next.version() != newest().version() + 1) {
            throw BundleProblem.TRUST_NOT_NEXT.thrown(
                    file,
                    "says that it is version " + next.version() + ", where version " + (newest().version() + 1)
                            + " belongs");
        }
        if (next.epoch() < newest().epoch() || next.epoch() > newest().epoch() + 1) {
            throw BundleProblem.TRUST_NOT_NEXT.thrown(
                    file, "has the epoch " + next.epoch() + " after the epoch " + newest().epoch());
        }
        List<TrustFile> all = new ArrayList<>(versions);
        all.add(next);
        return new TrustChain(all);
    }

    /** The one that counts. */
    public TrustFile newest() {
        return versions.get(versions.size() - 1);
    }

    /** In ascending order; the first need not be version 1. */
    public List<TrustFile> versions() {
        return versions;
    }

    public Optional<TrustFile> version(int number) {
        return versions.stream().filter(trust -> trust.version() == number).findFirst();
    }
}
