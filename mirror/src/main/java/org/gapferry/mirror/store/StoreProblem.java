package org.gapferry.mirror.store;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong with a store. */
public enum StoreProblem implements ProblemCode {
    NO_STORE(
            ExitClass.USAGE,
            "the folder is no store",
            "store: there is no such store",
            "`gapferry trust accept` makes it"),
    NO_GENERATION(
            ExitClass.USAGE,
            "the store has no generation of this number",
            "store: there is no generation 7 before 5",
            "`gapferry status` lists them"),
    NO_TRUST(
            ExitClass.TRUST,
            "the store has accepted no trust file, so nothing can be imported into it",
            "the store has accepted no trust file",
            "`gapferry trust accept trust.json --store STORE --fingerprint F`"),
    OTHER_TRUST(
            ExitClass.TRUST,
            "the store has accepted another trust file",
            "store: it has accepted another trust file",
            "make another store for another exporter's bundles"),
    LOCKED(
            ExitClass.LOCKED,
            "another process writes the store",
            "store/lock: another process writes this store",
            "wait until it is done, then run the same command again"),
    UNWRITABLE(
            ExitClass.DESTINATION,
            "the store cannot be written",
            "store: the store cannot be written: Read-only file system",
            "check free space and rights, then run the same command again"),
    FULL(
            ExitClass.DESTINATION,
            "there is not enough space for what is missing in the store",
            "store: the store needs 10 more bytes and has 5",
            "free as much as the message says"),
    DAMAGED(
            ExitClass.DESTINATION,
            "a file of the store is damaged or missing",
            "store/generations/5: the generation is damaged",
            "`gapferry store rollback` serves the one before; then look at the disk"),
    CONTRADICTION(
            ExitClass.CONTRADICTION,
            "a coordinate comes with other bytes than it came with before",
            "pkg:npm/left-pad@1.3.0: it came with other bytes before",
            "do not import: ask whoever exports"),
    RANK_WENT_BACK(
            ExitClass.REPLAY,
            "a monotonic pointer comes with a lower rank than its feed brought before",
            "inventory.jsonl.gz: pointer `pkg:golang/sums#latest`: its rank goes back",
            "do not import: ask whoever exports why an upstream showed an older state"),
    POINTER_CONTRADICTS(
            ExitClass.CONTRADICTION,
            "an append-only or monotonic pointer changes in a way that its kind rules out",
            "inventory.jsonl.gz: pointer `pkg:golang/sums#tile/0/000`: it is append-only, and leads to another document",
            "do not import: ask whoever exports; an upstream that shows two histories is the mark of an attack"),
    BAD_CERTIFICATE(
            ExitClass.USAGE,
            "a certificate or its key cannot be used",
            "mirror.pem: the key is not the one of the certificate",
            "the certificate first, then its chain; the key in PKCS #8"),
    BAD_TOKENS(
            ExitClass.USAGE,
            "a file of read tokens cannot be used",
            "tokens: other users of this machine may read the tokens",
            "`chmod 600` the file; one token of at least 16 characters a line"),
    BAD_ADDRESS(
            ExitClass.USAGE,
            "an address to listen on, or a public URL, is not one",
            "--listen: `8080` is no HOST:PORT",
            "write `--listen 127.0.0.1:8080`"),
    ADDRESS_IN_USE(
            ExitClass.DESTINATION,
            "the address to listen on is taken or not there",
            "127.0.0.1:8080: the address cannot be listened on: Address already in use",
            "choose another with `--listen`; port 0 takes any free one");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    StoreProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration(exitClass, meaning, example, remedy);
    }

    @Override
    public String id() {
        return ProblemCode.id("store", this);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
