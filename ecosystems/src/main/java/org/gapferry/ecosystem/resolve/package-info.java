/** The online facets: upstreams, resolvers, inspectors. */
@NullMarked
package org.gapferry.ecosystem.resolve;

import org.jspecify.annotations.NullMarked;
