/** A second ecosystem, as small as one can be: it shows that one package and one line are enough. */
@NullMarked
package org.gapferry.contract.toy;

import org.jspecify.annotations.NullMarked;
