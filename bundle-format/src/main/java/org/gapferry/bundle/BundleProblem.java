package org.gapferry.bundle;

/** What can be wrong with a bundle, a key or a trust file. */
public enum BundleProblem implements ProblemCode {
    NOT_A_BUNDLE(ExitClass.USAGE, "the path that was given is not a folder"),
    UNSAFE_NAME(
            ExitClass.UNSAFE,
            "an entry of the bundle is a link, a pipe, a device, or a folder in a file's place (F1.2)"),
    UNLISTED_FILE(ExitClass.UNLISTED, "a file lies in the bundle that its statement does not imply (F1.3)"),
    MISSING_FILE(ExitClass.MISSING, "a file that the statement implies is not in the bundle (F1.1)"),
    MISSING_BLOB(ExitClass.MISSING, "a blob of the state is neither in the bundle nor in the store (F5.6)"),
    DIGEST_MISMATCH(ExitClass.INTEGRITY, "bytes differ from the digest that was signed for them"),
    SIZE_MISMATCH(ExitClass.INTEGRITY, "a file is longer or shorter than was signed"),
    VOLUME_DIFFERS(ExitClass.INTEGRITY, "a header, padding or end of a volume is not what the packing implies (F6.3)"),
    MALFORMED_ENVELOPE(ExitClass.MALFORMED, "the envelope is not what F3.1 describes"),
    MALFORMED_STATEMENT(ExitClass.MALFORMED, "the signed statement is not what F3.6 describes"),
    MALFORMED_TRUST(ExitClass.MALFORMED, "a trust file is not what F8.2 and F8.3 describe"),
    MALFORMED_INVENTORY(ExitClass.MALFORMED, "a line of the inventory is not what F4 describes"),
    MALFORMED_PACKING(ExitClass.MALFORMED, "a line of the packing is not what F5 describes"),
    NEEDS_NEWER_READER(ExitClass.MALFORMED, "the bundle needs a newer version of Gapferry (F3.8)"),
    TOO_LARGE(ExitClass.LIMIT, "a document exceeds a limit of F2.4"),
    SIGNATURE_SHORT(ExitClass.TRUST, "fewer trusted keys signed than the role asks for (F3.4)"),
    WRONG_PAYLOAD_TYPE(ExitClass.TRUST, "the signed document is of another kind than the one expected (F3.1)"),
    TRUST_DIFFERS(ExitClass.TRUST, "a trust file is not the one that was accepted (F8.5)"),
    TRUST_NOT_NEXT(ExitClass.TRUST, "a later trust file is not the next version of the one before (F8.6)"),
    TRUST_ROLLED_BACK(ExitClass.REPLAY, "a bundle carries fewer versions of the trust file than were accepted (F8.5)"),
    EPOCH_UNKNOWN(ExitClass.TRUST, "a state is of an epoch that no trust file began (F3.10)"),
    FINGERPRINT_DIFFERS(ExitClass.TRUST, "the trust file does not have the fingerprint that was typed (F8.4)"),
    FINGERPRINT_MISTYPED(ExitClass.USAGE, "what was typed is not a fingerprint (F8.4)"),
    REPLAYED(ExitClass.REPLAY, "a lower number than the highest one seen of this feed (F3.9)"),
    JUMPED(ExitClass.REPLAY, "a number lies so far ahead that it may be a theft of the key (F3.11)"),
    TOO_OLD(ExitClass.CLOCK, "a bundle is older than the site allows, or sealed in the future"),
    FORKED(ExitClass.FORK, "the number is taken by another state (F3.7)"),
    MEDIUM_UNREADABLE(ExitClass.MEDIUM, "the medium gave an error"),
    OUTPUT_UNWRITABLE(ExitClass.DESTINATION, "a file or folder could not be written"),
    KEY_UNREADABLE(ExitClass.USAGE, "a key file is missing or not a key"),
    SIGNER_FAILED(ExitClass.USAGE, "a signer outside failed, or made no signature of the key"),
    KEY_LOCKED(ExitClass.USAGE, "a key file needs a passphrase, or another one"),
    KEY_NOT_TRUSTED(ExitClass.TRUST, "the key has not the role it is used for"),
    TRUST_RULE(ExitClass.USAGE, "a trust file of this content would be refused");

    private final ExitClass exitClass;
    private final String meaning;

    BundleProblem(ExitClass exitClass, String meaning) {
        this.exitClass = exitClass;
        this.meaning = meaning;
    }

    @Override
    public String id() {
        return ProblemCode.id("bundle", this);
    }

    @Override
    public ExitClass exitClass() {
        return exitClass;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
