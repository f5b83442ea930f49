/** The manifest's frame, its targets, and YAML and JSON read into values that know their place. */
@NullMarked
package org.gapferry.manifest;

import org.jspecify.annotations.NullMarked;
