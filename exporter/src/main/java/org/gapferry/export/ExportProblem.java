package org.gapferry.export;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong in an export beside its upstreams. */
public enum ExportProblem implements ProblemCode {
    KEY_NOT_EXPORTER(
            ExitClass.TRUST,
            "the signing key does not have the role exporter in the trust file",
            "--key: the key 0123456789abcdef is not an exporter in version 1 of the trust file",
            "use the key whose `.pub` was given to `trust init --exporter`"),
    TRUST_INCOMPLETE(
            ExitClass.USAGE,
            "a version of the trust file is missing; every bundle includes all versions",
            "--trust: version 2 of the trust file is missing",
            "pass every version with `--trust`"),
    STATE_UNREADABLE(
            ExitClass.USAGE,
            "the state folder is damaged or belongs to another feed",
            "gapferry.state: the state belongs to the feed `other`, but the manifest is `platform`",
            "use a separate state folder for each feed: `--state FOLDER`"),
    STATE_LOST(
            ExitClass.USAGE,
            "the state folder is missing, but the output folder has bundles of this feed",
            "out: the folder has bundles of this feed, but the state folder is missing",
            "continue the feed from its newest bundle: `--after BUNDLE`"),
    STATE_LOCKED(
            ExitClass.LOCKED,
            "another export is using the same state folder",
            "gapferry.state: another export is using this folder",
            "wait until it has finished"),
    OTHER_FEED(
            ExitClass.USAGE,
            "the base bundle belongs to another feed",
            "--since: the bundle belongs to the feed `other`",
            "use a bundle of this feed"),
    BASE_UNKNOWN(
            ExitClass.USAGE,
            "the base is not a bundle or receipt of this exporter",
            "--since: not a bundle or receipt of this exporter",
            "`--full` packs everything"),
    STATE_EXISTS(
            ExitClass.USAGE,
            "`--after` was given, but the feed has a state folder",
            "gapferry.state: the state is at 1.4, but `--after` is 1.2",
            "omit `--after`"),
    CACHE_LOST(
            ExitClass.USAGE,
            "a blob of an earlier export is needed again but is no longer in the cache",
            "sha256:0123...: this blob of an earlier export is no longer in the cache",
            "omit `--full`, or restore the cache"),
    LOCKED_DOCUMENT_LOST(
            ExitClass.UPSTREAM,
            "a document that the lock file pins is not in the cache any more, and its upstream has another now",
            "pkg:npm/express@4.21.2#manifest: 1 documents that the lock pins are not in the cache",
            "restore the cache, or export without `--locked`"),
    CLIENT_REFUSED(
            ExitClass.PARTIAL,
            "a client could not install a requirement; no bundle was written",
            "npm in ./app on node 22: `npm ci` failed",
            "see the output of the client"),
    CLIENT_NOT_TRIED(
            ExitClass.FINDINGS,
            "a file of a project became unreadable before a client could install it; the bundle was written without that"
                    + " trial",
            "app/package-lock.json: the file has become unreadable: permission denied",
            "make the file readable, and run the export again"),
    POINTER_KEPT(
            ExitClass.FINDINGS,
            "an upstream moved something back that only moves forward, or changed an append-only document; the earlier"
                    + " exported version is kept",
            "pointer `pkg:golang/sumdb#latest`: its rank goes back (monotonic of rank 100, then monotonic of rank 50)",
            "ask the operator of the upstream; receivers refuse a state in which it goes back"),
    OUTPUT_TAKEN(
            ExitClass.DESTINATION,
            "the folder of the bundle exists with other content",
            "out/gapferry-platform-1.1: the folder exists with other content",
            "move the folder, or choose another one with `--out`"),
    OUTPUT_FULL(
            ExitClass.DESTINATION,
            "cannot write to the output folder",
            "out: cannot write the bundle: No space left on device",
            "free space, or choose another folder with `--out`");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    ExportProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration("export", exitClass, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
