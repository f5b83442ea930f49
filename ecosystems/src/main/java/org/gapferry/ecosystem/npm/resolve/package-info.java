/** npm upstreams: documents, archives, configuration of the clients. */
@NullMarked
package org.gapferry.ecosystem.npm.resolve;

import org.jspecify.annotations.NullMarked;
