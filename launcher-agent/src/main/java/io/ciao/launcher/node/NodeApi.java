package io.ciao.launcher.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Node;
import io.ciao.launcher.ledger.MembershipFile.Membership;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The apiserver's end points about this node's own Node.
final class NodeApi {
  /// Why a join is refused: an incarnation that is not the caller's is a member or joins.
  static final String LIVE_INCARNATION = "LiveIncarnation";

  private final ApiClient api;
  private final ObjectKey key;

  NodeApi(ApiClient api, String nodeName) {
    this.api = api;
    this.key = new ObjectKey(null, nodeName);
  }

  /// What join answered: the incarnation of the membership.
  record Joined(long incarnation) {}

  /// The instances that are bound to this node now.
  CopyCensus.BoundHere boundHere() {
    var query = ListQuery.fields("status.binding.nodeName=" + key.name());
    var bound = new TreeMap<String, Long>();
    var list = api.list(ResourceType.INSTANCES, null, query);
    for (var instance : list.items()) {
      bound.put(
          instance.path("metadata").path("uid").asText(),
          instance.path("status").path("binding").path("epoch").asLong());
    }
    return new CopyCensus.BoundHere(Long.parseLong(list.resourceVersion()), bound);
  }

  Optional<ObjectNode> find() {
    return api.find(ResourceType.NODES, key);
  }

  /// Creates the Node; uid and roles come from the certificate.
  ObjectNode create() {
    var node = Json.object();
    node.put("apiVersion", "ciao.io/v1");
    node.put("kind", Node.KIND);
    node.putObject("metadata").put("name", key.name());
    node.putObject("spec");
    try {
      return api.create(ResourceType.NODES, null, node);
    } catch (ApiException e) {
      if (e.isConflict()) {
        return api.get(ResourceType.NODES, key);
      }
      throw e;
    }
  }

  /// Takes the membership on, or gets a new one where the last is lost. One that is alive is not
  /// pushed out: it may be this node's before its disk was wiped, or another machine's.
  ///
  /// @throws ApiException with [#LIVE_INCARNATION] if another incarnation is alive
  Joined join(Optional<Membership> last) {
    var body = Json.object();
    body.put("force", false);
    last.ifPresent(membership -> body.put("incarnation", membership.incarnation()));
    var answer = api.post(ResourceType.NODES.path(key) + "/join", body);
    return new Joined(answer.path("incarnation").asLong());
  }

  void joined(long incarnation, Map<String, Long> removed) {
    var body = Json.object();
    body.put("incarnation", incarnation);
    var list = body.putArray("removed");
    removed.forEach((uid, epoch) -> list.addObject().put("uid", uid).put("epoch", epoch));
    api.post(ResourceType.NODES.path(key) + "/joined", body);
  }

  void patchStatus(ObjectNode status) {
    var patch = Json.object();
    patch.set("status", status);
    api.mergePatchStatus(ResourceType.NODES, key, patch);
  }
}
