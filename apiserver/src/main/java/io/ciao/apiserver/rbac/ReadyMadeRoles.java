package io.ciao.apiserver.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.ReadLimits;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// The cluster roles and bindings that the system brings along, from `roles.yaml` beside this
/// class. Immutable; trees are handed out as copies.
public final class ReadyMadeRoles {
  /// An object whose annotation says "false" is left as people made it.
  public static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  private static final String FILE = "roles.yaml";

  private final List<ObjectNode> objects;

  private ReadyMadeRoles(List<ObjectNode> objects) {
    this.objects = objects;
  }

  /// Reads the file.
  public static ReadyMadeRoles load() {
    try (InputStream in = ReadyMadeRoles.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing in this program");
      }
      return new ReadyMadeRoles(ObjectReader.readAll(in.readAllBytes(), ReadLimits.DEFAULT));
    } catch (IOException e) {
      throw new UncheckedIOException("read " + FILE, e);
    }
  }

  /// What must be there, roles first.
  public List<ObjectNode> objects() {
    return objects.stream().map(ObjectNode::deepCopy).toList();
  }

  /// Whether all of it is there, whatever people made of it.
  public boolean presentIn(ResourceStore store) {
    return objects.stream().allMatch(object -> store.get(key(object)).isPresent());
  }

  /// Where an object of [#objects] belongs.
  public static ResourceKey key(ObjectNode object) {
    boolean role = object.path("kind").asText("").equals("ClusterRole");
    return ResourceKey.cluster(
        role ? Kinds.CLUSTER_ROLES : Kinds.CLUSTER_ROLE_BINDINGS, ObjectTree.name(object));
  }
}
