package io.ciao.apiserver.leader;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.rbac.Aggregation;
import io.ciao.apiserver.rbac.ReadyMadeRoles;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the ready-made roles and bindings as they are shipped, and the rules of aggregated cluster
/// roles as the roles that they are made of say. A pass over unchanged roles reads no object.
/// Confined to the leader's thread.
final class RolePass {
  private static final Logger LOG = LoggerFactory.getLogger(RolePass.class);
  private static final String ROLES = "clusterroles";
  private static final String BINDINGS = "clusterrolebindings";

  private final ResourceStore store;
  private final SystemWriter writer;
  private final ReadyMadeRoles ready = ReadyMadeRoles.load();
  private @Nullable List<StoredObject> settled;

  RolePass(ResourceStore store, SystemWriter writer) {
    this.store = store;
    this.writer = writer;
  }

  /// One pass; what fails is tried again by the next.
  void ensure() {
    List<StoredObject> before = seen();
    if (before.equals(settled)) {
      return;
    }
    boolean changed = false;
    for (ObjectNode wanted : ready.objects()) {
      if (!Aggregation.isAggregated(wanted)) {
        changed |= ensure(wanted);
      }
    }
    catchUp();
    changed |= aggregate();
    settled = changed ? null : before;
  }

  private List<StoredObject> seen() {
    List<StoredObject> seen = new ArrayList<>(store.list(ROLES, null).objects());
    seen.addAll(store.list(BINDINGS, null).objects());
    return seen;
  }

  /// The rules of aggregated roles, of the shipped ones and of people's own.
  private boolean aggregate() {
    List<ObjectNode> all = new ArrayList<>();
    store.list(ROLES, null).objects().forEach(role -> all.add(role.tree()));
    boolean changed = false;
    for (ObjectNode wanted : ready.objects()) {
      if (Aggregation.isAggregated(wanted)) {
        wanted.set("rules", Aggregation.rules(wanted, all));
        changed |= ensure(wanted);
      }
    }
    for (ObjectNode role : all) {
      if (Aggregation.isAggregated(role)) {
        ArrayNode rules = Aggregation.rules(role, all);
        if (!rules.equals(role.path("rules")) && !(rules.isEmpty() && !role.has("rules"))) {
          role.set("rules", rules);
          changed |= write(role, true);
        }
      }
    }
    return changed;
  }

  /// Makes an object, or gives its role's rules, its binding's subjects, the shipped content again.
  private boolean ensure(ObjectNode wanted) {
    ResourceKey key = ReadyMadeRoles.key(wanted);
    ObjectNode found = store.get(key).map(StoredObject::tree).orElse(null);
    if (found == null) {
      return write(wanted, false);
    }
    String keep = found.at("/metadata/annotations").path(ReadyMadeRoles.AUTO_UPDATE).asText("");
    boolean same = true;
    for (String field : List.of("rules", "aggregationRule", "subjects")) {
      if (!found.path(field).equals(wanted.path(field))) {
        same = false;
        if (wanted.has(field)) {
          found.set(field, wanted.get(field));
        } else {
          found.remove(field);
        }
      }
    }
    return !same && !keep.equals("false") && write(found, true);
  }

  private boolean write(ObjectNode object, boolean exists) {
    ResourceKey key = ReadyMadeRoles.key(object);
    try {
      if (exists) {
        writer.replace(object, key);
      } else {
        writer.create(object);
      }
      LOG.info("wrote role object={}", key);
    } catch (RequestRefused refused) {
      // 409, 404: somebody else wrote; the next pass looks again.
      if (refused.error().code() != 409 && refused.error().code() != 404) {
        throw refused;
      }
    }
    return true;
  }

  private void catchUp() {
    try {
      store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }
}
