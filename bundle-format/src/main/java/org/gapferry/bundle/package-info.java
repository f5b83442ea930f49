/**
 * Values of the bundle format and the declaration of errors. This module depends on nothing of Gapferry and can be
 * handed to an auditor alone. Clauses such as F3.4 are those of {@code docs/format.md}.
 */
@NullMarked
package org.gapferry.bundle;

import org.jspecify.annotations.NullMarked;
