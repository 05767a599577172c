package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.RefusedException;
import io.ciao.ctl.Session;
import io.ciao.ctl.Targets.Target;
import io.ciao.ctl.apply.Applier;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// Waits until an object is as wished, and shows what it waits for whenever that changes.
final class ObjectWait {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Session session;

  ObjectWait(Session session) {
    this.session = session;
  }

  /// Returns when the predicate holds for the object (empty: it does not exist).
  ///
  /// @param wish for the message, after "waiting until"
  void until(
      Target target,
      ObjectKey key,
      Duration limit,
      Predicate<Optional<ObjectNode>> holds,
      String wish)
      throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    var shown = "";
    while (true) {
      var object = session.client().find(target.type(), key);
      if (holds.test(object)) {
        return;
      }
      var state = Progress.line(object);
      if (!state.equals(shown)) {
        session.err().println("  " + Applier.printed(target.kind(), key.name()) + ": " + state);
        shown = state;
      }
      if (System.nanoTime() - end > 0) {
        throw new RefusedException(
            "waited until %s for %s: %s; the time of %d s is over"
                .formatted(
                    wish, Applier.printed(target.kind(), key.name()), state, limit.toSeconds()));
      }
      Thread.sleep(POLL);
    }
  }
}
