package org.gapferry.bundle;

/** What can be wrong with a bundle, a key or a trust file. */
public enum BundleProblem implements ProblemCode {
    NOT_A_BUNDLE(
            ExitClass.USAGE,
            "the path that was given is not a folder",
            "/media/usb/x: it is not a folder",
            "name the folder that `export` made"),
    UNSAFE_NAME(
            ExitClass.UNSAFE,
            "an entry of the bundle is a link, a pipe, a device, or a folder in a file's place (F1.2)",
            "volumes/0001.tar: it is a link",
            "do not use the medium; have the bundle copied again"),
    UNLISTED_FILE(
            ExitClass.UNLISTED,
            "a file lies in the bundle that its statement does not imply (F1.3)",
            "autorun.inf: the statement does not imply this file",
            "do not use the medium before it is known who put it there"),
    MISSING_FILE(
            ExitClass.MISSING,
            "a file that the statement implies is not in the bundle (F1.1)",
            "volumes/0002.tar: the file is missing",
            "have the bundle copied again, whole"),
    MISSING_BLOB(
            ExitClass.MISSING,
            "a blob of the state is neither in the bundle nor in the store (F5.6)",
            "inventory.jsonl: 12 blobs are neither in the bundle nor in the store",
            "import the bundles before this one, or ask for `export --full` or `--since` a receipt"),
    DIGEST_MISMATCH(
            ExitClass.INTEGRITY,
            "bytes differ from the digest that was signed for them",
            "volumes/0001.tar: the content of sha256:0123... is not what was signed",
            "have the bundle copied again; if it stays, the medium or the exporter is not to be trusted"),
    SIZE_MISMATCH(
            ExitClass.INTEGRITY,
            "a file is longer or shorter than was signed",
            "volumes/0001.tar: it has 10 bytes fewer than were signed",
            "have the bundle copied again"),
    VOLUME_DIFFERS(
            ExitClass.INTEGRITY,
            "a header, padding or end of a volume is not what the packing implies (F6.3)",
            "volumes/0001.tar: the header at 512 is not the one that is expected",
            "have the bundle copied again"),
    MALFORMED_ENVELOPE(
            ExitClass.MALFORMED,
            "the envelope is not what F3.1 describes",
            "statement.dsse.json: not an envelope",
            "have the bundle copied again"),
    MALFORMED_STATEMENT(
            ExitClass.MALFORMED,
            "the signed statement is not what F3.6 describes",
            "statement.dsse.json: `counts` differs from the inventory",
            "report it to whoever exports"),
    MALFORMED_TRUST(
            ExitClass.MALFORMED,
            "a trust file is not what F8.2 and F8.3 describe",
            "trust/1.json: `epoch` is not a number",
            "have the trust file made again"),
    MALFORMED_INVENTORY(
            ExitClass.MALFORMED,
            "a line of the inventory is not what F4 describes",
            "inventory.jsonl.gz:7: lines are not sorted",
            "report it to whoever exports"),
    MALFORMED_PACKING(
            ExitClass.MALFORMED,
            "a line of the packing is not what F5 describes",
            "packing.jsonl.gz:3: part 3 of 2",
            "report it to whoever exports"),
    NEEDS_NEWER_READER(
            ExitClass.MALFORMED,
            "the bundle needs a newer version of Gapferry (F3.8)",
            "statement.dsse.json: it needs `parity`",
            "bring a newer Gapferry across first"),
    TOO_LARGE(
            ExitClass.LIMIT,
            "a document exceeds a limit of F2.4",
            "inventory.jsonl.gz:9: a line is longer than 1048576 bytes",
            "report it to whoever exports"),
    SIGNATURE_SHORT(
            ExitClass.TRUST,
            "fewer trusted keys signed than the role asks for (F3.4)",
            "statement.dsse.json: 1 of 2 exporters signed",
            "have the missing keys sign: `gapferry sign BUNDLE --key KEY`"),
    WRONG_PAYLOAD_TYPE(
            ExitClass.TRUST,
            "the signed document is of another kind than the one expected (F3.1)",
            "statement.dsse.json: the signed document is a trust file",
            "have the bundle made again"),
    TRUST_DIFFERS(
            ExitClass.TRUST,
            "a trust file is not the one that was accepted (F8.5)",
            "trust/1.json: it is not the one that was accepted",
            "do not import: ask whoever exports, by another way"),
    TRUST_NOT_NEXT(
            ExitClass.TRUST,
            "a later trust file is not the next version of the one before (F8.6)",
            "trust/3.json: version 2 is missing before it",
            "accept the versions in between first"),
    TRUST_ROLLED_BACK(
            ExitClass.REPLAY,
            "a bundle carries fewer versions of the trust file than were accepted (F8.5)",
            "trust: the bundle carries 1 version, and 2 were accepted",
            "do not import: it was made with what was revoked"),
    EPOCH_UNKNOWN(
            ExitClass.TRUST,
            "a state is of an epoch that no trust file began (F3.10)",
            "statement.dsse.json: no trust file began epoch 3",
            "accept the trust file that begins it"),
    FINGERPRINT_DIFFERS(
            ExitClass.TRUST,
            "the trust file does not have the fingerprint that was typed (F8.4)",
            "trust.json: its fingerprint is another one than was typed",
            "ask again, by another way than the file came"),
    FINGERPRINT_MISTYPED(
            ExitClass.USAGE,
            "what was typed is not a fingerprint (F8.4)",
            "--fingerprint: it is not one",
            "type the last line that `trust init` printed"),
    REPLAYED(
            ExitClass.REPLAY,
            "a lower number than the highest one seen of this feed (F3.9)",
            "statement.dsse.json: platform 1.3, and 1.4 was imported",
            "nothing: the store has it, or a newer one"),
    JUMPED(
            ExitClass.REPLAY,
            "a number lies so far ahead that it may be a theft of the key (F3.11)",
            "statement.dsse.json: platform 1.90000, and 1.4 was the highest",
            "ask whoever exports; if it is meant, `--accept-jump`"),
    TOO_OLD(
            ExitClass.CLOCK,
            "a bundle is older than the site allows, or sealed in the future",
            "statement.dsse.json: it was sealed 60 days ago, and 30 are allowed",
            "ask for a new bundle, or check the clock"),
    FORKED(
            ExitClass.FORK,
            "the number is taken by another state (F3.7)",
            "statement.dsse.json: platform 1.4 was imported with another content",
            "ask whoever exports: a number was given out twice"),
    MEDIUM_UNREADABLE(
            ExitClass.MEDIUM,
            "the medium gave an error",
            "volumes/0001.tar: the medium gave an error",
            "try another port or medium; then the same command goes on"),
    OUTPUT_UNWRITABLE(
            ExitClass.DESTINATION,
            "a file or folder could not be written",
            "keys/root.key: the file exists, and a key is never replaced",
            "name another file"),
    KEY_UNREADABLE(
            ExitClass.USAGE,
            "a key file is missing or not a key",
            "keys/exporter.key: there is no such key file",
            "`gapferry key generate --out keys/exporter`"),
    SIGNER_FAILED(
            ExitClass.USAGE,
            "a signer outside failed, or made no signature of the key",
            "--sign-cmd: the signer failed: it ended with 1",
            "try it alone: `printf test | COMMAND | base64`"),
    KEY_LOCKED(
            ExitClass.USAGE,
            "a key file needs a passphrase, or another one",
            "keys/exporter.key: the passphrase does not open this key",
            "give the right one with `--passphrase-file`, in `GAPFERRY_PASSPHRASE`, or at the prompt"),
    KEY_NOT_TRUSTED(
            ExitClass.TRUST,
            "the key has not the role it is used for",
            "--key: the key 0123456789abcdef is no root key of this version",
            "`gapferry trust show trust.json` lists them"),
    TRUST_RULE(
            ExitClass.USAGE,
            "a trust file of this content would be refused",
            "--exporter-threshold: 3 of 2 exporters cannot sign",
            "name as many keys as the threshold asks for");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    BundleProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration(exitClass, meaning, example, remedy);
    }

    @Override
    public String id() {
        return ProblemCode.id("bundle", this);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
