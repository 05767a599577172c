package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;

/// One class at most is the default. Two that become it at the same moment get by; then the lower
/// one counts.
final class PriorityClassAdmission implements Admission {
  private final ResourceStore store;

  PriorityClassAdmission(ResourceStore store) {
    this.store = store;
  }

  @Override
  public void create(Draft draft) {
    check(draft);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    if (!Priorities.isDefault(old)) {
      check(draft);
    }
  }

  private void check(Draft draft) {
    if (!Priorities.isDefault(draft.tree())) {
      return;
    }
    for (StoredObject other : store.list(Priorities.RESOURCE, null).objects()) {
      if (!other.key().name().equals(draft.name()) && Priorities.isDefault(other.view())) {
        draft.refuse(
            Cause.forbidden(
                "spec.globalDefault",
                "class \"%s\" is the default already; set its spec.globalDefault to false first"
                    .formatted(other.key().name())));
        return;
      }
    }
  }
}
