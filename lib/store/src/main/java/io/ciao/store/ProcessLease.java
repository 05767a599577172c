package io.ciao.store;

import io.ciao.store.EtcdCallException.Kind;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A lease that ends some time after its process: it cleans up, and decides nothing. Confined to
/// one thread.
///
/// etcd gives all leases their full time anew when its leader changes, and may end one that was
/// just renewed, so nobody may conclude from a lease whether somebody lives.
final class ProcessLease {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessLease.class);

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

  /// Ends it, and every key under it. Without an answer it ends by itself.
  void revoke() {
    if (id == 0) {
      return;
    }
    try {
      etcd.call("revoke a lease", patience, client -> client.getLeaseClient().revoke(id));
    } catch (EtcdCallException e) {
      LOG.debug("a lease is left to its time cause=\"{}\"", e.getMessage());
    }
    ended();
  }
}
