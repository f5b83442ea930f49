/**
 * For tests: an npm registry that behaves as its documentation says, bundles built at test time, and disks that fail.
 */
@NullMarked
package org.gapferry.testkit;

import org.jspecify.annotations.NullMarked;
