/** What a manifest or a project asks for of Pulumi. */
@NullMarked
package org.gapferry.ecosystem.pulumi.project;

import org.jspecify.annotations.NullMarked;
