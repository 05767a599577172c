package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.output.ObjectView;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.StoreException;
import java.util.HashMap;
import java.util.Map;

/// Puts what a tenant uses now into `status.used` of its Quotas. For one request: each tenant's
/// usage is read once.
public final class QuotaView implements ObjectView {
  private final Ledger ledger;
  private final Map<String, Amounts> read = new HashMap<>();

  public QuotaView(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void complete(ObjectNode tree) {
    ObjectTree.map(tree, "status").set("used", used(ObjectTree.namespace(tree)).texts());
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
      throw WriteLoop.refusal(e);
    }
  }
}
