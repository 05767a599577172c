package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.ssntp.frame.Role;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.SystemKeys;

/// A Node is what its agent's certificate says: name, uid and roles are taken from there. Its
/// membership is written by join and joined alone, and its tunnel address by no node.
final class NodeAdmission implements Admission {
  @Override
  public void beforeCreate(Draft draft) {
    Identity identity = draft.identity();
    if (!identity.isNode()) {
      return;
    }
    ObjectNode metadata = ObjectTree.metadata(draft.tree());
    String name = identity.nodeName().orElseThrow();
    if (!draft.name().isEmpty() && !draft.name().equals(name)) {
      draft.refuse(Cause.invalid("metadata.name", "a node creates its own Node, which is " + name));
    }
    metadata.put("name", name);
    metadata.remove(java.util.List.of("labels", "generateName"));
    if (!identity.uuid().isEmpty()) {
      metadata.put("uid", identity.uuid());
    }
    ObjectNode spec = draft.tree().putObject("spec");
    ArrayNode roles = spec.putArray("roles");
    if (identity.roles().contains(Role.AGENT)) {
      roles.add("compute");
    }
    if (identity.roles().contains(Role.NET_AGENT)) {
      roles.add("network");
    }
  }

  @Override
  public void create(Draft draft) {
    if (draft.identity().isNode() && draft.identity().uuid().isEmpty()) {
      draft.refuse(
          Cause.required(
              "metadata.uid", "the certificate carries no urn:uuid: name, so no uid can be taken"));
    }
  }

  @Override
  public void updateStatus(ObjectNode old, Draft draft) {
    keep(old, draft.tree(), "member");
    if (draft.identity().isNode()) {
      keep(old, draft.tree(), "tunnelAddress");
    }
  }

  private static void keep(ObjectNode old, ObjectNode next, String field) {
    JsonNode present = old.path("status").path(field);
    ObjectNode status = ObjectTree.map(next, "status");
    if (present.isMissingNode()) {
      status.remove(field);
    } else {
      status.set(field, present.deepCopy());
    }
  }

  /// A Node that comes again later joins anew.
  @Override
  public void remove(Draft draft) {
    draft.alongside(new Change.DeleteSystem(SystemKeys.member(draft.name()), Expected.any()));
  }
}
