package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Posts items, at most as many as one request takes, and reads an answer for each, in the same
/// order. As safe for many threads as what it posts with.
public final class InstanceBatchClient {
  private final Poster poster;

  /// Posts a body to a path and returns the answer; throws what the client throws.
  @FunctionalInterface
  public interface Poster {
    ObjectNode post(String path, ObjectNode body);
  }

  public InstanceBatchClient(Poster poster) {
    this.poster = poster;
  }

  /// Posts items of a bind, unbind or status.
  ///
  /// @throws ApiUnreachableException also if there is not an answer for each
  public List<ItemAnswer> post(BatchVerb verb, List<? extends BatchItem> items) {
    return send(verb, items, ItemAnswer::read);
  }

  /// Asks of copies whether they are still wanted.
  ///
  /// @throws ApiUnreachableException also if there is not an answer for each
  public List<CheckAnswer> check(List<CheckItem> items) {
    return send(BatchVerb.CHECK, items, CheckAnswer::read);
  }

  private <A> List<A> send(
      BatchVerb verb, List<? extends BatchItem> items, Function<JsonNode, A> reader) {
    var body = Json.object();
    var list = body.putArray("items");
    items.forEach(item -> list.add(item.toTree()));
    var answers = new ArrayList<A>();
    poster.post(verb.path(), body).path("items").forEach(i -> answers.add(reader.apply(i)));
    if (answers.size() != items.size()) {
      throw new ApiUnreachableException(
          "post %s: %d items were sent and %d answered"
              .formatted(verb, items.size(), answers.size()),
          new IOException("answers are missing"));
    }
    return answers;
  }
}
