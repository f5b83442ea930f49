/** The connected side: resolve, fetch, pack, seal, and the exporter's state. */
@NullMarked
package org.gapferry.export;

import org.jspecify.annotations.NullMarked;
