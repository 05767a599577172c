package io.ciao.reconcile;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs steps that do not depend on each other: one that fails keeps none of the others from its
/// turn, and the first failure is thrown at the end; of the others some are logged. What lies with
/// no step, such as a leadership that is over, ends them all. Confined to one thread.
public final class FirstFailure {
  private static final Logger LOG = LoggerFactory.getLogger(FirstFailure.class);
  private static final int LOGGED_MAX = 5;

  private final Predicate<RuntimeException> endsAll;
  private @Nullable RuntimeException first;
  private int others;

  /// @param endsAll whether every other step would fail likewise
  public FirstFailure(Predicate<RuntimeException> endsAll) {
    this.endsAll = endsAll;
  }

  /// One step.
  @FunctionalInterface
  public interface Step<X extends Exception> {
    void run() throws X;
  }

  /// Runs a step and keeps its failure.
  ///
  /// @throws RuntimeException at once if it ends all
  public <X extends Exception> void attempt(Step<X> step) throws X {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (endsAll.test(e)) {
        throw e;
      }
      keep(e);
    }
  }

  private void keep(RuntimeException failure) {
    if (first == null) {
      first = failure;
    } else if (++others <= LOGGED_MAX) {
      LOG.warn("step failed, too error={}", failure.toString());
    }
  }

  /// Throws the first failure, if a step failed.
  public void throwFirst() {
    if (first != null) {
      if (others > LOGGED_MAX) {
        LOG.warn("steps failed beside the one that is told next count={}", others);
      }
      throw first;
    }
  }
}
