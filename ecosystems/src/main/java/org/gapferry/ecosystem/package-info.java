/**
 * The facets that an ecosystem answers, and what the phases exchange with them. One package below this one is one
 * ecosystem.
 */
@NullMarked
package org.gapferry.ecosystem;

import org.jspecify.annotations.NullMarked;
