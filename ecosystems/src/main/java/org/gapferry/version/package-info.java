/** Versions and their ranges as npm understands them, which other ecosystems share. */
@NullMarked
package org.gapferry.version;

import org.jspecify.annotations.NullMarked;
