/// How long the certificates of servers are good.
@NullMarked
package io.ciao.scheduler.certificate;

import org.jspecify.annotations.NullMarked;
