package io.ciao.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiCalls;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.HttpCalls.Body;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.SimulatedApi;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.Query;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Requests of one process to the apiserver, through a network that may lose them or their answers.
///
/// A batch goes item by item, so that the order of its transactions is always the same, and a
/// process can end between any two of them.
final class ProcessCalls implements ApiCalls {
  private static final int REFUSED = 300;

  private final SimulatedApi api;
  private final Identity identity;
  private final Vitals vitals;
  private final Link link;
  private final Supplier<List<String>> writeHeaders;
  private final Runnable afterWrite;

  /// Told of each item of a batch.
  private final Consumer<String> asked;

  /// The way between a process and everybody else.
  interface Link {
    /// Whether what the process sends arrives.
    boolean carries();

    /// Whether answers come back.
    boolean answers();
  }

  /// A way that always works.
  static final Link SOUND =
      new Link() {
        @Override
        public boolean carries() {
          return true;
        }

        @Override
        public boolean answers() {
          return true;
        }
      };

  /// @param writeHeaders what every request but GET carries
  ProcessCalls(
      World world,
      Identity identity,
      Vitals vitals,
      Link link,
      Supplier<List<String>> writeHeaders) {
    this.api = world.api;
    this.afterWrite = world::look;
    this.asked = world::count;
    this.identity = identity;
    this.vitals = vitals;
    this.link = link;
    this.writeHeaders = writeHeaders;
  }

  @Override
  public ObjectNode json(String method, String path, @Nullable Body body) {
    if (method.equals("GET")) {
      vitals.requireAlive();
      return answered(method, path, new byte[0], "", List.of());
    }
    var headers = writeHeaders.get();
    var type = body == null ? "" : body.contentType();
    var bytes = body == null ? new byte[0] : body.bytes();
    if (!path.contains("instances:")) {
      return vitals.write(() -> answered(method, path, bytes, type, headers));
    }
    var together = Json.object();
    var answers = together.putArray("items");
    for (var item : Json.parse(bytes).path("items")) {
      asked.accept(path.substring(path.lastIndexOf('/') + 1));
      var alone = Json.object();
      alone.putArray("items").add(item);
      var answer = vitals.write(() -> answered(method, path, Json.write(alone), type, headers));
      answer.path("items").forEach(answers::add);
    }
    return together;
  }

  private ObjectNode answered(
      String method, String path, byte[] body, String type, List<String> headers) {
    if (!link.carries()) {
      throw lost(method, path);
    }
    var answer = ask(method, path, body, type, headers);
    if (!method.equals("GET")) {
      afterWrite.run();
    }
    if (!link.answers()) {
      throw lost(method, path);
    }
    if (!(answer instanceof Answer.Whole whole)) {
      throw new IllegalStateException("no whole answer: " + path);
    }
    var tree = Json.parse(whole.bytes());
    if (whole.code() >= REFUSED) {
      throw ApiException.of(whole.code(), method + " " + path, tree);
    }
    return tree;
  }

  private Answer ask(String method, String path, byte[] body, String type, List<String> headers) {
    var mark = path.indexOf('?');
    Map<String, String> all = new HashMap<>();
    all.put("content-type", type);
    for (var i = 0; i < headers.size(); i += 2) {
      all.put(headers.get(i).toLowerCase(java.util.Locale.ROOT), headers.get(i + 1));
    }
    try {
      return api.handle(
          new ApiRequest(
              method,
              mark < 0 ? path : path.substring(0, mark),
              Query.parse(mark < 0 ? "" : path.substring(mark + 1)),
              all,
              body,
              identity));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost(method, path);
    }
  }

  private static ApiUnreachableException lost(String method, String path) {
    return new ApiUnreachableException(
        method + " " + path + ": nobody answers", new IOException("simulated"));
  }

  @Override
  public InputStream stream(String method, String path, HttpCalls.@Nullable Body body) {
    throw lost(method, path);
  }

  @Override
  public InputStream watch(String path) {
    throw lost("GET", path);
  }

  @Override
  public void close() {}
}
