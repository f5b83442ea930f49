/** From a sorted inventory to a sealed bundle (F1). */
@NullMarked
package org.gapferry.bundle.write;

import org.jspecify.annotations.NullMarked;
