package io.ciao.apiserver.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.reference.SharedObjects;
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
  /// Public objects live here.
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
    for (StoredObject instance :
        store.list("instances", null, "status.binding.nodeName", node).objects()) {
      if (near(resource, instance.key(), namespace, name)
          && instanceRefers(instance, resource, name)) {
        return true;
      }
    }
    if (resource.equals("tenantnetworks")) {
      for (StoredObject concentrator :
          store.list("concentrators", namespace, "spec.nodeNames", node).objects()) {
        if (concentrator.tree().path("spec").path("tenantNetwork").asText("").equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether an object can be what a name in the instance's tenant means: that tenant's own, or a
  /// public one.
  private boolean near(String resource, ResourceKey instance, String namespace, String name) {
    if (namespace.equals(instance.namespace())) {
      return true;
    }
    boolean shareable = resource.equals("images") || resource.equals("workloads");
    return shareable
        && namespace.equals(SharedObjects.SHARED_TENANT)
        && store.find(resource, namespace, name).filter(SharedObjects::isPublic).isPresent();
  }

  private boolean instanceRefers(StoredObject instance, String resource, String name) {
    ObjectNode tree = instance.tree();
    JsonNode spec = tree.path("spec");
    return switch (resource) {
      case "workloads" -> spec.path("workload").asText("").equals(name);
      case "sshkeys" -> ObjectTree.texts(spec.path("sshKeys")).contains(name);
      case "tenantnetworks" ->
          spec.path("network").path("name").asText(DEFAULT_NETWORK).equals(name);
      case "concentrators" ->
          tree.path("status").path("network").path("concentrator").asText("").equals(name);
      case "images" -> image(instance.key(), spec).equals(Optional.of(name));
      case "securitygroups", "secrets", "configmaps" ->
          names(spec, resource).contains(name)
              || workload(instance.key(), spec)
                  .map(found -> names(found.tree().path("spec"), resource).contains(name))
                  .orElse(false);
      default -> throw new IllegalArgumentException("no instance refers to " + resource);
    };
  }

  /// The objects of that kind that a spec of an instance or a workload names.
  private static Set<String> names(JsonNode spec, String resource) {
    Set<String> names = new HashSet<>();
    if (resource.equals("securitygroups")) {
      names.addAll(ObjectTree.texts(spec.path("securityGroups")));
      return names;
    }
    String reference = resource.equals("secrets") ? "secretKeyRef" : "configMapKeyRef";
    names.add(spec.at("/cloudInit/userDataFrom/" + reference + "/name").asText(""));
    for (JsonNode variable : spec.path("env")) {
      names.add(variable.path("valueFrom").path(reference).path("name").asText(""));
    }
    names.remove("");
    return names;
  }

  /// The image of an instance: its own, else its workload's.
  private Optional<String> image(ResourceKey instance, JsonNode spec) {
    if (spec.hasNonNull("image")) {
      return Optional.of(spec.path("image").asText());
    }
    return workload(instance, spec)
        .map(found -> found.tree().path("spec").path("image").asText(""));
  }

  private Optional<StoredObject> workload(ResourceKey instance, JsonNode spec) {
    String workload = spec.path("workload").asText("");
    if (workload.isEmpty()) {
      return Optional.empty();
    }
    return SharedObjects.named(store, "workloads", instance.namespace(), workload);
  }
}
