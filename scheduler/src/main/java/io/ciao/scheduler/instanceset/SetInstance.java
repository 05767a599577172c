package io.ciao.scheduler.instanceset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.meta.OwnerReference;
import java.util.HashMap;
import java.util.List;

/// The object that a set's instance is created from. Pure.
final class SetInstance {
  private SetInstance() {}

  static ObjectNode of(InstanceSetAction.Create create) {
    var set = create.set();
    var template = create.template().metadataOrEmpty();
    var labels = new HashMap<>(template.labels());
    labels.putAll(set.spec().selectorOf(set.metadata().requireName()));
    labels.put(InstanceSet.HASH_LABEL, create.hash());
    var meta =
        new ObjectMeta(
            create.name(),
            null,
            set.metadata().namespace(),
            null,
            null,
            null,
            labels,
            template.annotations(),
            null,
            List.of(owner(set)),
            null,
            null);
    var tree = Json.toTree(new Instance(null, null, meta, create.template().spec(), null));
    tree.remove("status");
    return tree;
  }

  /// With the set goes what it controls.
  static OwnerReference owner(InstanceSet set) {
    return new OwnerReference(
        "ciao.io/v1",
        InstanceSet.KIND,
        set.metadata().requireName(),
        set.metadata().requireUid(),
        true,
        true);
  }
}
