package io.ciao.scheduler.cluster;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceCharge;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.tenant.Tenant;
import io.ciao.reconcile.Informer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// How often the instances of a tenant came to take less of its quota: one went, or is charged less
/// than before. Beside a change of its Quotas nothing else makes room for a bind, which takes
/// nothing that volumes, images or external addresses take too. Safe for many threads.
public final class Relief {
  private static final InstanceCharge NOTHING = new InstanceCharge(0, 0, 0);

  private final Informer<Instance> instances;
  private final Map<ObjectKey, InstanceCharge> charges = new ConcurrentHashMap<>();
  private final Map<String, Long> times = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  Relief(Informer<Instance> instances, Informer<Tenant> tenants) {
    this.instances = instances;
    instances.onChange(this::changed);
    tenants.onChange(
        key -> {
          if (tenants.get(key).isEmpty()) {
            times.remove(key.name());
          }
        });
  }

  /// A number that is another one after each such event of the tenant, and after each gap in what
  /// is told of instances.
  public long of(String tenant) {
    return times.getOrDefault(tenant, 0L) + instances.lists();
  }

  /// Is told of each such event once it counts, on the thread of the cache; must not block. To be
  /// called before the caches are started.
  public void onRelief(Runnable listener) {
    listeners.add(listener);
  }

  private void changed(ObjectKey key) {
    var now = instances.get(key).map(Relief::charge);
    var before = now.isPresent() ? charges.put(key, now.get()) : charges.remove(key);
    // One that nobody could read may be charged for, too.
    if (now.isEmpty() || (before != null && isLess(now.get(), before))) {
      times.merge(String.valueOf(key.namespace()), 1L, Long::sum);
      listeners.forEach(Runnable::run);
    }
  }

  private static InstanceCharge charge(Instance instance) {
    var charge = instance.status().charge();
    return charge == null ? NOTHING : charge;
  }

  private static boolean isLess(InstanceCharge now, InstanceCharge before) {
    return now.vcpus() < before.vcpus()
        || now.memory() < before.memory()
        || now.disk() < before.disk();
  }
}
