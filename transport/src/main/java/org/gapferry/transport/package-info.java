/** The only module that talks to the network. Nothing is contacted that the allow-list does not name. */
@NullMarked
package org.gapferry.transport;

import org.jspecify.annotations.NullMarked;
