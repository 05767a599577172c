package io.ciao.apiserver.write;

import io.ciao.apiserver.status.RequestRefused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs steps of which none keeps later ones from their turn, and remembers the first that failed.
/// What lies with no step ends them all: a term that is over, a store that does not answer.
/// Confined to one thread.
public final class FirstFailure {
  private static final Logger LOG = LoggerFactory.getLogger(FirstFailure.class);

  private @Nullable RuntimeException first;
  private int others;

  /// Runs a step.
  ///
  /// @throws RequestRefused if every other step would fail likewise
  public void run(Runnable step) {
    try {
      step.run();
    } catch (RequestRefused refused) {
      if (refused.isForAll()) {
        throw refused;
      }
      keep(refused);
    } catch (RuntimeException broken) {
      keep(broken);
    }
  }

  private void keep(RuntimeException failure) {
    if (first == null) {
      first = failure;
    } else {
      others++;
      LOG.debug("failed too error={}", failure.toString());
    }
  }

  /// Throws what the first step that failed threw; nothing if all went well.
  public void throwFirst() {
    if (first != null) {
      if (others > 0) {
        LOG.warn("steps failed beside the one that is told next count={}", others);
      }
      throw first;
    }
  }
}
