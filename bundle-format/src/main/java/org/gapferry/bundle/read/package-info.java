/** From a folder on a medium to an authentic state (F2). */
@NullMarked
package org.gapferry.bundle.read;

import org.jspecify.annotations.NullMarked;
