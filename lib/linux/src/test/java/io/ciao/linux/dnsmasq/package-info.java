@NullMarked
package io.ciao.linux.dnsmasq;

import org.jspecify.annotations.NullMarked;
