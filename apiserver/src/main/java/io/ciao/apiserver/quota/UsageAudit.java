package io.ciao.apiserver.quota;

import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Expected;
import io.ciao.store.Guard;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts again what tenants use, and puts the books right where they differ: who deletes or puts
/// objects in etcd past the apiserver charges nobody.
///
/// The usage is read before the objects, and a correction compares it. Every charged write changes
/// it; so a correction that commits is exact, whatever was written meanwhile.
public final class UsageAudit {
  private static final Logger LOG = LoggerFactory.getLogger(UsageAudit.class);

  private final ResourceStore store;

  public UsageAudit(ResourceStore store) {
    this.store = store;
  }

  /// One pass over all tenants that have a usage.
  ///
  /// @param guards that every correction carries
  /// @throws RequestRefused (412) if the leader's term is over
  public void pass(List<Guard> guards) throws StoreException {
    List<SystemValue> books = store.readSystemPrefix(SystemKeys.USAGES);
    store.awaitCurrent();
    for (SystemValue book : books) {
      String tenant = book.key().substring(SystemKeys.USAGES.length());
      // What cannot be read may be charged for: unknown is not absent.
      if (!hasUnreadable(tenant)) {
        audit(book, tenant, guards);
      }
    }
  }

  private void audit(SystemValue book, String tenant, List<Guard> guards) throws StoreException {
    String counted = counted(tenant).text();
    if (counted.equals(book.value())) {
      return;
    }
    Change put = new Change.PutSystem(book.key(), counted, Expected.asRead(book));
    switch (store.commit(new Transaction(List.of(put), guards))) {
      case CommitResult.Committed _ ->
          LOG.warn(
              "usage corrected: something came or went past the apiserver tenant={} was={} is={}",
              tenant,
              book.value(),
              counted);
      case CommitResult.Refused _ -> LOG.debug("usage changed meanwhile tenant={}", tenant);
      case CommitResult.TermLost lost -> throw Refusals.termLost(lost.term());
    }
  }

  private Usage counted(String tenant) {
    Amounts used = Amounts.NONE;
    for (String resource : Charges.RESOURCES) {
      for (StoredObject object : store.list(resource, tenant).objects()) {
        used = used.changed(Amounts.NONE, Charges.of(resource, object.tree()));
      }
    }
    Map<String, Limits> limits = new TreeMap<>();
    for (StoredObject quota : store.list("quotas", tenant).objects()) {
      limits.put(quota.key().name(), Limits.of(quota.tree().path("spec")));
    }
    return new Usage(used, limits);
  }

  private boolean hasUnreadable(String tenant) {
    String part = "/" + tenant + "/";
    return store.unreadable().stream()
        .anyMatch(value -> !value.byHand() && value.key().contains(part));
  }
}
