/** One class per verb. */
@NullMarked
package org.gapferry.cli.command;

import org.jspecify.annotations.NullMarked;
