/** The packing (F5) and the volumes (F6): canonical tar files that are compared, never parsed. */
@NullMarked
package org.gapferry.bundle.volume;

import org.jspecify.annotations.NullMarked;
