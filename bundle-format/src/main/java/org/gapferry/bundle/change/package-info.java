/** What differs between two states, typed, and its renderings for people and programs. */
@NullMarked
package org.gapferry.bundle.change;

import org.jspecify.annotations.NullMarked;
