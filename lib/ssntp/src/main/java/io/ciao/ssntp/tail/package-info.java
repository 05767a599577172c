/// The frame log of a server: what crossed it, and sessions that follow it as it happens.
@NullMarked
package io.ciao.ssntp.tail;

import org.jspecify.annotations.NullMarked;
