package io.ciao.launcher.qemu;

import io.ciao.api.instance.InstanceReasons;

/// The reasons that this driver's failures carry.
final class Reason {
  static final String LAUNCH_FAILURE = InstanceReasons.LAUNCH_FAILURE;
  static final String NETWORK_FAILURE = InstanceReasons.NETWORK_FAILURE;

  private Reason() {}
}
