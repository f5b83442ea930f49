/** Values of npm, each parsed once: names, specs, packuments, the choice of a version. */
@NullMarked
package org.gapferry.ecosystem.npm.model;

import org.jspecify.annotations.NullMarked;
