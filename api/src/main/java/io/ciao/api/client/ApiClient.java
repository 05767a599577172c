package io.ciao.api.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gets, lists, watches and writes resources. Safe for many threads; calls block.
///
/// Every call may throw [ApiException] (the server said no) or [ApiUnreachableException] (nobody
/// answered).
public final class ApiClient implements AutoCloseable {
  private final ApiCalls calls;

  public ApiClient(ApiCalls calls) {
    this.calls = calls;
  }

  /// The object, or empty where it does not exist.
  public Optional<ObjectNode> find(ResourceType type, ObjectKey key) {
    try {
      return Optional.of(get(type, key));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The object as it is now.
  public ObjectNode get(ResourceType type, ObjectKey key) {
    return calls.json("GET", type.path(key), null);
  }

  /// The collection; a null namespace means all namespaces.
  public ObjectList list(ResourceType type, @Nullable String namespace, ListQuery query) {
    var answer = calls.json("GET", type.path(namespace) + query.queryString(), null);
    var items = new ArrayList<ObjectNode>();
    for (var item : answer.path("items")) {
      if (item instanceof ObjectNode object) {
        items.add(object);
      }
    }
    return new ObjectList(items, answer.path("metadata").path("resourceVersion").asText());
  }

  /// What happens to the collection after `query.resourceVersion()`, with bookmarks.
  public WatchStream watch(ResourceType type, @Nullable String namespace, ListQuery query) {
    var path = type.path(namespace) + query.queryString("watch=true", "allowWatchBookmarks=true");
    return new WatchStream(calls.watch(path));
  }

  /// Creates the object and returns it as stored.
  public ObjectNode create(ResourceType type, @Nullable String namespace, ObjectNode object) {
    return calls.json("POST", type.path(namespace), HttpCalls.Body.json(object));
  }

  /// Replaces the object; its metadata.resourceVersion is compared.
  public ObjectNode update(ResourceType type, ObjectKey key, ObjectNode object) {
    return calls.json("PUT", type.path(key), HttpCalls.Body.json(object));
  }

  /// Replaces the object's status; its metadata.resourceVersion is compared.
  public ObjectNode updateStatus(ResourceType type, ObjectKey key, ObjectNode object) {
    return calls.json("PUT", type.path(key) + "/status", HttpCalls.Body.json(object));
  }

  /// Applies a JSON merge patch (RFC 7386) to the object.
  public ObjectNode mergePatch(ResourceType type, ObjectKey key, ObjectNode patch) {
    return calls.json("PATCH", type.path(key), HttpCalls.Body.mergePatch(patch));
  }

  /// Applies a JSON patch (RFC 6902) to the object; an operation that fails is refused as invalid.
  public ObjectNode jsonPatch(ResourceType type, ObjectKey key, ArrayNode operations) {
    return calls.json("PATCH", type.path(key), HttpCalls.Body.jsonPatch(operations));
  }

  /// Applies a JSON merge patch to the object's status; the patch is `{"status": …}`.
  public ObjectNode mergePatchStatus(ResourceType type, ObjectKey key, ObjectNode patch) {
    return calls.json("PATCH", type.path(key) + "/status", HttpCalls.Body.mergePatch(patch));
  }

  /// Asks for deletion; the answer is a Status, or the object while finalizers are awaited.
  public ObjectNode delete(ResourceType type, ObjectKey key) {
    return delete(type, key, null);
  }

  /// Asks for deletion of the object with that uid only.
  public ObjectNode delete(ResourceType type, ObjectKey key, @Nullable String uid) {
    var options = Json.object();
    options.put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.put("propagationPolicy", "Background");
    if (uid != null) {
      options.putObject("preconditions").put("uid", uid);
    }
    return calls.json("DELETE", type.path(key), HttpCalls.Body.json(options));
  }

  /// Posts to a path below the server's root, for example `/apis/ciao.io/v1/instances:bind`.
  public ObjectNode post(String path, ObjectNode body) {
    return calls.json("POST", path, HttpCalls.Body.json(body));
  }

  /// Any request with a JSON answer; for callers that build their own paths (`ciaoctl`).
  public ObjectNode request(String method, String path, HttpCalls.@Nullable Body body) {
    return calls.json(method, path, body);
  }

  /// The bytes of a streaming path, as they come. The caller closes the stream.
  public InputStream stream(String path) {
    return calls.stream("GET", path, null);
  }

  /// Posts, and gives the answer's bytes as they come. The caller closes the stream.
  public InputStream postForStream(String path, ObjectNode body) {
    return calls.stream("POST", path, HttpCalls.Body.json(body));
  }

  @Override
  public void close() {
    calls.close();
  }
}
