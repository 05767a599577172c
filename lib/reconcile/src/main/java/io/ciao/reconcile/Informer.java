package io.ciao.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.WatchEvent;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.time.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// A cache of a collection, kept by list and watch on a virtual thread of its own.
///
/// Listeners get keys, never objects: they only mark work. Before the first list is in, [#synced()]
/// is false and nothing may be concluded from what is missing. When the source cannot be reached
/// the cache stays as it was. An object that cannot be parsed keeps its last good form; without one
/// it stays out and is logged.
///
/// A watch that ends or breaks is opened again where it was; after 410, or when it cannot be opened
/// several times in a row, the list is read again. No failure ends the thread, and each failure in
/// a row waits longer.
///
/// Objects are held as `T`, which must be immutable. Safe for many threads.
public final class Informer<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Informer.class);

  /// So many failures in a row are ordinary while an apiserver starts or is replaced.
  private static final int FAILURES_ORDINARY = 6;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /// A watch that was refused so often in a row asks for a version that the server may not know.
  private static final int REFUSALS_BEFORE_LIST = 3;

  /// One cached object with the version and uid it was read at.
  public record Entry<T>(ObjectKey key, String uid, long version, T object) {}

  private final String name;
  private final Source source;
  private final Function<ObjectNode, T> parse;
  private final Backoff backoff;
  private final List<Consumer<ObjectKey>> listeners = new CopyOnWriteArrayList<>();
  private final InformerCache<T> cache = new InformerCache<>();
  private final AtomicReference<Source.@Nullable Events> events = new AtomicReference<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean closed;
  private volatile long lists;

  /// Attempts since the last one that brought something; confined to the thread.
  private int failures;

  /// @param name for logs and thread names, such as `instances`
  /// @param parse makes the cached form; may throw for an object that it cannot take
  public Informer(String name, Source source, Function<ObjectNode, T> parse, Backoff backoff) {
    this.name = name;
    this.source = source;
    this.parse = parse;
    this.backoff = backoff;
    this.thread = Thread.ofVirtual().name("watch-" + name).unstarted(this::run);
  }

  /// Is told the key of whatever has come, changed or gone, on the informer's thread; must not
  /// block. To be called before [#start()].
  public Informer<T> onChange(Consumer<ObjectKey> listener) {
    listeners.add(listener);
    return this;
  }

  /// Starts reading; to be called once.
  public Informer<T> start() {
    if (started.compareAndSet(false, true)) {
      thread.start();
    }
    return this;
  }

  /// Whether a list has been read since the start.
  public boolean synced() {
    return cache.synced();
  }

  /// The version up to which the cache is complete; 0 before the first list.
  public long version() {
    return cache.version();
  }

  /// How often the list was read. What came and went between a broken watch and the list after it
  /// is told to nobody.
  public long lists() {
    return lists;
  }

  /// The object of that key; empty if there is none, or if none was read yet.
  public Optional<T> get(ObjectKey key) {
    return entry(key).map(Entry::object);
  }

  /// As [#get(ObjectKey)], with version and uid.
  public Optional<Entry<T>> entry(ObjectKey key) {
    return cache.entry(key);
  }

  /// All entries in key order, as of one moment; the list is immutable and shared until something
  /// changes.
  public List<Entry<T>> entries() {
    return cache.entries();
  }

  /// Keeps the entries findable by what `values` gives for them from now on: none, one or several
  /// different ones each. It is called under the cache's lock and must be quick, pure and total.
  public <V> Lookup<T, V> indexed(Function<Entry<T>, ? extends Collection<V>> values) {
    return cache.indexed(values);
  }

  /// Waits until the cache is complete up to that version; false if the time is over before.
  public boolean awaitVersion(long wanted, Duration limit) throws InterruptedException {
    return cache.awaitVersion(wanted, limit);
  }

  /// Marks every cached key, as after a change of each.
  public void resync() {
    entries().forEach(entry -> tell(entry.key()));
  }

  private void run() {
    while (!closed) {
      try {
        list();
        follow();
      } catch (RuntimeException e) {
        failed("collection cannot be read", e);
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
  private void list() {
    var list = source.list();
    lists++;
    var read = new HashMap<ObjectKey, Entry<T>>();
    for (var object : list.items()) {
      var key = key(object);
      entry(key, object).ifPresent(entry -> read.put(key, entry));
    }
    cache.replace(read, Long.parseLong(list.resourceVersion())).forEach(this::tell);
  }

  /// Follows the watch until the list has to be read again.
  private void follow() {
    var refusals = 0;
    while (!closed) {
      try (var stream = open()) {
        for (var event = stream.next(); event.isPresent(); event = stream.next()) {
          refusals = 0;
          failures = 0;
          apply(event.get());
        }
        failures++;
        pause();
      } catch (ApiException e) {
        failed("watch was refused", e);
        refusals++;
        if (e.isExpired() || refusals >= REFUSALS_BEFORE_LIST) {
          return;
        }
      } catch (ApiUnreachableException e) {
        failed("watch broke", e);
      }
    }
  }

  private void failed(String what, RuntimeException failure) {
    failures++;
    if (closed) {
      return;
    }
    if (failure instanceof ApiException || failure instanceof ApiUnreachableException) {
      LOG.atLevel(failures > FAILURES_ORDINARY ? Level.WARN : Level.INFO)
          .log(
              "{} collection={} failures={} problem={}",
              what,
              name,
              failures,
              failure.getMessage());
    } else {
      LOG.error("{} collection={} failures={}", what, name, failures, failure);
    }
    pause();
  }

  private void pause() {
    if (!closed) {
      LockSupport.parkNanos(backoff.after(failures).toNanos());
    }
  }

  private Source.Events open() {
    var stream = source.watch(Long.toString(version()));
    events.set(stream);
    if (closed) {
      stream.close();
    }
    return stream;
  }

  private void apply(WatchEvent event) {
    switch (event) {
      case WatchEvent.Upserted upserted -> {
        var key = key(upserted.object());
        change(key, entry(key, upserted.object()).orElse(null), version(upserted.object()));
      }
      case WatchEvent.Deleted deleted ->
          change(key(deleted.object()), null, version(deleted.object()));
      case WatchEvent.Bookmark bookmark ->
          cache.advance(Long.parseLong(bookmark.resourceVersion()));
    }
  }

  private void change(ObjectKey key, @Nullable Entry<T> entry, long at) {
    if (cache.put(key, entry, at)) {
      tell(key);
    } else {
      LOG.debug("event is older than the cache collection={} key={} version={}", name, key, at);
    }
  }

  /// The cached form; if it cannot be made, the last good one of the same uid, if any.
  private Optional<Entry<T>> entry(ObjectKey key, ObjectNode object) {
    var uid = Source.uid(object);
    var at = version(object);
    var before = entry(key).filter(entry -> entry.uid().equals(uid));
    if (before.isPresent() && before.get().version() == at) {
      return before;
    }
    try {
      return Optional.of(new Entry<>(key, uid, at, parse.apply(object)));
    } catch (RuntimeException e) {
      LOG.error(
          "object cannot be read, its last good form is kept collection={} key={} known={}"
              + " problem={}",
          name,
          key,
          before.isPresent(),
          String.valueOf(e.getMessage()));
      return before;
    }
  }

  private void tell(ObjectKey key) {
    for (var listener : listeners) {
      try {
        listener.accept(key);
      } catch (RuntimeException e) {
        LOG.error("listener failed collection={} key={}", name, key, e);
      }
    }
  }

  private static ObjectKey key(ObjectNode object) {
    var metadata = object.path("metadata");
    var namespace = metadata.path("namespace").asText("");
    return new ObjectKey(namespace.isEmpty() ? null : namespace, metadata.path("name").asText());
  }

  private static long version(ObjectNode object) {
    return Long.parseLong(object.path("metadata").path("resourceVersion").asText("0"));
  }

  /// Ends reading; the cache stays as it is. Waits a while for the thread, unless that calls it.
  @Override
  public void close() {
    closed = true;
    var open = events.get();
    if (open != null) {
      open.close();
    }
    if (!started.get() || Thread.currentThread().equals(thread)) {
      return;
    }
    // Ends a list request under way and a pause; a listener must not block anyway.
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
