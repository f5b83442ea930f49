/** The offline facets: catalog, endpoint, install check. */
@NullMarked
package org.gapferry.ecosystem.serve;

import org.jspecify.annotations.NullMarked;
