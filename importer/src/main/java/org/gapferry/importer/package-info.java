/** The offline side: authenticate, receive, admit, commit. Each step takes what only the step before can make. */
@NullMarked
package org.gapferry.importer;

import org.jspecify.annotations.NullMarked;
