/**
 * Reads foreign archives (tar, gzip, zip) as streams or by their directory, within stated limits. Nothing here writes
 * to a disk, and whatever an archive holds ends in an entry or an {@link org.gapferry.archive.ArchiveException}.
 */
@NullMarked
package org.gapferry.archive;

import org.jspecify.annotations.NullMarked;
