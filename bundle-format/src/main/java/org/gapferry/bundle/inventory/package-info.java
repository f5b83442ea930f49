/** Inventory and packing (F4, F5): their lines, written and read as streams. */
@NullMarked
package org.gapferry.bundle.inventory;

import org.jspecify.annotations.NullMarked;
