package org.gapferry.archive;

import java.io.IOException;

/** An archive is not what it should be. The message is a sentence without a full stop, for people. */
public final class ArchiveException extends IOException {
    private final ArchiveProblem code;

    public ArchiveException(ArchiveProblem code, String what) {
        super(what);
        this.code = code;
    }

    static ArchiveException malformed(String what) {
        return new ArchiveException(ArchiveProblem.MALFORMED, what);
    }

    static ArchiveException malformed(String what, Throwable cause) {
        ArchiveException e = malformed(what);
        e.initCause(cause);
        return e;
    }

    static ArchiveException truncated() {
        return malformed("the archive ends too early");
    }

    static ArchiveException limit(long value, String unit) {
        return new ArchiveException(ArchiveProblem.LIMIT, "it exceeds the limit of " + value + " " + unit);
    }

    static ArchiveException unsafe(String entry, String what) {
        return new ArchiveException(ArchiveProblem.UNSAFE, "the entry `" + entry + "` " + what);
    }

    /** The same of an archive that has a name. */
    public ArchiveException in(String archive) {
        ArchiveException named = new ArchiveException(code, archive + ": " + getMessage());
        named.initCause(this);
        return named;
    }

    /** What kind of problem it is. */
    public ArchiveProblem code() {
        return code;
    }
}
