/** npm on the offline side: the mirror's protocol, the install check, the setup of clients. */
@NullMarked
package org.gapferry.ecosystem.npm.serve;

import org.jspecify.annotations.NullMarked;
