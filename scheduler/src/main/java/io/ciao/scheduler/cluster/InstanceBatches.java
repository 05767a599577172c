package io.ciao.scheduler.cluster;

import io.ciao.api.client.ApiClient;
import io.ciao.api.instance.batch.BatchItem;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.InstanceBatchClient;
import io.ciao.api.instance.batch.ItemAnswer;
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
  private static final int REQUESTS_MAX = 4;

  private final InstanceBatchClient client;
  private final ExecutorService senders =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("batch-", 0).factory());
  private final Semaphore inFlight = new Semaphore(REQUESTS_MAX);

  public InstanceBatches(ApiClient client) {
    this(client::post);
  }

  /// Over another way to post.
  public InstanceBatches(InstanceBatchClient.Poster poster) {
    this.client = new InstanceBatchClient(poster);
  }

  /// Posts the items and returns an answer for each, in the same order. All requests have ended
  /// when it returns or throws.
  ///
  /// The client gives every write the leader's term.
  ///
  /// @throws RuntimeException what the first request that failed threw; the others may have taken
  ///   effect
  public List<ItemAnswer> post(BatchVerb verb, List<? extends BatchItem> items)
      throws InterruptedException {
    var requests = new ArrayList<Future<List<ItemAnswer>>>();
    for (int from = 0; from < items.size(); from += verb.itemsMax()) {
      var part = items.subList(from, Math.min(items.size(), from + verb.itemsMax()));
      requests.add(senders.submit(Leadership.inSamePass(() -> send(verb, part))));
    }
    var answers = new ArrayList<ItemAnswer>();
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

  private List<ItemAnswer> send(BatchVerb verb, List<? extends BatchItem> items)
      throws InterruptedException {
    inFlight.acquire();
    try {
      return client.post(verb, items);
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
