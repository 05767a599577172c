package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.ItemAnswer;
import io.ciao.api.instance.batch.ItemFields;
import io.ciao.api.instance.batch.MalformedItemException;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.status.StatusError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the items of a batch, many at once, and gathers their answers in order. Items do not wait
/// for each other and fail alone. Safe for many threads; the bound is shared by all requests.
final class BatchRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);
  private static final int IN_FLIGHT_MAX = 48;

  private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("batch-item-", 0).factory());

  /// One item, read and checked.
  ///
  /// @param uid shown in its answer
  /// @param work may throw [RequestRefused]
  record Item(String uid, Callable<ItemAnswer> work) {}

  /// The items of a body, each read by `reader` before any of them is run.
  static List<Item> items(JsonNode body, BatchVerb verb, Function<ItemFields, Item> reader) {
    try {
      return ItemFields.each(body, verb, reader);
    } catch (MalformedItemException malformed) {
      throw Refusals.badRequest(malformed.problem());
    }
  }

  /// Runs them and answers `{items: […]}`.
  ///
  /// @throws RequestRefused if a lost leader term makes the whole batch void
  ObjectNode run(List<Item> items) throws InterruptedException {
    List<Future<ItemAnswer>> running = new ArrayList<>();
    for (Item item : items) {
      inFlight.acquire();
      running.add(
          threads.submit(
              () -> {
                try {
                  return answer(item);
                } finally {
                  inFlight.release();
                }
              }));
    }
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("items");
    for (Future<ItemAnswer> future : running) {
      list.add(get(future).toTree());
    }
    return answer;
  }

  private static ItemAnswer get(Future<ItemAnswer> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RequestRefused voidBatch) {
        throw voidBatch;
      }
      throw new IllegalStateException("a batch item ended without an answer", e.getCause());
    }
  }

  private static ItemAnswer answer(Item item) {
    try {
      return item.work().call();
    } catch (RequestRefused refused) {
      StatusError error = refused.error();
      if (error.code() == 412) {
        throw refused;
      }
      return ItemAnswer.refused(item.uid(), error.code(), error.reason(), error.message());
    } catch (Exception fault) {
      LOG.error("batch item failed uid={}", item.uid(), fault);
      return ItemAnswer.refused(
          item.uid(), 500, "InternalError", "the apiserver's log has the details");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
