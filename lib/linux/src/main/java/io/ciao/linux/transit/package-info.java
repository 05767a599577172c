/// What joins a tenant's subnets: on each network node one namespace for each tenant, with a port
/// for each of its concentrators there and a tunnel to those elsewhere.
@NullMarked
package io.ciao.linux.transit;

import org.jspecify.annotations.NullMarked;
