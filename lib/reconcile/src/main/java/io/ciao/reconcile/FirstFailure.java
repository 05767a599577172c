package io.ciao.scheduler.cluster;

import io.ciao.api.client.ApiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How appliers go through steps that do not depend on each other: a step that fails keeps none of
/// the others from its turn, and the first failure is thrown at the end; later ones are logged.
/// Once the leadership is over nothing more is tried. Confined to one thread.
public final class FirstFailure {
  private static final Logger LOG = LoggerFactory.getLogger(FirstFailure.class);

  private @Nullable RuntimeException first;

  /// One step.
  @FunctionalInterface
  public interface Step {
    void run() throws InterruptedException;
  }

  /// Runs a step and keeps its failure.
  ///
  /// @throws RuntimeException at once if the leadership is over
  public void attempt(Step step) throws InterruptedException {
    try {
      step.run();
    } catch (Leadership.NotLeaderException e) {
      throw e;
    } catch (ApiException e) {
      if (e.isTermLost()) {
        throw e;
      }
      keep(e);
    } catch (RuntimeException e) {
      keep(e);
    }
  }

  private void keep(RuntimeException failure) {
    if (first == null) {
      first = failure;
    } else {
      LOG.warn("step failed, too error={}", failure.toString());
    }
  }

  /// Throws the first failure, if a step failed.
  public void throwIfAny() {
    if (first != null) {
      throw first;
    }
  }
}
