/** How clients of a mirror are set up, run and examined. */
@NullMarked
package org.gapferry.ecosystem.client;

import org.jspecify.annotations.NullMarked;
