/** npm: its versions and ranges, its lockfiles, its closure, its protocol. */
@NullMarked
package org.gapferry.ecosystem.npm;

import org.jspecify.annotations.NullMarked;
