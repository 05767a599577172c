package io.ciao.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.MergePatch;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.request.MediaRange;
import io.ciao.apiserver.status.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A patch as a request brought it, ready to be applied to whatever the object is by then.
public sealed interface Patch {
  String MERGE = "application/merge-patch+json";
  String JSON = "application/json-patch+json";
  String STRATEGIC = "application/strategic-merge-patch+json";

  /// The patched object; the target is left as it is.
  ObjectNode apply(ObjectNode target);

  /// RFC 7386.
  record Merge(ObjectNode changes) implements Patch {
    @Override
    public ObjectNode apply(ObjectNode target) {
      return (ObjectNode) MergePatch.apply(target, changes);
    }
  }

  /// RFC 6902.
  record Operations(JsonNode list) implements Patch {
    @Override
    public ObjectNode apply(ObjectNode target) {
      return JsonPatch.apply(target, list);
    }
  }

  /// Reads a patch by its media type.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 415 for a type that is not taken for this kind
  static Patch read(byte[] body, String contentType, KindDefinition kind) {
    return switch (MediaRange.parse(contentType).type()) {
      case MERGE -> new Merge(object(body));
      case JSON -> new Operations(list(body));
      case STRATEGIC -> {
        // kubectl patches kinds that it was built with in this form alone; those that are served
        // here
        // have no lists that it would merge.
        if (!kind.group().isEmpty()) {
          throw unsupported(kind);
        }
        ObjectNode changes = object(body);
        requireNoDirectives(changes);
        yield new Merge(changes);
      }
      default -> throw unsupported(kind);
    };
  }

  private static RuntimeException unsupported(KindDefinition kind) {
    String core = kind.group().isEmpty() ? ", " + STRATEGIC : "";
    return Refusals.unsupportedMediaType(JSON + ", " + MERGE + core);
  }

  private static ObjectNode object(byte[] body) {
    try {
      return ObjectReader.readOne(body);
    } catch (UnreadableObjectException e) {
      throw Refusals.badRequest("the patch in the body cannot be read: " + e.getMessage());
    }
  }

  private static JsonNode list(byte[] body) {
    // The reader takes whole objects alone, so the list is read as a field of one.
    String text = "{\"list\":" + new String(body, StandardCharsets.UTF_8) + "}";
    try {
      return Json.parse(text.getBytes(StandardCharsets.UTF_8)).path("list");
    } catch (UnreadableObjectException e) {
      throw Refusals.badRequest("the patch in the body cannot be read: " + e.getMessage());
    }
  }

  private static void requireNoDirectives(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().startsWith("$")) {
        throw Refusals.badRequest(
            "the directive " + field.getKey() + " of strategic merge patches is not supported");
      }
      requireNoDirectives(field.getValue());
    }
    if (node.isArray()) {
      node.forEach(Patch::requireNoDirectives);
    }
  }
}
