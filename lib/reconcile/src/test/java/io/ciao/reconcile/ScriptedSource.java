package io.ciao.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.WatchEvent;
import io.ciao.api.codec.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A collection in memory that a test changes, lists and watches of which behave like the
/// apiserver's. A test may make the next lists and watches fail, and break running watches.
final class ScriptedSource implements Source {
  private record Logged(long version, WatchEvent event) {}

  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final List<Logged> log = new ArrayList<>();
  private final Deque<RuntimeException> listFaults = new ArrayDeque<>();
  private final Deque<RuntimeException> watchFaults = new ArrayDeque<>();
  private final List<Stream> open = new ArrayList<>();
  private long version = 10;
  private long compacted;
  private int lists;
  private int watches;
  private @Nullable Runnable afterList;

  static ApiException expired() {
    return new ApiException(410, "Expired", "too old", List.of());
  }

  static ApiException refused(int code) {
    return new ApiException(code, "Test", "refused with " + code, List.of());
  }

  static ApiUnreachableException unreachable() {
    return new ApiUnreachableException("nobody answers", new IOException("test"));
  }

  synchronized long put(String name, String uid, String value) {
    version++;
    var object = object(name, uid, value, version);
    objects.put(name, object);
    say(new WatchEvent.Upserted(object));
    return version;
  }

  synchronized long delete(String name) {
    version++;
    var last = objects.remove(name).deepCopy();
    ((ObjectNode) last.get("metadata")).put("resourceVersion", Long.toString(version));
    say(new WatchEvent.Deleted(last));
    return version;
  }

  synchronized long bookmark() {
    version++;
    say(new WatchEvent.Bookmark(Long.toString(version), false));
    return version;
  }

  /// Sends an event as it is, whatever the state is.
  synchronized void sendStale(WatchEvent event) {
    open.forEach(stream -> stream.offer(event));
  }

  static ObjectNode object(String name, String uid, String value, long version) {
    var object = Json.object();
    object
        .putObject("metadata")
        .put("namespace", "t1")
        .put("name", name)
        .put("uid", uid)
        .put("resourceVersion", Long.toString(version));
    return object.put("value", value);
  }

  private void say(WatchEvent event) {
    log.add(new Logged(version, event));
    open.forEach(stream -> stream.offer(event));
  }

  synchronized void failLists(RuntimeException... faults) {
    listFaults.addAll(List.of(faults));
  }

  synchronized void failWatches(RuntimeException... faults) {
    watchFaults.addAll(List.of(faults));
  }

  /// What happened up to now is forgotten: a watch from before is answered 410.
  synchronized void compact() {
    compacted = version;
    log.clear();
  }

  synchronized void breakStreams(RuntimeException how) {
    open.forEach(stream -> stream.fail(how));
  }

  synchronized void endStreams() {
    open.forEach(Stream::end);
  }

  /// Runs once, between the next list's answer and what follows it.
  synchronized void afterNextList(Runnable action) {
    afterList = action;
  }

  synchronized int lists() {
    return lists;
  }

  synchronized int watches() {
    return watches;
  }

  synchronized boolean watched() {
    return !open.isEmpty();
  }

  @Override
  public ObjectList list() {
    ObjectList answer;
    Runnable after;
    synchronized (this) {
      lists++;
      if (!listFaults.isEmpty()) {
        throw listFaults.pop();
      }
      answer = new ObjectList(List.copyOf(objects.values()), Long.toString(version));
      after = afterList;
      afterList = null;
    }
    if (after != null) {
      after.run();
    }
    return answer;
  }

  @Override
  public synchronized Events watch(String resourceVersion) {
    watches++;
    if (!watchFaults.isEmpty()) {
      throw watchFaults.pop();
    }
    var from = Long.parseLong(resourceVersion);
    if (from < compacted) {
      throw expired();
    }
    var stream = new Stream();
    log.stream().filter(l -> l.version() > from).forEach(l -> stream.offer(l.event()));
    open.add(stream);
    return stream;
  }

  private final class Stream implements Events {
    private final Deque<Object> items = new ArrayDeque<>();

    synchronized void offer(WatchEvent event) {
      items.add(event);
      notifyAll();
    }

    synchronized void fail(RuntimeException how) {
      items.add(how);
      notifyAll();
    }

    synchronized void end() {
      items.add("end");
      notifyAll();
    }

    @Override
    public synchronized Optional<WatchEvent> next() {
      try {
        while (items.isEmpty()) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unreachable();
      }
      return switch (items.pop()) {
        case RuntimeException failure -> throw failure;
        case WatchEvent event -> Optional.of(event);
        default -> Optional.empty();
      };
    }

    @Override
    public void close() {
      synchronized (ScriptedSource.this) {
        open.remove(this);
      }
      end();
    }
  }
}
