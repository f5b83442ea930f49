/** The store: packs, generations, channels and the catalog. */
@NullMarked
package org.gapferry.mirror.store;

import org.jspecify.annotations.NullMarked;
