package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.MediaRange;
import io.ciao.apiserver.status.Refusals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers `/api`, `/apis`, what is below them up to the versions, `/openapi` and `/version`. Safe
/// for many threads.
public final class Discovery {
  private static final String AGGREGATED = "APIGroupDiscoveryList";

  private final Map<String, Document> documents = new HashMap<>();
  private final Map<String, Document> aggregated = new HashMap<>();
  private final OpenApiDocuments openApi;

  public Discovery(KindRegistry kinds, CrdView crds) {
    ServedResources resources = new ServedResources(kinds, crds.kind());
    documents.put("/version", version());
    documents.put("/api", ResourceLists.coreVersions());
    documents.put("/apis", ResourceLists.groups(resources));
    for (GroupVersion version : resources.groupVersions()) {
      if (!version.isCore()) {
        documents.put("/apis/" + version.group(), ResourceLists.groupDocument(version));
      }
      documents.put(version.path(), ResourceLists.resources(resources, version));
    }
    for (String form : new String[] {"v2", "v2beta1"}) {
      aggregated.put("/api " + form, AggregatedDiscovery.document(resources, true, form));
      aggregated.put("/apis " + form, AggregatedDiscovery.document(resources, false, form));
    }
    documents.putAll(OpenApiDocuments.v3(kinds));
    this.openApi = new OpenApiDocuments(kinds);
    documents.put("/", roots());
  }

  /// The answer to a GET of one of these paths; empty for others.
  ///
  /// @param path decoded, without a trailing slash
  /// @throws io.ciao.apiserver.status.RequestRefused 406 if the client takes no form of it
  public Optional<Answer> answer(String path, ApiRequest request) {
    if (path.equals(OpenApiDocuments.V2)) {
      return Optional.of(openApi.v2(request));
    }
    Document plain = documents.get(path);
    if (plain == null) {
      return Optional.empty();
    }
    return Optional.of(preferred(path, plain, request.header("accept")).answer(request));
  }

  private Document preferred(String path, Document plain, String accept) {
    List<MediaRange> ranges = MediaRange.parseAll(accept);
    for (MediaRange range : ranges) {
      if (!range.admitsJson()) {
        continue;
      }
      if (!range.parameter("as").equals(AGGREGATED)) {
        return plain;
      }
      Document document = aggregated.get(path + " " + range.parameter("v"));
      if (document != null) {
        return document;
      }
    }
    // Where only forms were named that this document has not, clients read the plain one.
    if (ranges.isEmpty() || ranges.stream().anyMatch(MediaRange::admitsJson)) {
      return plain;
    }
    throw Refusals.notAcceptable(Answer.JSON);
  }

  private Document roots() {
    ObjectNode tree = Json.object();
    ArrayNode paths = tree.putArray("paths");
    List<String> extra = List.of(OpenApiDocuments.V2, "/healthz", "/livez", "/readyz");
    java.util.stream.Stream.concat(documents.keySet().stream(), extra.stream())
        .sorted()
        .forEach(paths::add);
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
