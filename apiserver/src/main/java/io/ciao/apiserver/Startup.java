package io.ciao.apiserver;

import io.ciao.apiserver.rbac.ReadyMadeRoles;
import io.ciao.store.EtcdStore;
import io.ciao.store.ResourceKey;
import java.io.IOException;
import java.time.Duration;

/// Waits until an apiserver has something to serve.
final class Startup {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final ReadyMadeRoles ROLES = ReadyMadeRoles.load();

  private Startup() {}

  /// Waits until the cache has caught up and the default tenant and the ready-made roles exist,
  /// which a leader (this apiserver or another) makes at the first start.
  ///
  /// @throws IOException if that takes too long
  static void await(EtcdStore store, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isServing(store)) {
      if (System.nanoTime() - deadline > 0) {
        String missing =
            store.ready()
                ? "the tenant default or the ready-made roles do not exist"
                : "etcd is silent";
        throw new IOException("not ready after " + limit.toSeconds() + " s: " + missing);
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static boolean isServing(EtcdStore store) {
    return store.ready()
        && store.get(ResourceKey.cluster("tenants", "default")).isPresent()
        && store.get(ResourceKey.namespaced("tenantnetworks", "default", "default")).isPresent()
        && ROLES.presentIn(store);
  }
}
