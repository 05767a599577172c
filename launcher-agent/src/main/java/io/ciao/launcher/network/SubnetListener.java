package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;

/// Told by the passes of subnets what is on this node. Both calls may be repeated, and must not
/// wait.
public interface SubnetListener {

  /// The subnet has ports here.
  ///
  /// @param subnet the key of its Concentrator
  void present(ObjectKey subnet, Concentrator concentrator);

  /// The subnet has none any more.
  void gone(ObjectKey subnet);
}
