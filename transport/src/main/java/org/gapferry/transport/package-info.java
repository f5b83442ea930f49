/** The only module that talks to the network, and only to hosts that the manifest and the client configuration name. */
@NullMarked
package org.gapferry.transport;

import org.jspecify.annotations.NullMarked;
