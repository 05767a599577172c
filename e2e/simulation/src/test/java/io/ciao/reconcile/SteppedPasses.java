package io.ciao.reconcile;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a [PassLoop] does, on the caller's thread and only when told. What a loop would log as
/// unexpected is thrown.
public final class SteppedPasses<K> {
  private static final Logger LOG = LoggerFactory.getLogger(SteppedPasses.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;

  public SteppedPasses(WorkQueue<K> queue, Reconciler<K> reconciler) {
    this.queue = queue;
    this.reconciler = reconciler;
  }

  /// Runs the passes that are due, `max` at most.
  public void run(int max) throws InterruptedException {
    for (var i = 0; i < max; i++) {
      var key = queue.poll();
      if (key.isEmpty()) {
        return;
      }
      try {
        switch (pass(key.get())) {
          case PassResult.Done _ -> {}
          case PassResult.CheckAgain again -> queue.addAfter(key.get(), again.after());
          case PassResult.Retry(var problem) -> {
            LOG.info("pass will be repeated key={} problem={}", key.get(), problem);
            queue.addAfter(key.get(), RETRY);
          }
        }
      } finally {
        queue.done(key.get());
      }
    }
  }

  private PassResult pass(K key) throws InterruptedException {
    try {
      return reconciler.reconcile(key);
    } catch (ApiException | ApiUnreachableException e) {
      return new PassResult.Retry(String.valueOf(e.getMessage()));
    }
  }
}
