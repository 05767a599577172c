package io.ciao.apiserver.quota;

import io.ciao.store.CommitResult;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Commits writes together with what they cost. Safe for many threads.
public final class Ledger {
  private final ResourceStore store;
  private final ConcurrentMap<String, TenantQueue> queues = new ConcurrentHashMap<>();

  public Ledger(ResourceStore store) {
    this.store = store;
  }

  /// Commits a transaction and its charge, or neither. Waits for its turn: the writes of one tenant
  /// go through one queue.
  ///
  /// @throws QuotaExceeded if a limit says no, judged by what is stored now
  public CommitResult commit(Charging charging, Transaction transaction)
      throws StoreException, QuotaExceeded {
    return queues
        .computeIfAbsent(charging.tenant(), tenant -> new TenantQueue(store, tenant))
        .commit(transaction, charging.change());
  }

  /// Judges a charge by what is stored now, and writes nothing.
  public void requireRoom(Charging charging) throws StoreException, QuotaExceeded {
    if (usage(charging.tenant()).apply(charging.change())
        instanceof Usage.Outcome.Exceeds(var why)) {
      throw new QuotaExceeded(why);
    }
  }

  /// What a tenant uses now, read linearizably.
  public Amounts used(String tenant) throws StoreException {
    return usage(tenant).used();
  }

  private Usage usage(String tenant) throws StoreException {
    SystemValue value = store.readSystem(SystemKeys.usage(tenant));
    return value.value() == null ? Usage.NONE : Usage.read(value.value());
  }
}
