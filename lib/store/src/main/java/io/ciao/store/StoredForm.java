package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;

/// An object as it is stored, without `metadata.resourceVersion`: its JSON, with a gap for the
/// version, and its YAML. Made once for a write, however often that is measured, packed and sent.
/// Immutable.
public final class StoredForm {
  private final ObjectNode root;
  private final byte[] json;
  private final byte[] yaml;

  private StoredForm(ObjectNode root) {
    this.root = root;
    this.json = Json.write(root);
    this.yaml = YamlEmitter.emit(root);
  }

  /// The form of a tree, which is the form's from then on: nobody may change it.
  ///
  /// @throws IllegalArgumentException if the tree has no stored form
  public static StoredForm of(ObjectNode tree) {
    return new StoredForm(ObjectDraft.root(tree));
  }

  /// How large its JSON is, in bytes.
  public int jsonBytes() {
    return json.length;
  }

  /// How large its YAML is, in bytes; etcd gets that where nothing is sealed.
  int yamlBytes() {
    return yaml.length;
  }

  /// A copy of its tree.
  public ObjectNode tree() {
    return root.deepCopy();
  }

  /// Its tree, to look at.
  ObjectNode root() {
    return root;
  }

  /// Shared: nobody may change the array.
  byte[] json() {
    return json;
  }

  /// Shared: nobody may change the array.
  byte[] yaml() {
    return yaml;
  }
}
