package org.gapferry.mirror.store;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong with a store. */
public enum StoreProblem implements ProblemCode {
    NO_STORE(
            ExitClass.USAGE,
            "the folder is not a store",
            "store: no such store",
            "`gapferry trust accept` creates a store"),
    NO_GENERATION(
            ExitClass.USAGE,
            "the store has no generation of this number",
            "store: no generation 7 before 5",
            "`gapferry status` shows the current generation"),
    NO_TRUST(
            ExitClass.TRUST,
            "the store has accepted no trust file, so nothing can be imported into it",
            "the store has accepted no trust file",
            "`gapferry trust accept trust.json --store STORE --fingerprint F`"),
    OTHER_TRUST(
            ExitClass.TRUST,
            "the store already trusts another trust file",
            "store: the store already trusts another trust file",
            "use a separate store for the bundles of another exporter"),
    LOCKED(
            ExitClass.LOCKED,
            "another process is writing to the store",
            "store/lock: another process is writing to this store",
            "wait until it has finished, then run the same command again"),
    UNWRITABLE(
            ExitClass.DESTINATION,
            "cannot write to the store",
            "store: cannot write to the store: Read-only file system",
            "check free space and permissions, then run the same command again"),
    FULL(
            ExitClass.DESTINATION,
            "not enough disk space for the import",
            "store: not enough space: 10 bytes are needed, 5 are free",
            "free at least the space that the hint states"),
    DAMAGED(
            ExitClass.DESTINATION,
            "a file of the store is damaged or missing",
            "store/generations/5: the generation is damaged",
            "run `gapferry store rollback` to serve the previous generation, then check the disk"),
    CONTRADICTION(
            ExitClass.CONTRADICTION,
            "a file of an already imported version has other bytes",
            "pkg:npm/left-pad@1.3.0: left-pad-1.3.0.tgz was imported with other bytes before",
            "do not import the bundle; ask the exporting side"),
    RANK_WENT_BACK(
            ExitClass.REPLAY,
            "the rank of a monotonic pointer went back",
            "inventory.jsonl.gz: pointer `pkg:golang/sums#latest`: its rank goes back",
            "do not import the bundle; ask the exporting side why an upstream showed an older state"),
    POINTER_CONTRADICTS(
            ExitClass.CONTRADICTION,
            "an append-only or monotonic pointer changed in a way that its kind forbids",
            "inventory.jsonl.gz: pointer `pkg:golang/sums#tile/0/000`: it is append-only, and leads to another document",
            "do not import the bundle; ask the exporting side: an upstream that shows two histories can be under attack"),
    BAD_CERTIFICATE(
            ExitClass.USAGE,
            "invalid certificate or key",
            "mirror.key: the key does not match the certificate mirror.pem",
            "write the certificate first, then its chain, in PEM; the key in PKCS #8"),
    BAD_TOKENS(
            ExitClass.USAGE,
            "invalid file of read tokens",
            "tokens: other users of this machine can read the tokens",
            "`chmod 600` the file; write one token of at least 16 characters per line"),
    BAD_ADDRESS(
            ExitClass.USAGE,
            "invalid listen address or public URL",
            "--listen: `8080` is not HOST:PORT",
            "write `--listen 127.0.0.1:8080`"),
    ADDRESS_IN_USE(
            ExitClass.DESTINATION,
            "cannot listen on the address",
            "127.0.0.1:8080: cannot listen on this address: Address already in use",
            "choose another address with `--listen`; port 0 picks a free one");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    StoreProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration("store", exitClass, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
