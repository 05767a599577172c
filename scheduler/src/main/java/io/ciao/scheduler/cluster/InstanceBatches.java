package io.ciao.scheduler.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Posts items to `instances:bind`, `:unbind` and `:status`, as many a request as the apiserver
/// takes.
///
/// Safe for many threads. Requests of one call go out side by side, bounded.
public final class InstanceBatches implements AutoCloseable {
  /// The apiserver's limit (design section 5).
  private static final int ITEMS_PER_REQUEST_MAX = 256;

  private static final int REQUESTS_MAX = 4;
  private static final String BASE = "/apis/ciao.io/v1/instances:";

  private final Poster poster;
  private final ExecutorService senders =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("batch-", 0).factory());
  private final Semaphore inFlight = new Semaphore(REQUESTS_MAX);

  public InstanceBatches(ApiClient client) {
    this(client::post);
  }

  /// Over another way to post.
  public InstanceBatches(Poster poster) {
    this.poster = poster;
  }

  /// Posts a body to a path and returns the answer; throws what the client throws.
  @FunctionalInterface
  public interface Poster {
    ObjectNode post(String path, ObjectNode body);
  }

  /// What became of one item. `resourceVersion` is 0 where nothing was written.
  public record Answer(String uid, int code, String reason, String message, long resourceVersion) {

    public boolean done() {
      return code < 300;
    }

    private static Answer of(JsonNode item) {
      return new Answer(
          item.path("uid").asText(),
          item.path("code").asInt(),
          item.path("reason").asText(),
          item.path("message").asText(),
          item.path("resourceVersion").asLong());
    }
  }

  /// An item that names an instance; the caller adds what it wants done.
  public static ObjectNode item(Instance instance) {
    var item = Json.object();
    var metadata = instance.metadata();
    item.put("namespace", metadata.namespace());
    item.put("name", metadata.requireName());
    item.put("uid", metadata.requireUid());
    return item;
  }

  /// Posts the items to `instances:<verb>` and returns an answer for each, in the same order. All
  /// requests have ended when it returns or throws.
  ///
  /// The client gives every write the leader's term.
  ///
  /// @throws RuntimeException what the first request that failed threw; the others may have taken
  ///   effect
  public List<Answer> post(String verb, List<ObjectNode> items) throws InterruptedException {
    var requests = new ArrayList<Future<List<Answer>>>();
    for (int from = 0; from < items.size(); from += ITEMS_PER_REQUEST_MAX) {
      var part = items.subList(from, Math.min(items.size(), from + ITEMS_PER_REQUEST_MAX));
      requests.add(senders.submit(Leadership.inSamePass(() -> send(verb, part))));
    }
    var answers = new ArrayList<Answer>();
    RuntimeException first = null;
    try {
      for (var request : requests) {
        try {
          answers.addAll(request.get());
        } catch (ExecutionException e) {
          first = first == null ? failure(e) : first;
        }
      }
    } finally {
      // Only an interruption leaves some that still run.
      requests.forEach(request -> request.cancel(true));
    }
    if (first != null) {
      throw first;
    }
    return answers;
  }

  private List<Answer> send(String verb, List<ObjectNode> items) throws InterruptedException {
    inFlight.acquire();
    try {
      var body = Json.object();
      body.putArray("items").addAll(items);
      var answers = new ArrayList<Answer>();
      poster.post(BASE + verb, body).path("items").forEach(i -> answers.add(Answer.of(i)));
      if (answers.size() != items.size()) {
        throw new ApiUnreachableException(
            "post instances:%s: %d items were sent and %d answered"
                .formatted(verb, items.size(), answers.size()),
            new IOException("answers are missing"));
      }
      return answers;
    } finally {
      inFlight.release();
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException failure
        ? failure
        : new IllegalStateException("a batch request failed", e.getCause());
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
