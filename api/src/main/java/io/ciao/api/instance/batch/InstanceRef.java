package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;

/// The instance that an item is about: found by namespace and name, and meant only if it has the
/// uid.
public record InstanceRef(String namespace, String name, String uid) {

  public static InstanceRef of(Instance instance) {
    var metadata = instance.metadata();
    var namespace = metadata.namespace();
    if (namespace == null) {
      throw new IllegalArgumentException("instance " + metadata.name() + " has no namespace");
    }
    return new InstanceRef(namespace, metadata.requireName(), metadata.requireUid());
  }

  static InstanceRef read(ItemFields fields) {
    return new InstanceRef(fields.name("namespace"), fields.name("name"), fields.text("uid"));
  }

  public ObjectKey key() {
    return new ObjectKey(namespace, name);
  }

  ObjectNode toTree() {
    return Json.object().put("namespace", namespace).put("name", name).put("uid", uid);
  }
}
