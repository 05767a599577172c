package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.OpenApiV3;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.MediaRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Answers `/api`, `/apis`, what is below them up to the versions, `/openapi/v3` and `/version`.
/// Immutable.
public final class Discovery {
  private static final String OPENAPI = "/openapi/v3";

  private final Map<String, Document> documents = new HashMap<>();
  private final Map<String, Document> aggregated = new HashMap<>();

  public Discovery(KindRegistry kinds) {
    documents.put("/version", version());
    documents.put("/api", ResourceLists.coreVersions());
    documents.put("/apis", ResourceLists.groups(kinds));
    for (GroupVersion version : kinds.groupVersions()) {
      if (!version.isCore()) {
        documents.put("/apis/" + version.group(), ResourceLists.groupDocument(version));
      }
      documents.put(version.path(), ResourceLists.resources(kinds, version));
    }
    for (String form : new String[] {"v2", "v2beta1"}) {
      aggregated.put("/api " + form, AggregatedDiscovery.document(kinds, true, form));
      aggregated.put("/apis " + form, AggregatedDiscovery.document(kinds, false, form));
    }
    openApi(kinds);
    documents.put("/", roots());
  }

  /// The answer to a GET of one of these paths; empty for others.
  ///
  /// @param path decoded, without a trailing slash
  public Optional<Answer> answer(String path, ApiRequest request) {
    Document plain = documents.get(path);
    if (plain == null) {
      return Optional.empty();
    }
    for (MediaRange range : MediaRange.parseAll(request.header("accept"))) {
      boolean aggregatedWanted = range.parameter("as").equals("APIGroupDiscoveryList");
      Document document =
          aggregatedWanted ? aggregated.get(path + " " + range.parameter("v")) : null;
      if (document != null) {
        return Optional.of(document.answer(request));
      }
      if (!aggregatedWanted && range.admitsJson()) {
        break;
      }
    }
    return Optional.of(plain.answer(request));
  }

  private void openApi(KindRegistry kinds) {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (GroupVersion version : kinds.groupVersions()) {
      Document document =
          Document.of(Answer.JSON, OpenApiV3.document(version, kinds.kinds(version)));
      documents.put(OPENAPI + version.path(), document);
      paths
          .putObject(version.path().substring(1))
          .put("serverRelativeURL", OPENAPI + version.path() + "?hash=" + document.hash());
    }
    documents.put(OPENAPI, Document.of(Answer.JSON, index));
  }

  private Document roots() {
    ObjectNode tree = Json.object();
    ArrayNode paths = tree.putArray("paths");
    documents.keySet().stream().sorted().forEach(paths::add);
    return Document.of(Answer.JSON, tree);
  }

  private static Document version() {
    ObjectNode tree = Json.object();
    tree.put("major", "1").put("minor", "36").put("gitVersion", "v1.36.0+ciao");
    tree.put("gitCommit", "").put("gitTreeState", "clean").put("buildDate", "");
    tree.put("goVersion", "").put("compiler", "javac");
    tree.put("platform", "linux/" + System.getProperty("os.arch", "unknown"));
    return Document.of(Answer.JSON, tree);
  }
}
