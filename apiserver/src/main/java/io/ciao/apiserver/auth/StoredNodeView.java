package io.ciao.apiserver.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.reference.GroupPeers;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The cluster as the cache shows it. Looks only at what is indexed under the node, so its cost is
/// that of one node's instances. Safe for many threads.
public final class StoredNodeView implements NodeView {
  private static final String DEFAULT_NETWORK = "default";

  private final ResourceStore store;

  public StoredNodeView(ResourceStore store) {
    this.store = store;
  }

  @Override
  public boolean bound(String node, String namespace, String instance) {
    return has(store.find("instances", namespace, instance), "status.binding.nodeName", node);
  }

  @Override
  public boolean carries(String node, String namespace, String concentrator) {
    return has(store.find("concentrators", namespace, concentrator), "spec.nodeNames", node);
  }

  private static boolean has(Optional<StoredObject> object, String field, String value) {
    return object.isPresent() && object.get().index(field).contains(value);
  }

  @Override
  public boolean lost(String node) {
    return store
        .get(ResourceKey.cluster("nodes", node))
        .map(found -> found.view().path("status").path("member").path("state").asText(""))
        .equals(Optional.of("Lost"));
  }

  @Override
  public boolean refers(String node, String resource, String namespace, String name) {
    if (resource.equals("volumes")) {
      return has(store.find(resource, namespace, name), "status.attachment.nodeName", node);
    }
    if (resource.equals("securitygroups")) {
      return needsGroup(node, namespace, name);
    }
    for (StoredObject instance :
        store.list("instances", null, "status.binding.nodeName", node).objects()) {
      if (instanceRefers(instance, resource, namespace, name)) {
        return true;
      }
    }
    for (StoredObject concentrator :
        store.list("concentrators", namespace, "spec.nodeNames", node).objects()) {
      if (concentratorRefers(concentrator.view().path("spec"), resource, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean concentratorRefers(JsonNode spec, String resource, String name) {
    return switch (resource) {
      case "tenantnetworks" -> spec.path("tenantNetwork").asText("").equals(name);
      case "concentrators" -> {
        boolean found = false;
        for (JsonNode peer : spec.path("transit").path("peers")) {
          found |= peer.path("name").asText("").equals(name);
        }
        yield found;
      }
      default -> false;
    };
  }

  /// Those of its instances, and those that these name as peers: the addresses of those are in
  /// their status. No further: what the peers' own rules say concerns other nodes.
  private boolean needsGroup(String node, String namespace, String name) {
    Set<String> groups = new HashSet<>();
    for (StoredObject instance :
        store.list("instances", namespace, "status.binding.nodeName", node).objects()) {
      groups.addAll(ObjectTree.texts(instance.view().path("spec").path("securityGroups")));
    }
    return groups.contains(name)
        || groups.stream()
            .flatMap(group -> store.find("securitygroups", namespace, group).stream())
            .anyMatch(group -> GroupPeers.of(group.view()).contains(name));
  }

  private static boolean instanceRefers(
      StoredObject instance, String resource, String namespace, String name) {
    JsonNode spec = instance.view().path("spec");
    JsonNode status = instance.view().path("status");
    if (resource.equals("images")) {
      JsonNode image = status.path("resolved").path("image");
      return image.path("namespace").asText("").equals(namespace)
          && image.path("name").asText("").equals(name);
    }
    if (!namespace.equals(instance.key().namespace())) {
      return false;
    }
    return switch (resource) {
      case "sshkeys" -> ObjectTree.texts(spec.path("sshKeys")).contains(name);
      case "tenantnetworks" ->
          spec.path("network").path("name").asText(DEFAULT_NETWORK).equals(name);
      case "concentrators" -> status.path("network").path("concentrator").asText("").equals(name);
      case "secrets", "configmaps" ->
          names(spec, resource).contains(name)
              || names(status.path("resolved").path("workload").path("spec"), resource)
                  .contains(name);
      default -> throw new IllegalArgumentException("no instance refers to " + resource);
    };
  }

  /// The objects of that kind that a spec of an instance or a workload names.
  private static Set<String> names(JsonNode spec, String resource) {
    Set<String> names = new HashSet<>();
    String reference = resource.equals("secrets") ? "secretKeyRef" : "configMapKeyRef";
    names.add(spec.at("/cloudInit/userDataFrom/" + reference + "/name").asText(""));
    for (JsonNode variable : spec.path("env")) {
      names.add(variable.path("valueFrom").path(reference).path("name").asText(""));
    }
    names.remove("");
    return names;
  }
}
