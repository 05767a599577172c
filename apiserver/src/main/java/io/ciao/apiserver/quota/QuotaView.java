package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.output.ObjectView;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.StoreException;
import java.util.HashMap;
import java.util.Map;

/// Puts what a tenant uses now into `status.used` of its Quotas. For one request: each tenant's
/// usage is read once a list, and once an event.
public final class QuotaView implements ObjectView {
  private final Ledger ledger;
  private final Map<String, Amounts> read = new HashMap<>();

  private QuotaView(Ledger ledger) {
    this.ledger = ledger;
  }

  /// The view of a kind: other kinds are shown as they are stored.
  public static ObjectView of(KindDefinition kind, Ledger ledger) {
    return kind.kind().equals("Quota") ? new QuotaView(ledger) : ObjectView.AS_STORED;
  }

  @Override
  public void complete(ObjectNode tree) {
    ObjectTree.map(tree, "status").set("used", used(ObjectTree.namespace(tree)).texts());
  }

  @Override
  public void forget() {
    read.clear();
  }

  private Amounts used(String tenant) {
    Amounts known = read.get(tenant);
    if (known != null) {
      return known;
    }
    try {
      Amounts used = ledger.used(tenant);
      read.put(tenant, used);
      return used;
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }
}
