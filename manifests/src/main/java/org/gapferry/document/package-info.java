/**
 * YAML, TOML and JSON read into values that know their place. Who owns a document says which problem its faults are.
 */
@NullMarked
package org.gapferry.document;

import org.jspecify.annotations.NullMarked;
