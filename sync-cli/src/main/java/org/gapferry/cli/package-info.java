/** The {@code gapferry} command: wiring by hand, text and JSON output, exit codes. */
@NullMarked
package org.gapferry.cli;

import org.jspecify.annotations.NullMarked;
