package org.gapferry.bundle;

/** What can be wrong with a bundle, a key or a trust file. */
public enum BundleProblem implements ProblemCode {
    NOT_A_BUNDLE(
            ExitClass.USAGE,
            "the given path is not a folder",
            "/media/usb/x: not a folder",
            "use the folder that `export` printed"),
    UNSAFE_NAME(
            ExitClass.UNSAFE,
            "an entry of the bundle is a link, a pipe, a device, or a folder in a file's place (F1.2)",
            "volumes/0001.tar: it is a link",
            "do not use the medium; copy the bundle again"),
    UNLISTED_FILE(
            ExitClass.UNLISTED,
            "the bundle has a file that its statement does not list (F1.3)",
            "autorun.inf: the statement does not list this file",
            "find out where the file comes from before using the medium"),
    MISSING_FILE(
            ExitClass.MISSING,
            "a file that the statement lists is missing (F1.1)",
            "volumes/0002.tar: the file is missing",
            "copy the whole bundle again"),
    MISSING_BLOB(
            ExitClass.MISSING,
            "a blob of the state is neither in the bundle nor in the store (F5.6)",
            "inventory.jsonl: 12 blobs are neither in the bundle nor in the store",
            "import the earlier bundles first, or request one by `export --full` or `export --since RECEIPT`"),
    DIGEST_MISMATCH(
            ExitClass.INTEGRITY,
            "bytes differ from the digest that was signed for them",
            "volumes/0001.tar: the content of sha256:0123... is not what was signed",
            "copy the bundle again; if the error remains, do not trust the medium or the exporter"),
    SIZE_MISMATCH(
            ExitClass.INTEGRITY,
            "the size of a file differs from the signed size",
            "volumes/0001.tar: 10 bytes shorter than its signed size",
            "copy the bundle again"),
    VOLUME_DIFFERS(
            ExitClass.INTEGRITY,
            "a header, padding or end of a volume differs from the packing (F6.3)",
            "volumes/0001.tar: unexpected header at 512",
            "copy the bundle again"),
    MALFORMED_ENVELOPE(
            ExitClass.MALFORMED,
            "the envelope does not follow F3.1",
            "statement.dsse.json: not an envelope",
            "copy the bundle again"),
    MALFORMED_STATEMENT(
            ExitClass.MALFORMED,
            "the signed statement does not follow F3.6",
            "statement.dsse.json: `counts` differs from the inventory",
            "report it to the exporting side"),
    MALFORMED_TRUST(
            ExitClass.MALFORMED,
            "a trust file does not follow F8.2 and F8.3",
            "trust/1.json: `epoch` is not a number",
            "create the trust file again"),
    MALFORMED_INVENTORY(
            ExitClass.MALFORMED,
            "a line of the inventory does not follow F4",
            "inventory.jsonl.gz:7: lines are not sorted",
            "report it to the exporting side"),
    MALFORMED_PACKING(
            ExitClass.MALFORMED,
            "a line of the packing does not follow F5",
            "packing.jsonl.gz:3: part 3 of 2",
            "report it to the exporting side"),
    NEEDS_NEWER_READER(
            ExitClass.MALFORMED,
            "the bundle needs a newer version of Gapferry (F3.8)",
            "statement.dsse.json: requires the extension `parity`",
            "update Gapferry on this machine first"),
    TOO_LARGE(
            ExitClass.LIMIT,
            "a document exceeds a limit of F2.4",
            "inventory.jsonl.gz:9: a line is longer than 1048576 bytes",
            "report it to the exporting side"),
    SIGNATURE_SHORT(
            ExitClass.TRUST,
            "fewer trusted keys signed than the role requires (F3.4)",
            "statement.dsse.json: 1 of 2 exporters signed",
            "add the missing signatures: `gapferry sign BUNDLE --key KEY`"),
    WRONG_PAYLOAD_TYPE(
            ExitClass.TRUST,
            "the signed document has another type than expected (F3.1)",
            "statement.dsse.json: the signed document is a trust file",
            "create the bundle again"),
    TRUST_DIFFERS(
            ExitClass.TRUST,
            "a trust file differs from the accepted one (F8.5)",
            "trust/1.json: differs from the accepted trust file",
            "do not import the bundle; ask the exporting side over a separate channel"),
    TRUST_NOT_NEXT(
            ExitClass.TRUST,
            "a trust file is not the next version of the previous one (F8.6)",
            "trust/3.json: version 2 is missing",
            "accept the versions in between first"),
    TRUST_ROLLED_BACK(
            ExitClass.REPLAY,
            "the bundle has fewer versions of the trust file than were accepted (F8.5)",
            "trust: the bundle has 1 version, but 2 were accepted",
            "do not import the bundle: its trust file may have been revoked"),
    EPOCH_UNKNOWN(
            ExitClass.TRUST,
            "no trust file started the epoch of the state (F3.10)",
            "statement.dsse.json: no trust file started epoch 3",
            "accept the trust file that starts the epoch"),
    FINGERPRINT_DIFFERS(
            ExitClass.TRUST,
            "the trust file does not have the given fingerprint (F8.4)",
            "trust.json: the fingerprint differs",
            "ask for the fingerprint again, over a separate channel"),
    FINGERPRINT_MISTYPED(
            ExitClass.USAGE,
            "invalid fingerprint (F8.4)",
            "--fingerprint: invalid fingerprint",
            "use the last line that `trust init` printed"),
    REPLAYED(
            ExitClass.REPLAY,
            "the number is lower than the highest one imported of this feed (F3.9)",
            "statement.dsse.json: platform 1.3 is older than the imported 1.4",
            "none needed: the store has this state or a newer one"),
    JUMPED(
            ExitClass.REPLAY,
            "the number is so far ahead that the exporter's key may be stolen (F3.11)",
            "statement.dsse.json: platform 1.90000 is far ahead of the imported 1.4",
            "ask the exporting side; if it is intended, use `--accept-jump`"),
    TOO_OLD(
            ExitClass.CLOCK,
            "the bundle is older than allowed, or was sealed in the future",
            "statement.dsse.json: sealed 60 days ago, but 30 are allowed",
            "request a new bundle, or check the clock"),
    FORKED(
            ExitClass.FORK,
            "another state has this number (F3.7)",
            "statement.dsse.json: platform 1.4 was imported with other contents",
            "ask the exporting side: a number was used for two states"),
    MEDIUM_UNREADABLE(
            ExitClass.MEDIUM,
            "the medium returned an error",
            "volumes/0001.tar: the medium returned an error",
            "try another port or medium, then run the same command again"),
    OUTPUT_UNWRITABLE(
            ExitClass.DESTINATION,
            "cannot write a file or folder",
            "keys/root.key: the file exists, and keys are never overwritten",
            "choose another file"),
    KEY_UNREADABLE(
            ExitClass.USAGE,
            "a key file is missing or not a key",
            "keys/exporter.key: no such file",
            "`gapferry key generate --out keys/exporter`"),
    SIGNER_FAILED(
            ExitClass.USAGE,
            "the signing command failed, or did not write a valid signature",
            "--sign-cmd: the signing command failed: exit status 1",
            "test the command: `printf test | COMMAND | base64`"),
    KEY_LOCKED(
            ExitClass.USAGE,
            "the passphrase of a key is missing or wrong",
            "keys/exporter.key: wrong passphrase",
            "pass the passphrase with `--passphrase-file`, in `GAPFERRY_PASSPHRASE`, or at the prompt"),
    KEY_NOT_TRUSTED(
            ExitClass.TRUST,
            "the key does not have the required role",
            "--key: the key 0123456789abcdef is not a root key of this version",
            "`gapferry trust show trust.json` lists the keys and their roles"),
    TRUST_RULE(
            ExitClass.USAGE,
            "receivers would refuse this trust file",
            "--exporter-threshold: 3 of 2 exporters cannot sign",
            "pass at least as many keys as the threshold requires");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    BundleProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration("bundle", exitClass, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
