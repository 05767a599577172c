package io.ciao.apiserver.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a request was refused, as clients read it. Immutable.
///
/// @param code the HTTP status, 400 to 599
/// @param reason one CamelCase word that programs act on
/// @param message a sentence for people
/// @param details which object, and every cause; null if it is about no object
public record StatusError(int code, String reason, String message, @Nullable Details details) {

  /// Which object an error is about.
  ///
  /// @param name the object's name; empty if unknown
  /// @param kind the plural resource, or the kind where validation failed (as upstream does)
  public record Details(String name, String group, String kind, String uid, List<Cause> causes) {
    public Details {
      causes = List.copyOf(causes);
    }

    static Details of(GroupResource resource, String name) {
      return new Details(name, resource.group(), resource.resource(), "", List.of());
    }

    ObjectNode toTree() {
      ObjectNode tree = Json.object();
      putUnlessEmpty(tree, "name", name);
      putUnlessEmpty(tree, "group", group);
      putUnlessEmpty(tree, "kind", kind);
      putUnlessEmpty(tree, "uid", uid);
      if (!causes.isEmpty()) {
        ArrayNode list = tree.putArray("causes");
        causes.forEach(cause -> list.add(cause.toTree()));
      }
      return tree;
    }

    private static void putUnlessEmpty(ObjectNode tree, String key, String value) {
      if (!value.isEmpty()) {
        tree.put(key, value);
      }
    }
  }

  /// The `Status` object.
  public ObjectNode toTree() {
    ObjectNode tree = Json.object();
    tree.put("kind", "Status").put("apiVersion", "v1");
    tree.putObject("metadata");
    tree.put("status", "Failure").put("message", message).put("reason", reason);
    if (details != null) {
      tree.set("details", details.toTree());
    }
    tree.put("code", (long) code);
    return tree;
  }

  /// The `Status` object of a request that was carried out and has no object to show, such as a
  /// delete.
  public static ObjectNode success(GroupResource resource, String name, String uid) {
    ObjectNode tree = Json.object();
    tree.put("kind", "Status").put("apiVersion", "v1");
    tree.putObject("metadata");
    tree.put("status", "Success");
    tree.set(
        "details",
        new Details(name, resource.group(), resource.resource(), uid, List.of()).toTree());
    return tree;
  }

  /// The exception that carries this error up to the one place that answers.
  public RequestRefused refused() {
    return new RequestRefused(this);
  }
}
