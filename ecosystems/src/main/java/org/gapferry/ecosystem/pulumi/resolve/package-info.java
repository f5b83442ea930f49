/** Upstreams of Pulumi: releases, checksums, archives. */
@NullMarked
package org.gapferry.ecosystem.pulumi.resolve;

import org.jspecify.annotations.NullMarked;
