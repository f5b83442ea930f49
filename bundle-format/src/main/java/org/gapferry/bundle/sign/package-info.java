/** Envelopes, keys and trust files (F3, F8). */
@NullMarked
package org.gapferry.bundle.sign;

import org.jspecify.annotations.NullMarked;
