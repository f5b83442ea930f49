/** Values of Pulumi, each parsed once: plugins, products, platforms, archives. */
@NullMarked
package org.gapferry.ecosystem.pulumi.model;

import org.jspecify.annotations.NullMarked;
