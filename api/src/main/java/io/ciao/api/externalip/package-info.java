/// The kinds `ExternalIPPool` and `ExternalIP`: addresses that the outside world reaches.
@NullMarked
package io.ciao.api.externalip;

import org.jspecify.annotations.NullMarked;
