package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ObjectFollow;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.session.Session;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Looks at one object until enough was seen or the time is over: as it is, then at every change.
public final class OneObject {
  private final Session session;
  private final ResourceType type;
  private final ObjectKey key;

  public OneObject(Session session, ResourceType type, ObjectKey key) {
    this.session = session;
    this.type = type;
    this.key = key;
  }

  /// Shows the object, once at least, empty where it does not exist.
  ///
  /// @param endNanos of [System#nanoTime]
  /// @param enough what it throws goes to the caller
  /// @return whether enough was seen in time
  public boolean follow(long endNanos, Predicate<Optional<ObjectNode>> enough)
      throws InterruptedException {
    var query = new ListQuery("metadata.name=" + key.name(), null, null, null);
    var follow = new ObjectFollow(session.client(), type, key.namespace(), query);
    var watcher = new Watcher(follow, enough);
    var timer = Thread.startVirtualThread(() -> endAt(endNanos, follow));
    try {
      follow.run(watcher);
    } finally {
      timer.interrupt();
    }
    if (!watcher.satisfied && Thread.interrupted()) {
      throw new InterruptedException();
    }
    return watcher.satisfied;
  }

  private static void endAt(long endNanos, ObjectFollow follow) {
    for (var left = endNanos - System.nanoTime(); left > 0; left = endNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
    follow.end();
  }

  private final class Watcher implements ObjectFollow.Listener {
    private final ObjectFollow follow;
    private final Predicate<Optional<ObjectNode>> enough;
    private boolean satisfied;

    Watcher(ObjectFollow follow, Predicate<Optional<ObjectNode>> enough) {
      this.follow = follow;
      this.enough = enough;
    }

    private void seen(Optional<ObjectNode> object) {
      if (enough.test(object)) {
        satisfied = true;
        follow.end();
      }
    }

    @Override
    public void listed(ObjectList list) {
      seen(list.items().stream().findFirst());
    }

    @Override
    public void following() {}

    @Override
    public void upserted(ObjectNode object) {
      seen(Optional.of(object));
    }

    @Override
    public void deleted(ObjectNode object) {
      seen(Optional.empty());
    }

    @Override
    public void interrupted(String why) {
      session.err().println("ciaoctl: %s; asking again".formatted(why));
    }
  }
}
