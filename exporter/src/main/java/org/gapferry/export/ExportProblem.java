package org.gapferry.export;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong in an export beside its upstreams. */
public enum ExportProblem implements ProblemCode {
    KEY_NOT_EXPORTER(
            ExitClass.TRUST,
            "the signing key has not the role exporter in the trust file",
            "--key: the key 0123456789abcdef is no exporter in version 1 of the trust file",
            "use the key whose `.pub` was given to `trust init --exporter`"),
    TRUST_INCOMPLETE(
            ExitClass.USAGE,
            "a version of the trust file is not there, and every bundle carries all",
            "--trust: version 2 of the trust file is not there",
            "name each version with `--trust`"),
    STATE_UNREADABLE(
            ExitClass.USAGE,
            "the exporter's state is damaged or of another feed",
            "gapferry.state: the state is of the feed `other`",
            "name the feed's own folder with `--state`"),
    STATE_LOST(
            ExitClass.USAGE,
            "there is no state, but the output folder holds bundles of this feed",
            "out: there is no state, and bundles of this feed are there",
            "continue the feed: `--after BUNDLE`"),
    STATE_LOCKED(
            ExitClass.LOCKED,
            "another export works with the same state",
            "gapferry.state: another export works with this state",
            "wait until it is done"),
    OTHER_FEED(
            ExitClass.USAGE,
            "a bundle that is named as a base is of another feed",
            "--since: the bundle is of the feed `other`",
            "name a bundle of this feed"),
    BASE_UNKNOWN(
            ExitClass.USAGE,
            "what is named as a base is neither a bundle nor a receipt that this exporter knows",
            "--since: it is neither a bundle nor a receipt that this exporter knows",
            "`--full` packs everything"),
    STATE_EXISTS(
            ExitClass.USAGE,
            "a feed is to be continued from a bundle, and it has a state",
            "gapferry.state: the state is at 1.4, and `--after` names 1.2",
            "leave `--after` away"),
    CACHE_LOST(
            ExitClass.USAGE,
            "content that was shipped before is needed again and not in the cache any more",
            "sha256:0123...: this blob was shipped before and is not in the cache any more",
            "leave `--full` away, or restore the cache"),
    LOCKED_DOCUMENT_LOST(
            ExitClass.UPSTREAM,
            "a document that the lock file pins is not in the cache any more, and its upstream has another now",
            "pkg:npm/express@4.21.2#manifest: 1 documents that the lock pins are not in the cache",
            "restore the cache, or export without `--locked`"),
    CLIENT_REFUSED(
            ExitClass.PARTIAL,
            "a real client could not install a requirement from the state; nothing was sealed",
            "npm in ./app on node 22: `npm ci` failed",
            "read what the client said; nothing was sealed"),
    OUTPUT_TAKEN(
            ExitClass.DESTINATION,
            "the bundle's folder exists and holds something else",
            "out/gapferry-platform-1.1: the folder is not the bundle that would be written there",
            "move it away, or choose another folder with `--out`"),
    OUTPUT_FULL(
            ExitClass.DESTINATION,
            "the output folder cannot be written",
            "out: the bundle could not be written: No space left on device",
            "free space, or choose another folder with `--out`");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    ExportProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration(exitClass, meaning, example, remedy);
    }

    @Override
    public String id() {
        return ProblemCode.id("export", this);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
