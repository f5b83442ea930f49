/** Lines of JSON, described once: what reads and writes them, and what documents say of them, follows from that. */
@NullMarked
package org.gapferry.bundle.line;

import org.jspecify.annotations.NullMarked;
