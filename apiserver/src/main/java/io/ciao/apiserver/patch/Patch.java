package io.ciao.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.MergePatch;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.Schema;
import io.ciao.apiserver.request.MediaRange;
import io.ciao.apiserver.status.Refusals;
import java.nio.charset.StandardCharsets;

/// A patch as a request brought it, ready to be applied to whatever the object is by then.
public sealed interface Patch {
  String MERGE = "application/merge-patch+json";
  String JSON = "application/json-patch+json";
  String STRATEGIC = "application/strategic-merge-patch+json";
  String APPLY = "application/apply-patch+yaml";

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

  /// Strategic merge.
  record Strategic(Schema schema, ObjectNode changes) implements Patch {
    @Override
    public ObjectNode apply(ObjectNode target) {
      return StrategicMergePatch.apply(schema, target, changes);
    }
  }

  /// Whether a body of this type is no patch but an object to be applied.
  static boolean isApply(String contentType) {
    return MediaRange.parse(contentType).type().equals(APPLY);
  }

  /// Reads a patch by its media type.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 415 for a type that is not taken for this kind
  static Patch read(byte[] body, String contentType, KindDefinition kind) {
    return switch (MediaRange.parse(contentType).type()) {
      case MERGE -> new Merge(object(body));
      case JSON -> new Operations(list(body));
      case STRATEGIC -> {
        // kubectl patches kinds that it was built with in this form alone.
        if (!isBuiltIn(kind)) {
          throw unsupported(kind);
        }
        yield new Strategic(kind.schema(), object(body));
      }
      default -> throw unsupported(kind);
    };
  }

  /// Reads a patch of a Scale, which has no lists: a strategic merge is a merge.
  static Patch readForScale(byte[] body, String contentType) {
    return switch (MediaRange.parse(contentType).type()) {
      case MERGE, STRATEGIC -> new Merge(object(body));
      case JSON -> new Operations(list(body));
      default ->
          throw Refusals.unsupportedMediaType(String.join(", ", JSON, MERGE, STRATEGIC, APPLY));
    };
  }

  private static RuntimeException unsupported(KindDefinition kind) {
    String core = isBuiltIn(kind) ? ", " + STRATEGIC : "";
    return Refusals.unsupportedMediaType(JSON + ", " + MERGE + ", " + APPLY + core);
  }

  private static boolean isBuiltIn(KindDefinition kind) {
    return !kind.group().equals("ciao.io");
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
}
