/** The HTTP door of the mirror: read-only, one generation per request. */
@NullMarked
package org.gapferry.mirror.http;

import org.jspecify.annotations.NullMarked;
