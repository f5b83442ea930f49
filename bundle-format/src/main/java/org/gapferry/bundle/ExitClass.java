package org.gapferry.bundle;

/** How a command ends: the exit code and the word that stands for it in messages. Both are stable. */
public enum ExitClass {
    DONE(0, "done"),
    FINDINGS(1, "done, with findings"),
    USAGE(2, "the command line is wrong"),
    PARTIAL(3, "a part was held back, see the report"),
    MANIFEST(4, "the manifest or the client configuration is wrong or incomplete"),
    UPSTREAM(5, "an upstream failed or gave what it should not"),
    CREDENTIALS(6, "an upstream asks for other credentials"),
    TRUST(10, "a signature or a key is not trusted"),
    REPLAY(11, "an older state than the one already held"),
    FORK(11, "another state under a number that is already taken"),
    CLOCK(12, "the time does not allow it"),
    MALFORMED(20, "a document does not follow the format"),
    INTEGRITY(21, "bytes differ from their digest"),
    MISSING(22, "something that should be there is not"),
    UNLISTED(23, "something is there that should not be"),
    UNSAFE(24, "a name or file type that is never accepted"),
    LIMIT(25, "larger than any honest document"),
    CONTRADICTION(26, "content against its coordinate"),
    POLICY(30, "refused by a rule of the site"),
    MEDIUM(40, "the medium could not be read"),
    DESTINATION(41, "the destination could not be written"),
    LOCKED(42, "another process holds the lock"),
    PARTIAL_PUBLISH(43, "a part was published"),
    BUG(70, "a defect of Gapferry");

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
