package org.gapferry.bundle;

/** How a command ends: the exit code and the word that stands for it in messages. Both are stable. */
public enum ExitClass {
    DONE(0, "success"),
    FINDINGS(1, "success, with findings that need attention"),
    USAGE(2, "invalid command line"),
    PARTIAL(3, "some requirements were held back; see the report"),
    MANIFEST(4, "invalid or incomplete manifest or client configuration"),
    UPSTREAM(5, "an upstream failed or sent something invalid"),
    CREDENTIALS(6, "missing or wrong credentials for an upstream"),
    TRUST(10, "a signature or a key is not trusted"),
    REPLAY(11, "older than an imported state"),
    FORK(11, "another state with the number of an imported one"),
    CLOCK(12, "the bundle is outside the allowed time window"),
    MALFORMED(20, "a document does not follow the format"),
    INTEGRITY(21, "bytes differ from their digest"),
    MISSING(22, "a file or blob is missing"),
    UNLISTED(23, "an unexpected file"),
    UNSAFE(24, "a file name or type that is not allowed"),
    LIMIT(25, "a size limit is exceeded"),
    CONTRADICTION(26, "an already imported version has other bytes"),
    POLICY(30, "refused by a local policy"),
    MEDIUM(40, "cannot read the medium"),
    DESTINATION(41, "cannot write to the destination"),
    LOCKED(42, "another process holds the lock"),
    PARTIAL_PUBLISH(43, "only a part was published"),
    BUG(70, "internal error");

    private final int code;
    private final String meaning;

    ExitClass(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The exit code of the process. */
    public int code() {
        return code;
    }

    /** What the class means, in a few words for {@code --help}. */
    public String meaning() {
        return meaning;
    }

    /** The word in messages, such as {@code PARTIAL-PUBLISH}. */
    public String word() {
        return name().replace('_', '-');
    }

    /** True for the classes after which a destination is as it was before, and nothing is kept for a second try. */
    public boolean isRefusal() {
        return code >= 10 && code <= 30;
    }
}
