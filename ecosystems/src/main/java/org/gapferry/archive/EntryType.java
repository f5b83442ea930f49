package org.gapferry.archive;

/** What an entry of an archive is. */
public enum EntryType {
    FILE("a file"),
    FOLDER("a folder"),
    SYMBOLIC_LINK("a symbolic link"),
    HARD_LINK("a hard link"),
    /** A pax header for all entries that follow, as {@code git archive} writes it; some programs refuse it. */
    GLOBAL_HEADER("a pax global header"),
    DEVICE("a device"),
    PIPE("a named pipe"),
    OTHER("of a kind that is not in the standard");

    private final String words;

    EntryType(String words) {
        this.words = words;
    }

    /** For messages: {@code a hard link}. */
    public String words() {
        return words;
    }
}
