package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.apiserver.protobuf.MalformedProtobufException;
import io.ciao.apiserver.protobuf.ProtobufReader;
import io.ciao.apiserver.request.MediaRange;
import io.ciao.apiserver.status.Refusals;
import java.util.Set;

/// Reads request bodies through the project's one reader. Pure.
public final class BodyReader {
  private static final String ACCEPTED =
      "application/json, application/yaml, " + ProtobufReader.MEDIA_TYPE;
  private static final ProtobufReader PROTOBUF = ProtobufReader.load();
  private static final Set<String> TYPES =
      Set.of(
          "",
          "application/json",
          "application/yaml",
          "application/x-yaml",
          "text/yaml",
          "application/x-www-form-urlencoded");

  private BodyReader() {}

  /// An object in JSON or YAML, or in protobuf if it is of a kind that clients write so.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 415 for other media types, 400 with line and
  ///   column
  public static ObjectNode object(byte[] body, String contentType) {
    String type = MediaRange.parse(contentType).type();
    if (type.equals(ProtobufReader.MEDIA_TYPE)) {
      return protobuf(body);
    }
    // curl names a form where it is told nothing; a body that is no object is refused all the same.
    if (!TYPES.contains(type)) {
      throw Refusals.unsupportedMediaType(ACCEPTED);
    }
    return object(body);
  }

  private static ObjectNode protobuf(byte[] body) {
    try {
      return PROTOBUF.read(body);
    } catch (MalformedProtobufException e) {
      throw Refusals.badRequest("the object in the body cannot be read: " + e.getMessage());
    }
  }

  /// An object whose media type was judged before.
  public static ObjectNode object(byte[] body) {
    try {
      return ObjectReader.readOne(body);
    } catch (UnreadableObjectException e) {
      throw Refusals.badRequest("the object in the body cannot be read: " + e.getMessage());
    }
  }

  /// An object, or an empty one where there is no body.
  public static ObjectNode optionalObject(byte[] body, String contentType) {
    return body.length == 0 ? Json.object() : object(body, contentType);
  }
}
