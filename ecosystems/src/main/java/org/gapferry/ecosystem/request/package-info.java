/** What an ecosystem is asked for. */
@NullMarked
package org.gapferry.ecosystem.request;

import org.jspecify.annotations.NullMarked;
