package io.ciao.apiserver.health;

import io.ciao.api.codec.Json;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import java.util.Optional;
import java.util.function.Supplier;

/// `/livez`: the process answers. `/readyz` and `/healthz`: a consistent read works. Open to
/// everybody. `/unreadable`: the keys of etcd whose values are left out, and `/metrics`, for
/// admins.
public final class Health {
  private final ResourceStore store;
  private final Supplier<Answer> metrics;

  /// Health of one store.
  ///
  /// @param metrics this process's, as text
  public Health(ResourceStore store, Supplier<Answer> metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  /// The answer to a GET of one of these paths; empty for others.
  public Optional<Answer> answer(String path) {
    return switch (path) {
      case "/livez" -> Optional.of(Answer.text(200, "ok"));
      case "/readyz", "/healthz" -> Optional.of(ready());
      default -> Optional.empty();
    };
  }

  /// The answer to an admin's GET of `/metrics`, or of `/unreadable`: `{kind, items: [{key, reason,
  /// since, served}]}`, where `served` says whether a last good version goes on being served.
  public Optional<Answer> adminsAnswer(String path) {
    if (path.equals("/metrics")) {
      return Optional.of(metrics.get());
    }
    if (!path.equals("/unreadable")) {
      return Optional.empty();
    }
    var list = Json.object();
    list.put("kind", "UnreadableList");
    var items = list.putArray("items");
    for (var unreadable : store.unreadable()) {
      items
          .addObject()
          .put("key", unreadable.key())
          .put("reason", unreadable.reason())
          .put("since", unreadable.since().toString())
          .put("served", unreadable.served().isPresent());
    }
    return Optional.of(Answer.json(200, list));
  }

  private Answer ready() {
    try {
      store.awaitCurrent();
      return Answer.text(200, "ok");
    } catch (StoreException e) {
      return Answer.text(503, "not ready: " + e.getMessage() + "\n");
    }
  }
}
