package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.OpenApiV2;
import io.ciao.api.schema.OpenApiV2Protobuf;
import io.ciao.api.schema.OpenApiV3;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.MediaRange;
import io.ciao.apiserver.status.Refusals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/openapi/v3` with one document a group and version, and `/openapi/v2` with one for everything.
/// The latter is made when somebody first asks: few clients still do. Safe for many threads.
final class OpenApiDocuments {
  static final String V2 = "/openapi/v2";
  private static final String V3 = "/openapi/v3";

  /// Clients ask with an `@`, which their own parser refuses in an answer.
  private static final String V2_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private static final List<String> V2_PROTOBUF_ASKED =
      List.of(V2_PROTOBUF, "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");

  private final Supplier<ObjectNode> v2;
  private final Map<Boolean, Document> v2Documents = new HashMap<>();

  OpenApiDocuments(KindRegistry kinds) {
    this.v2 = () -> OpenApiV2.document(kinds);
  }

  /// The documents of `/openapi/v3`, by path.
  static Map<String, Document> v3(KindRegistry kinds) {
    Map<String, Document> documents = new HashMap<>();
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (GroupVersion version : kinds.groupVersions()) {
      Document document =
          Document.of(Answer.JSON, OpenApiV3.document(version, kinds.kinds(version)));
      documents.put(V3 + version.path(), document);
      paths
          .putObject(version.path().substring(1))
          .put("serverRelativeURL", V3 + version.path() + "?hash=" + document.hash());
    }
    documents.put(V3, Document.of(Answer.JSON, index));
    return documents;
  }

  /// `/openapi/v2` in the form that the client prefers.
  Answer v2(ApiRequest request) {
    Boolean protobuf = wantsProtobuf(request.header("accept"));
    if (protobuf == null) {
      throw Refusals.notAcceptable(Answer.JSON + ", " + V2_PROTOBUF);
    }
    return v2(protobuf).answer(request);
  }

  private static @Nullable Boolean wantsProtobuf(String accept) {
    if (accept.isBlank()) {
      return false;
    }
    for (MediaRange range : MediaRange.parseAll(accept)) {
      if (V2_PROTOBUF_ASKED.contains(range.type())) {
        return true;
      }
      if (range.admitsJson()) {
        return false;
      }
    }
    return null;
  }

  private synchronized Document v2(boolean protobuf) {
    return v2Documents.computeIfAbsent(
        protobuf,
        _ ->
            protobuf
                ? Document.of(V2_PROTOBUF, OpenApiV2Protobuf.encode(v2.get()))
                : Document.of(Answer.JSON, v2.get()));
  }
}
