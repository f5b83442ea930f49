package org.gapferry.archive;

/** What is left of the limits while one archive is read. */
final class ArchiveBudget {
    private final ArchiveLimits limits;
    private int entries;
    private long inflated;

    ArchiveBudget(ArchiveLimits limits) {
        this.limits = limits;
    }

    /** A header was read. */
    void header() throws ArchiveException {
        if (++entries > limits.entries()) {
            throw ArchiveException.limit(limits.entries(), "entries");
        }
    }

    /** A name, or the target of a link, was read. */
    void name(String name) throws ArchiveException {
        if (name.length() > limits.nameLength()) {
            throw ArchiveException.limit(limits.nameLength(), "characters in a name");
        }
        if (name.chars().filter(c -> c == '/' || c == '\\').count() > limits.depth()) {
            throw ArchiveException.limit(limits.depth(), "folders above an entry");
        }
    }

    /** Bytes came out of the compression. */
    void inflated(long count) throws ArchiveException {
        inflated += count;
        if (inflated > limits.inflated()) {
            throw tooLarge();
        }
    }

    /** An entry says how large it is. */
    void announced(long size) throws ArchiveException {
        if (size > limits.inflated() - inflated) {
            throw tooLarge();
        }
    }

    /** So much came out of so much. */
    void ratio(long out, long in) throws ArchiveException {
        if (out > ArchiveLimits.RATIO_COUNTS_FROM && out / limits.ratio() > in) {
            throw ArchiveException.limit(limits.ratio(), "times its compressed size");
        }
    }

    private ArchiveException tooLarge() {
        return ArchiveException.limit(limits.inflated(), "inflated bytes");
    }
}
