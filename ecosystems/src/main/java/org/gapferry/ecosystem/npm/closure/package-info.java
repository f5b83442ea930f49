/** The closure of npm packages, computed from documents, whoever serves them. */
@NullMarked
package org.gapferry.ecosystem.npm.closure;

import org.jspecify.annotations.NullMarked;
