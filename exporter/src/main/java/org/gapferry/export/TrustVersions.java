package org.gapferry.export;

import java.util.Objects;
import java.util.TreeMap;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;

/** Gathers the versions of a trust file from wherever they are kept, and makes one chain of them. */
final class TrustVersions {
    private final TreeMap<Integer, TrustFile> versions = new TreeMap<>();

    /** @throws org.gapferry.bundle.ProblemException TRUST if there is another file of this version */
    void add(TrustFile version) {
        TrustFile known = versions.putIfAbsent(version.version(), version);
        if (known != null && !known.blob().equals(version.blob())) {
            throw BundleProblem.TRUST_DIFFERS.thrown(
                    "--trust",
                    "two different trust files of version " + version.version() + ", with the fingerprints "
                            + known.fingerprint() + " and " + version.fingerprint());
        }
    }

    /**
     * All versions from 1 on.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE if one is not there, TRUST if one does not follow from the one
     *     before
     */
    TrustChain chain() {
        int newest = versions.lastKey();
        TrustChain chain = null;
        for (int number = 1; number <= newest; number++) {
            TrustFile version = versions.get(number);
            if (version == null) {
                throw ExportProblem.TRUST_INCOMPLETE.thrown(
                        "--trust",
                        "version " + number + " of the trust file is missing; every bundle includes all up to version "
                                + newest,
                        "pass all versions: --trust trust-" + number + ".json --trust trust-" + newest + ".json");
            }
            String name = "trust version " + number;
            chain = chain == null ? TrustChain.of(version) : chain.next(name, version.bytes());
        }
        return Objects.requireNonNull(chain);
    }
}
