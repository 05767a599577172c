package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Passes on which subnets are here, and says when they are others than before. Safe for many
/// threads.
public final class SubnetsHere implements SubnetListener {
  private final SubnetListener next;
  private final Runnable changed;
  private final Set<ObjectKey> here = ConcurrentHashMap.newKeySet();

  /// @param changed must not wait
  public SubnetsHere(SubnetListener next, Runnable changed) {
    this.next = next;
    this.changed = changed;
  }

  @Override
  public void present(ObjectKey subnet, Concentrator concentrator) {
    if (here.add(subnet)) {
      changed.run();
    }
    next.present(subnet, concentrator);
  }

  @Override
  public void gone(ObjectKey subnet) {
    if (here.remove(subnet)) {
      changed.run();
    }
    next.gone(subnet);
  }
}
