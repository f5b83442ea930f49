/** What every ecosystem, and every catalog, must keep: suites that a test of theirs extends. */
@NullMarked
package org.gapferry.contract;

import org.jspecify.annotations.NullMarked;
