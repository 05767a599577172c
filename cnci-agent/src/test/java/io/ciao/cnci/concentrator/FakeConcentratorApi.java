package io.ciao.cnci.concentrator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.WatchEvent;
import io.ciao.api.codec.MergePatch;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Source;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One object behind an API that can be cut off. An object whose deletion was asked for is gone
/// once its last finalizer is.
final class FakeConcentratorApi implements ConcentratorApi, Source {
  private @Nullable ObjectNode stored;
  private boolean down;
  private boolean watched;
  private int version = 700;
  private int writes;

  /// What others write: at a version of its own unless it is the first.
  synchronized void put(@Nullable ObjectNode object) {
    if (stored != null && object != null) {
      Fixture.metadata(object).put("resourceVersion", Integer.toString(++version));
    }
    stored = object;
    notifyAll();
  }

  /// From now on watches show what changes; before, an agent learns of it by asking alone.
  synchronized void letWatch() {
    watched = true;
  }

  synchronized void cut(boolean now) {
    down = now;
  }

  synchronized @Nullable ObjectNode stored() {
    return stored == null ? null : stored.deepCopy();
  }

  synchronized int writes() {
    return writes;
  }

  private void reach() {
    if (down) {
      throw new ApiUnreachableException("the test has cut the API off", new IOException("cut"));
    }
  }

  @Override
  public synchronized Optional<ObjectNode> find(ObjectKey key) {
    reach();
    return Optional.ofNullable(stored()).filter(tree -> key.equals(Fixture.KEY));
  }

  @Override
  public synchronized ObjectNode patchStatus(ObjectKey key, ObjectNode patch) {
    return change(patch);
  }

  @Override
  public synchronized ObjectNode takeRole(ObjectKey key, ObjectNode patch) {
    return change(patch);
  }

  @Override
  public synchronized void patch(ObjectKey key, ObjectNode patch) {
    change(patch);
  }

  /// As the API does: one that was read at another version is refused.
  private ObjectNode change(ObjectNode patch) {
    reach();
    var before = stored();
    if (before == null) {
      throw new IllegalStateException("patch of what is not there");
    }
    var read = patch.path("metadata").path("resourceVersion");
    if (!read.isMissingNode() && !read.equals(Fixture.metadata(before).get("resourceVersion"))) {
      throw new ApiException(409, "Conflict", "another version", List.of());
    }
    writes++;
    var after = (ObjectNode) MergePatch.apply(before, patch);
    Fixture.metadata(after).put("resourceVersion", Integer.toString(++version));
    var finalizers = after.path("metadata").path("finalizers");
    var gone = after.path("metadata").has("deletionTimestamp") && finalizers.isEmpty();
    stored = gone ? null : after;
    notifyAll();
    return after.deepCopy();
  }

  @Override
  public synchronized Optional<String> nodeUid() {
    reach();
    return Optional.of("node-uid");
  }

  @Override
  public synchronized ObjectList list() {
    reach();
    var object = stored();
    return new ObjectList(object == null ? List.of() : List.of(object), Integer.toString(version));
  }

  /// The next version after that one; empty once it is over.
  private synchronized Optional<ObjectNode> after(long seen, AtomicBoolean over)
      throws InterruptedException {
    while (!over.get()) {
      var object = stored();
      if (watched
          && object != null
          && Fixture.metadata(object).path("resourceVersion").asLong() > seen) {
        return Optional.of(object);
      }
      wait();
    }
    return Optional.empty();
  }

  private synchronized void end(AtomicBoolean over) {
    over.set(true);
    notifyAll();
  }

  @Override
  public Events watch(String resourceVersion) {
    var over = new AtomicBoolean();
    return new Events() {
      private long seen = Long.parseLong(resourceVersion);

      @Override
      public Optional<WatchEvent> next() {
        try {
          var object = after(seen, over);
          object.ifPresent(tree -> seen = Fixture.metadata(tree).path("resourceVersion").asLong());
          return object.map(WatchEvent.Upserted::new);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return Optional.empty();
        }
      }

      @Override
      public void close() {
        end(over);
      }
    };
  }
}
