package org.gapferry.export;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong in an export beside its upstreams. */
public enum ExportProblem implements ProblemCode {
    KEY_NOT_EXPORTER(ExitClass.TRUST, "the signing key has not the role exporter in the trust file"),
    TRUST_INCOMPLETE(ExitClass.USAGE, "a version of the trust file is not there, and every bundle carries all"),
    STATE_UNREADABLE(ExitClass.USAGE, "the exporter's state is damaged or of another feed"),
    STATE_LOST(ExitClass.USAGE, "there is no state, but the output folder holds bundles of this feed"),
    STATE_LOCKED(ExitClass.LOCKED, "another export works with the same state"),
    OTHER_FEED(ExitClass.USAGE, "a bundle that is named as a base is of another feed"),
    BASE_UNKNOWN(ExitClass.USAGE, "what is named as a base is neither a bundle nor a receipt that this exporter knows"),
    STATE_EXISTS(ExitClass.USAGE, "a feed is to be continued from a bundle, and it has a state"),
    CACHE_LOST(ExitClass.USAGE, "content that was shipped before is needed again and not in the cache any more"),
    CLIENT_REFUSED(ExitClass.PARTIAL, "a real client could not install a wish from the state; nothing was sealed"),
    OUTPUT_TAKEN(ExitClass.DESTINATION, "the bundle's folder exists and holds something else"),
    OUTPUT_FULL(ExitClass.DESTINATION, "the output folder cannot be written");

    private final ExitClass exitClass;
    private final String meaning;

    ExportProblem(ExitClass exitClass, String meaning) {
        this.exitClass = exitClass;
        this.meaning = meaning;
    }

    @Override
    public String id() {
        return ProblemCode.id("export", this);
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
