/// Tells everybody on a link who has an address, unasked.
@NullMarked
package io.ciao.linux.announce;

import org.jspecify.annotations.NullMarked;
