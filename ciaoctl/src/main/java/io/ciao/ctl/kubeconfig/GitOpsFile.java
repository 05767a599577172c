package io.ciao.ctl.kubeconfig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.codec.YamlEmitter;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An object as a file that can be applied again. Pure.
public final class GitOpsFile {
  private static final List<String> SERVERS =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink",
          "ownerReferences",
          "finalizers",
          "generateName");

  private GitOpsFile() {}

  /// What a person wants of the object, without what the server, controllers and earlier applies
  /// wrote.
  public static ObjectNode wanted(ObjectNode object, String setLabel) {
    var copy = object.deepCopy();
    copy.remove("status");
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(SERVERS);
      prune(metadata, "labels", setLabel);
      prune(metadata, "annotations", "kubectl.kubernetes.io/last-applied-configuration");
    }
    if (copy.path("kind").asText().equals("Namespace")) {
      copy.remove("spec");
    }
    return copy;
  }

  private static void prune(ObjectNode metadata, String field, String key) {
    if (metadata.get(field) instanceof ObjectNode map) {
      map.remove(key);
      if (map.isEmpty()) {
        metadata.remove(field);
      }
    }
  }

  /// The YAML text, as the Kubernetes model writes it.
  public static String text(ObjectNode object) {
    var resource = Serialization.unmarshal(Json.writeText(object), GenericKubernetesResource.class);
    var text = Serialization.asYaml(resource);
    // That emitter leaves out quotes where it can; where somebody would read another value, ours
    // writes the file.
    return readsBackAs(object, text) ? text : YamlEmitter.emitText(object);
  }

  private static boolean readsBackAs(ObjectNode object, String text) {
    try {
      return ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8)).equals(object);
    } catch (UnreadableObjectException e) {
      return false;
    }
  }

  /// The `kustomization.yaml` of a directory with these files.
  public static String kustomization(List<String> files) {
    var tree = Json.object();
    tree.put("apiVersion", "kustomize.config.k8s.io/v1beta1").put("kind", "Kustomization");
    var resources = tree.putArray("resources");
    files.forEach(resources::add);
    return YamlEmitter.emitText(tree);
  }
}
