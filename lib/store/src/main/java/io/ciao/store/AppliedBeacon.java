package io.ciao.store;

import io.etcd.jetcd.options.PutOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says every 10 s how far this apiserver's cache has come, so that nobody compacts away what it
/// still needs: key `/ciao-sys/apiserver/<id>` under a lease that ends 30 s after the process.
public final class AppliedBeacon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppliedBeacon.class);

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final long TTL_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final EtcdConnection etcd;
  private final EtcdStore store;
  private final String key;
  private final Thread thread;
  private long lease;

  private AppliedBeacon(EtcdConnection etcd, EtcdStore store, String id) {
    this.etcd = etcd;
    this.store = store;
    this.key = SystemKeys.APISERVERS + id;
    this.thread = Thread.ofVirtual().name("applied-beacon").unstarted(this::run);
  }

  /// Begins to report.
  ///
  /// @param id names this apiserver among all, without `/`
  public static AppliedBeacon start(EtcdConnection etcd, EtcdStore store, String id) {
    if (id.isEmpty() || id.indexOf('/') >= 0) {
      throw new IllegalArgumentException("an apiserver's id is non-empty and holds no '/': " + id);
    }
    AppliedBeacon beacon = new AppliedBeacon(etcd, store, id);
    beacon.thread.start();
    return beacon;
  }

  /// Removes the key.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean interrupted = false;
    while (!interrupted) {
      try {
        report();
        Thread.sleep(INTERVAL);
      } catch (EtcdCallException e) {
        LOG.debug("cannot report the applied revision cause=\"{}\"", e.getMessage());
        interrupted = !pause();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    Thread.interrupted();
    revoke();
  }

  private void report() throws EtcdCallException {
    if (lease == 0) {
      lease =
          etcd.call("grant a lease", PATIENCE, client -> client.getLeaseClient().grant(TTL_SECONDS))
              .getID();
    } else {
      renew();
    }
    PutOption option = PutOption.builder().withLeaseId(lease).build();
    String applied = Long.toString(store.appliedRevision());
    etcd.call(
        "write " + key,
        PATIENCE,
        client ->
            client
                .getKVClient()
                .put(EtcdConnection.bytes(key), EtcdConnection.bytes(applied), option));
  }

  private void renew() throws EtcdCallException {
    try {
      etcd.call(
          "renew the lease of " + key,
          PATIENCE,
          client -> client.getLeaseClient().keepAliveOnce(lease));
    } catch (EtcdCallException e) {
      if (e.kind() == EtcdCallException.Kind.REJECTED) {
        lease = 0;
      }
      throw e;
    }
  }

  private void revoke() {
    if (lease == 0) {
      return;
    }
    try {
      etcd.call("revoke a lease", PATIENCE, client -> client.getLeaseClient().revoke(lease));
    } catch (EtcdCallException e) {
      LOG.debug("a lease is left to its time key={} cause=\"{}\"", key, e.getMessage());
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
