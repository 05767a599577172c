package io.ciao.scheduler.externalip;

import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Lookup;
import io.ciao.scheduler.cluster.ClusterCaches;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds ExternalIPs by what they name, and says which change of what is stored makes a pass over
/// which pool due. To be made before the caches are started. Safe for many threads.
public final class ExternalIPLookups {
  private final ClusterCaches caches;
  private final Lookup<ExternalIP, String> pool;
  private final Lookup<ExternalIP, ObjectKey> instance;
  private final Lookup<ExternalIP, String> tenant;

  public ExternalIPLookups(ClusterCaches caches) {
    this.caches = caches;
    var externalIPs = caches.externalIPs();
    this.pool = externalIPs.indexed(e -> Stream.ofNullable(e.object().spec().pool()).toList());
    this.instance = externalIPs.indexed(ExternalIPLookups::instance);
    this.tenant = externalIPs.indexed(e -> Set.of(String.valueOf(e.key().namespace())));
  }

  private static List<ObjectKey> instance(Informer.Entry<ExternalIP> entry) {
    var name = entry.object().spec().instance();
    return name == null ? List.of() : List.of(new ObjectKey(entry.key().namespace(), name));
  }

  /// Those that name the pool, in key order.
  List<ExternalIP> ofPool(String name) {
    return pool.at(name).stream().map(Informer.Entry::object).toList();
  }

  /// Has every pool marked that a change concerns.
  ///
  /// @param mark is given the key of a pool, which need not exist; must not block
  public void connect(Consumer<ObjectKey> mark) {
    caches.externalIPPools().onChange(mark);
    caches
        .externalIPs()
        .onChange(
            key ->
                caches
                    .externalIPs()
                    .get(key)
                    .ifPresentOrElse(e -> mark(e.spec().pool(), mark), () -> markAll(mark)));
    caches.instances().onChange(key -> mark(instance.at(key), mark));
    caches.concentrators().onChange(key -> mark(tenant.at(String.valueOf(key.namespace())), mark));
  }

  /// Has all marked, also those that are named and do not exist.
  public void markAll(Consumer<ObjectKey> mark) {
    caches.externalIPPools().entries().forEach(e -> mark.accept(e.key()));
    mark(caches.externalIPs().entries(), mark);
  }

  private static void mark(List<Informer.Entry<ExternalIP>> named, Consumer<ObjectKey> mark) {
    named.stream()
        .flatMap(e -> Stream.ofNullable(e.object().spec().pool()))
        .distinct()
        .forEach(name -> mark(name, mark));
  }

  private static void mark(@Nullable String pool, Consumer<ObjectKey> mark) {
    if (pool != null) {
      mark.accept(new ObjectKey(null, pool));
    }
  }
}
