package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Waits until objects are as wished, and shows what it waits for whenever that changes. The time
/// runs from when this is made, for all objects together.
final class ObjectWait {
  private final Session session;
  private final String limit;
  private final long end;

  /// What is waited for.
  ///
  /// @param holds whether it is so, for an object or for none
  /// @param missed what is said of the object when it is not so in time, between its name and
  ///   `after 5m`: `is not ready`
  /// @param absence whether an object that does not exist is worth waiting for
  record Wish(
      Predicate<Optional<ObjectNode>> holds,
      Function<Optional<ObjectNode>, String> missed,
      boolean absence) {
    /// A wish that is missed with the same words whatever the object is like.
    static Wish of(Predicate<Optional<ObjectNode>> holds, String missed) {
      return new Wish(holds, _ -> missed, true);
    }

    /// That the object is deleted; one of the same name that came after it does not count.
    static Wish gone(String uid) {
      return of(
          object ->
              object.isEmpty() || !object.get().path("metadata").path("uid").asText().equals(uid),
          "is not deleted");
    }
  }

  /// @param limit how long to wait, as the user wrote it, for example `30s`
  /// @throws io.ciao.ctl.session.UsageException if it is no duration
  ObjectWait(Session session, String limit) {
    this.session = session;
    this.limit = limit;
    this.end = System.nanoTime() + Durations.parse(limit).toNanos();
  }

  /// Returns when the wish holds for the object.
  ///
  /// @throws RefusedException if the time is over, or if nothing is to be waited for
  void until(Target target, ObjectKey key, Wish wish) throws InterruptedException {
    var name = target.kind().names().singular() + "/" + key.name();
    var look = new Look(name, key.namespace(), wish);
    if (!new OneObject(session, target.type(), key).follow(end, look::isEnough)) {
      throw new RefusedException(
          "%s %s after %s; ask: ciaoctl why %s"
              .formatted(name, wish.missed().apply(look.last), limit, name));
    }
  }

  private final class Look {
    private final String name;
    private final @Nullable String tenant;
    private final Wish wish;
    private Optional<ObjectNode> last = Optional.empty();
    private String shown = "";

    Look(String name, @Nullable String tenant, Wish wish) {
      this.name = name;
      this.tenant = tenant;
      this.wish = wish;
    }

    boolean isEnough(Optional<ObjectNode> object) {
      last = object;
      if (wish.holds().test(object)) {
        return true;
      }
      if (object.isEmpty() && !wish.absence()) {
        throw new RefusedException(
            "%s does not exist%s; --for=create waits for it"
                .formatted(name, tenant == null ? "" : " in tenant " + tenant));
      }
      var state = Progress.line(object);
      if (!state.equals(shown) && Progress.current(object)) {
        session.err().println("  " + name + ": " + state);
        shown = state;
      }
      return false;
    }
  }
}
