package org.gapferry.archive;

/**
 * What an archive may take before it is refused. Each limit is on what was read, not on what the archive says of
 * itself.
 *
 * @param entries headers of a tar archive, those of long names included, or entries of a zip archive
 * @param inflated bytes, all entries and their headers together
 * @param ratio how many times as large as its compressed form an archive, or an entry of a zip archive, may be; counts
 *     from 64 MiB on
 * @param nameLength characters of a name, or of the target of a link
 * @param depth folders above an entry
 * @param header bytes of one extended header of a tar archive
 * @param directory bytes of the central directory of a zip archive
 */
public record ArchiveLimits(
        int entries, long inflated, int ratio, int nameLength, int depth, int header, int directory) {
    /** What fits the archives of package registries. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(500_000, 4L << 30, 250, 4096, 256, 1 << 20, 8 << 20);

    static final long RATIO_COUNTS_FROM = 64L << 20;

    public ArchiveLimits {
        if (entries < 1 || inflated < 1 || ratio < 1 || nameLength < 1 || depth < 1 || header < 1 || directory < 1) {
            throw new IllegalArgumentException("a limit below one");
        }
    }

    public ArchiveLimits withEntries(int most) {
        return new ArchiveLimits(most, inflated, ratio, nameLength, depth, header, directory);
    }

    public ArchiveLimits withInflated(long most) {
        return new ArchiveLimits(entries, most, ratio, nameLength, depth, header, directory);
    }

    public ArchiveLimits withRatio(int most) {
        return new ArchiveLimits(entries, inflated, most, nameLength, depth, header, directory);
    }

    public ArchiveLimits withNameLength(int most) {
        return new ArchiveLimits(entries, inflated, ratio, most, depth, header, directory);
    }

    public ArchiveLimits withDepth(int most) {
        return new ArchiveLimits(entries, inflated, ratio, nameLength, most, header, directory);
    }

    public ArchiveLimits withHeader(int most) {
        return new ArchiveLimits(entries, inflated, ratio, nameLength, depth, most, directory);
    }

    public ArchiveLimits withDirectory(int most) {
        return new ArchiveLimits(entries, inflated, ratio, nameLength, depth, header, most);
    }
}
