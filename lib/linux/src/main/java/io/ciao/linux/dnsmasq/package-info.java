/// One dnsmasq, DHCP and name server of one subnet, kept running from a plan. It outlives the
/// program that started it and is found again by what is recorded beside its configuration.
@NullMarked
package io.ciao.linux.dnsmasq;

import org.jspecify.annotations.NullMarked;
