/** The one seam to a disk, so that failing disks and crashes can be simulated. */
@NullMarked
package org.gapferry.bundle.disk;

import org.jspecify.annotations.NullMarked;
