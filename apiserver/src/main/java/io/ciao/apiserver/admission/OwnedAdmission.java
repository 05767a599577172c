package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.status.Cause;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The rules of a kind, and the one that all kinds have for their owners: an owner lies in the same
/// namespace or is cluster-scoped. An owner that is not there costs a warning, as the object will
/// be collected.
final class OwnedAdmission implements Admission {
  private final Admission own;
  private final ResourceStore store;
  private final KindRegistry kinds;

  OwnedAdmission(Admission own, ResourceStore store, KindRegistry kinds) {
    this.own = own;
    this.store = store;
    this.kinds = kinds;
  }

  @Override
  public void beforeCreate(Draft draft) {
    own.beforeCreate(draft);
  }

  @Override
  public void beforeUpdate(ObjectNode old, ObjectNode wanted) {
    own.beforeUpdate(old, wanted);
  }

  @Override
  public void create(Draft draft) {
    checkOwners(draft, Set.of());
    own.create(draft);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    JsonNode before = owners(old);
    if (!before.equals(owners(draft.tree()))) {
      Set<JsonNode> known = new HashSet<>();
      before.forEach(known::add);
      checkOwners(draft, known);
    }
    own.update(old, draft);
  }

  @Override
  public void updateStatus(ObjectNode old, Draft draft) {
    own.updateStatus(old, draft);
  }

  @Override
  public Optional<String> keeps(ObjectNode tree) {
    return own.keeps(tree);
  }

  @Override
  public boolean holds(ObjectNode tree) {
    return own.holds(tree);
  }

  @Override
  public void remove(Draft draft) {
    own.remove(draft);
  }

  private static JsonNode owners(ObjectNode tree) {
    return tree.path("metadata").path("ownerReferences");
  }

  private void checkOwners(Draft draft, Set<JsonNode> known) {
    JsonNode owners = owners(draft.tree());
    for (int i = 0; i < owners.size(); i++) {
      if (!known.contains(owners.get(i))) {
        checkOwner(draft, owners.get(i), "metadata.ownerReferences[" + i + "]");
      }
    }
  }

  private void checkOwner(Draft draft, JsonNode owner, String path) {
    String apiVersion = owner.path("apiVersion").asText("");
    String kindName = owner.path("kind").asText("");
    String named = kindName + " \"" + owner.path("name").asText("") + "\"";
    KindDefinition kind = kinds.byKind(apiVersion, kindName).orElse(null);
    if (kind == null) {
      draft.warn(
          path
              + ": no kind "
              + kindName
              + " is served in "
              + apiVersion
              + "; this owner means nothing");
      return;
    }
    if (kind.namespaced() && draft.namespace().isEmpty()) {
      draft.refuse(
          Cause.invalid(
              path, named + ": a cluster-scoped object cannot have an owner in a namespace"));
      return;
    }
    Optional<StoredObject> found = store.getByUid(kind.plural(), owner.path("uid").asText(""));
    if (found.isEmpty()) {
      draft.warn(
          path
              + ": "
              + named
              + " with this uid does not exist; an object without any owner left is removed");
      return;
    }
    String namespace = found.get().key().namespace();
    if (namespace != null && !namespace.equals(draft.namespace())) {
      draft.refuse(
          Cause.invalid(path, named + ": cross-namespace owner references are disallowed"));
    } else if (!found.get().key().name().equals(owner.path("name").asText(""))) {
      draft.refuse(Cause.invalid(path, named + ": the object of this uid has another name"));
    }
  }
}
