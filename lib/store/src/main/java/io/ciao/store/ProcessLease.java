package io.ciao.store;

import io.ciao.store.EtcdCallException.Kind;
import java.time.Duration;

/// A lease that ends some time after its process: it cleans up, and decides nothing. Confined to
/// one thread.
///
/// etcd gives all leases their full time anew when its leader changes, and may end one that was
/// just renewed, so nobody may conclude from a lease whether somebody lives.
final class ProcessLease {
  private final EtcdConnection etcd;
  private final Duration ttl;
  private final Duration patience;
  private long id;

  /// @param ttl whole seconds
  /// @param patience for one answer of etcd
  ProcessLease(EtcdConnection etcd, Duration ttl, Duration patience) {
    this.etcd = etcd;
    this.ttl = ttl;
    this.patience = patience;
  }

  /// The lease, granted if there is none.
  long id() throws EtcdCallException {
    if (id == 0) {
      id =
          etcd.call(
                  "grant a lease",
                  patience,
                  client -> client.getLeaseClient().grant(ttl.toSeconds()))
              .getID();
    }
    return id;
  }

  /// Keeps it; one that has ended is granted anew.
  ///
  /// @return whether it is another one now, so that what stood under it is gone
  boolean renew() throws EtcdCallException {
    long before = id();
    try {
      etcd.call("renew a lease", patience, client -> client.getLeaseClient().keepAliveOnce(before));
      return false;
    } catch (EtcdCallException e) {
      if (e.kind() != Kind.REJECTED) {
        throw e;
      }
      ended();
      return id() != before;
    }
  }

  /// etcd does not know it any more.
  void ended() {
    id = 0;
  }
}
