package io.ciao.apiserver.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The fields that every object has, read from its tree. Fields of a wrong type count as absent.
public final class ObjectTree {
  private ObjectTree() {}

  /// `metadata`, made if there is none.
  public static ObjectNode metadata(ObjectNode tree) {
    if (tree.get("metadata") instanceof ObjectNode metadata) {
      return metadata;
    }
    return tree.putObject("metadata");
  }

  /// A map field, made if there is none.
  public static ObjectNode map(ObjectNode tree, String field) {
    return tree.get(field) instanceof ObjectNode map ? map : tree.putObject(field);
  }

  public static String name(JsonNode tree) {
    return tree.path("metadata").path("name").asText("");
  }

  public static String namespace(JsonNode tree) {
    return tree.path("metadata").path("namespace").asText("");
  }

  public static String uid(JsonNode tree) {
    return tree.path("metadata").path("uid").asText("");
  }

  public static long generation(JsonNode tree) {
    return tree.path("metadata").path("generation").asLong(0);
  }

  public static String resourceVersion(JsonNode tree) {
    return tree.path("metadata").path("resourceVersion").asText("");
  }

  public static boolean deleting(JsonNode tree) {
    return tree.path("metadata").hasNonNull("deletionTimestamp");
  }

  /// `metadata.finalizers` in their order.
  public static List<String> finalizers(JsonNode tree) {
    return texts(tree.path("metadata").path("finalizers"));
  }

  /// Replaces `metadata.finalizers`; none removes the field.
  public static void setFinalizers(ObjectNode tree, List<String> finalizers) {
    ObjectNode metadata = metadata(tree);
    metadata.remove("finalizers");
    if (!finalizers.isEmpty()) {
      ArrayNode list = metadata.putArray("finalizers");
      finalizers.forEach(list::add);
    }
  }

  /// Adds a finalizer unless it is there.
  public static void addFinalizer(ObjectNode tree, String finalizer) {
    List<String> finalizers = new ArrayList<>(finalizers(tree));
    if (!finalizers.contains(finalizer)) {
      finalizers.add(finalizer);
      setFinalizers(tree, finalizers);
    }
  }

  /// The texts of a list; empty if it is none.
  public static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    if (list.isArray()) {
      list.forEach(item -> texts.add(item.asText()));
    }
    return texts;
  }

  /// A time as objects carry it: whole seconds, UTC.
  public static String time(Instant instant) {
    return seconds(instant).toString();
  }

  public static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
