package io.ciao.cnci.concentrator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.WatchEvent;
import io.ciao.api.codec.MergePatch;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Source;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One object behind an API that can be cut off. An object whose deletion was asked for is gone
/// once its last finalizer is.
final class FakeConcentratorApi implements ConcentratorApi, Source {
  private @Nullable ObjectNode stored;
  private boolean down;
  private int writes;

  synchronized void put(@Nullable ObjectNode object) {
    stored = object;
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
  public synchronized void patchStatus(ObjectKey key, ObjectNode patch) {
    patch(key, patch);
  }

  @Override
  public synchronized void patch(ObjectKey key, ObjectNode patch) {
    reach();
    var before = stored();
    if (before == null) {
      throw new IllegalStateException("patch of what is not there");
    }
    writes++;
    var after = (ObjectNode) MergePatch.apply(before, patch);
    Fixture.metadata(after).put("resourceVersion", Integer.toString(700 + writes));
    var finalizers = after.path("metadata").path("finalizers");
    var gone = after.path("metadata").has("deletionTimestamp") && finalizers.isEmpty();
    stored = gone ? null : after;
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
    return new ObjectList(object == null ? List.of() : List.of(object), "700");
  }

  @Override
  public Events watch(String resourceVersion) {
    var end = new CountDownLatch(1);
    return new Events() {
      @Override
      public Optional<WatchEvent> next() {
        try {
          end.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return Optional.empty();
      }

      @Override
      public void close() {
        end.countDown();
      }
    };
  }
}
