package io.ciao.cnci.transit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.WatchEvent;
import io.ciao.reconcile.Source;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A collection by name that one informer lists and watches; it may be out of reach.
final class FakeCollection implements Source {
  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final BlockingQueue<Optional<WatchEvent>> events = new LinkedBlockingQueue<>();
  private final boolean reachable;
  private int version = 7;

  FakeCollection(boolean reachable) {
    this.reachable = reachable;
  }

  private static ObjectNode metadata(ObjectNode object) {
    return (ObjectNode) object.get("metadata");
  }

  synchronized void put(ObjectNode object) {
    metadata(object).put("resourceVersion", Integer.toString(++version));
    objects.put(metadata(object).get("name").asText(), object);
    events.add(Optional.of(new WatchEvent.Upserted(object.deepCopy())));
  }

  synchronized void remove(String name) {
    var gone = objects.remove(name);
    metadata(gone).put("resourceVersion", Integer.toString(++version));
    events.add(Optional.of(new WatchEvent.Deleted(gone)));
  }

  @Override
  public synchronized ObjectList list() {
    if (!reachable) {
      throw new ApiUnreachableException("out of reach", new IOException("cut"));
    }
    events.clear();
    return new ObjectList(List.copyOf(objects.values()), Integer.toString(version));
  }

  @Override
  public Events watch(String resourceVersion) {
    return new Events() {
      @Override
      public Optional<WatchEvent> next() {
        try {
          return events.take();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return Optional.empty();
        }
      }

      @Override
      public void close() {
        events.add(Optional.empty());
      }
    };
  }
}
