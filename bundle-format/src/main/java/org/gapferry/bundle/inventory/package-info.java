/** The inventory (F4): its lines, written and read as a stream. */
@NullMarked
package org.gapferry.bundle.inventory;

import org.jspecify.annotations.NullMarked;
