/** What is measured of the program as a whole. Each prints one JSON document. */
@NullMarked
package org.gapferry.benchmarks;

import org.jspecify.annotations.NullMarked;
