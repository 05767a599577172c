package io.ciao.apiserver.health;

import io.ciao.apiserver.exchange.Answer;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import java.util.Optional;

/// `/livez`: the process answers. `/readyz` and `/healthz`: a consistent read works. Open to
/// everybody.
public final class Health {
  private final ResourceStore store;

  public Health(ResourceStore store) {
    this.store = store;
  }

  /// The answer to a GET of one of these paths; empty for others.
  public Optional<Answer> answer(String path) {
    return switch (path) {
      case "/livez" -> Optional.of(Answer.text(200, "ok"));
      case "/readyz", "/healthz" -> Optional.of(ready());
      default -> Optional.empty();
    };
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
