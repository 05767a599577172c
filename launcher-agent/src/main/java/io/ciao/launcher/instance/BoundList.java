package io.ciao.launcher.instance;

import io.ciao.launcher.instance.Knowledge.Standing;

/// The API's list of the instances that are bound to this node.
interface BoundList {

  /// How an instance stands to it.
  ///
  /// @param version the kept object's resourceVersion; 0 if none is kept
  Standing standing(String uid, long version);
}
