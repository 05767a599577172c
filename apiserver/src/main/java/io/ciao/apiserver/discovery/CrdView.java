package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The kinds of the group ciao.io as CustomResourceDefinition objects: what tools look at that work
/// with any kind (Terraform, k9s, Headlamp). Read-only; the same for as long as the program is.
/// Immutable.
public final class CrdView {
  private static final String RESOURCE = "customresourcedefinitions.yaml";
  private static final String SHOWN_GROUP = "ciao.io";

  private final KindDefinition kind;
  private final List<ObjectNode> objects;
  private final long version;

  public CrdView(KindRegistry kinds) {
    this.kind = ownKind();
    List<ObjectNode> made =
        kinds.kinds().stream()
            .filter(shown -> shown.group().equals(SHOWN_GROUP))
            .map(CrdView::object)
            .toList();
    CRC32C hash = new CRC32C();
    made.forEach(object -> hash.update(Json.write(object)));
    // Another program's objects have another version, so that watches notice the exchange.
    this.version = 1 + hash.getValue();
    made.forEach(
        object ->
            ((ObjectNode) object.get("metadata")).put("resourceVersion", Long.toString(version)));
    this.objects = made;
  }

  private static KindDefinition ownKind() {
    try (InputStream in = CrdView.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing in this program");
      }
      return KindRegistry.of(Map.of(RESOURCE, ObjectReader.readOne(in.readAllBytes())))
          .require("CustomResourceDefinition");
    } catch (IOException e) {
      throw new UncheckedIOException("read " + RESOURCE, e);
    }
  }

  /// The kind CustomResourceDefinition, which is not stored.
  public KindDefinition kind() {
    return kind;
  }

  /// The version of all of them.
  public long version() {
    return version;
  }

  /// Copies of all objects, by name.
  public List<ObjectNode> objects() {
    List<ObjectNode> copies = new ArrayList<>();
    objects.forEach(object -> copies.add(object.deepCopy()));
    return copies;
  }

  /// A copy of the object of this name.
  public Optional<ObjectNode> object(String name) {
    return objects().stream()
        .filter(object -> object.path("metadata").path("name").asText().equals(name))
        .findFirst();
  }

  private static ObjectNode object(KindDefinition shown) {
    ObjectNode object = Json.object();
    object.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("name", shown.groupResource());
    String seed = "ciao crd " + shown.groupResource();
    metadata.put("uid", UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString());
    metadata.put("generation", 1);
    ObjectNode spec = (ObjectNode) shown.source().get("spec");
    removeOwn(spec);
    spec.putObject("conversion").put("strategy", "None");
    object.set("spec", spec);
    object.set("status", status(shown, spec));
    return object;
  }

  private static ObjectNode status(KindDefinition shown, ObjectNode spec) {
    ObjectNode status = Json.object();
    ArrayNode conditions = status.putArray("conditions");
    conditions.add(condition("NamesAccepted", "NoConflicts", "no conflicts found"));
    conditions.add(condition("Established", "InitialNamesAccepted", "the kind is served"));
    status.set("acceptedNames", spec.path("names").deepCopy());
    status.putArray("storedVersions").add(shown.version());
    return status;
  }

  private static ObjectNode condition(String type, String reason, String message) {
    ObjectNode condition = Json.object().put("type", type).put("status", "True");
    return condition.put("reason", reason).put("message", message);
  }

  /// Takes out what only this project's definitions say.
  private static void removeOwn(JsonNode node) {
    if (node instanceof ObjectNode map) {
      List<String> own = new ArrayList<>();
      for (Map.Entry<String, JsonNode> field : map.properties()) {
        if (field.getKey().startsWith("x-ciao-")) {
          own.add(field.getKey());
        }
      }
      map.remove(own);
    }
    node.forEach(CrdView::removeOwn);
  }
}
