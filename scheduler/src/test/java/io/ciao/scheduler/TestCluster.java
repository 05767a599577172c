package io.ciao.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.api.client.WatchEvent;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.Source;
import io.ciao.scheduler.cluster.ClusterCaches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/// The apiserver's collections in memory, with caches that read them. Every change moves the
/// version of all collections, as bookmarks do.
public final class TestCluster implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Map<ResourceType, Collection> collections = new ConcurrentHashMap<>();
  private final ClusterCaches caches =
      ClusterCaches.of(
          this::of,
          new Backoff(Duration.ofNanos(1000), Duration.ofMillis(1), new SplittableRandom(1)));
  private long version = 10;

  public TestCluster() {
    caches.start();
  }

  private Collection of(ResourceType type) {
    return collections.computeIfAbsent(type, _ -> new Collection());
  }

  /// Caches that have seen everything that was put.
  public ClusterCaches caches() throws InterruptedException {
    if (!caches.awaitVersion(version, SOON)) {
      throw new AssertionError("the caches do not come up to " + version);
    }
    return caches;
  }

  /// As [#caches()]; and everybody was told of it.
  public ClusterCaches told() throws InterruptedException {
    // A cache tells of one event before it takes the next.
    version++;
    bookmark();
    return caches();
  }

  public long version() {
    return version;
  }

  public void put(ResourceType type, Object record) {
    put(type, Json.toTree(record));
  }

  /// Puts an object given as YAML; it gets a uid from its name and the next version.
  public void put(ResourceType type, String yaml) {
    put(type, ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  private void put(ResourceType type, ObjectNode object) {
    version++;
    var metadata = (ObjectNode) object.get("metadata");
    metadata.put("resourceVersion", Long.toString(version));
    if (!metadata.has("uid")) {
      metadata.put("uid", "uid-" + metadata.path("name").asText());
    }
    of(type).put(object);
    bookmark();
  }

  public void delete(ResourceType type, String namespace, String name) {
    version++;
    of(type).delete(namespace + "/" + name, version);
    bookmark();
  }

  private void bookmark() {
    collections
        .values()
        .forEach(c -> c.say(new WatchEvent.Bookmark(Long.toString(version), false)));
  }

  @Override
  public void close() {
    caches.close();
  }

  private final class Collection implements Source {
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
    private final LinkedBlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

    synchronized void put(ObjectNode object) {
      var metadata = object.path("metadata");
      objects.put(
          metadata.path("namespace").asText() + "/" + metadata.path("name").asText(), object);
      say(new WatchEvent.Upserted(object));
    }

    synchronized void delete(String key, long at) {
      var last = objects.remove(key);
      ((ObjectNode) last.get("metadata")).put("resourceVersion", Long.toString(at));
      say(new WatchEvent.Deleted(last));
    }

    void say(WatchEvent event) {
      events.add(event);
    }

    @Override
    public synchronized ObjectList list() {
      return new ObjectList(objects.values().stream().toList(), Long.toString(version));
    }

    @Override
    public Events watch(String resourceVersion) {
      return new Events() {
        @Override
        public Optional<WatchEvent> next() {
          try {
            return Optional.of(events.take());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiUnreachableException("interrupted", new IOException(e));
          }
        }

        @Override
        public void close() {}
      };
    }
  }
}
