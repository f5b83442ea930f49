/** Versions and their ranges as npm understands them, which other ecosystems share. */
@NullMarked
package org.gapferry.semver;

import org.jspecify.annotations.NullMarked;
