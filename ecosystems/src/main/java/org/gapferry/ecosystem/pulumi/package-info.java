/** Pulumi: the CLI, its plugins, projects and templates, and the protocols of the hosts that they come from. */
@NullMarked
package org.gapferry.ecosystem.pulumi;

import org.jspecify.annotations.NullMarked;
