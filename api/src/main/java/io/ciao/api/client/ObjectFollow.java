package io.ciao.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows a collection for a person who looks at it: a list, then every change. A stream that ends
/// is opened again where it ended, a server that is away is asked until it answers, and where what
/// was missed cannot be told any more the list is read again. Each with a pause that doubles while
/// nothing comes.
public final class ObjectFollow {
  private static final Duration PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERRORS = 500;

  private final ApiClient client;
  private final ResourceType type;
  private final @Nullable String namespace;
  private final ListQuery query;
  private final Consumer<Duration> pauser;
  private Duration pause = PAUSE_MIN;

  /// Up to where all was told; empty where the list must be read.
  private String version = "";

  private volatile boolean ended;
  private volatile @Nullable WatchStream open;
  private volatile @Nullable Thread runner;

  /// What is told. Nothing is told twice, but for the items of a list that is read again.
  public interface Listener {
    /// All there is: at first, and again after a gap.
    void listed(ObjectList list);

    /// From here on every change is told as it happens, also after an interruption.
    void following();

    /// It is there now, new or changed.
    void upserted(ObjectNode object);

    /// It is gone; `object` is its last state.
    void deleted(ObjectNode object);

    /// The server is away, or too busy; it is asked again.
    void interrupted(String why);
  }

  /// @param namespace null for all
  public ObjectFollow(
      ApiClient client, ResourceType type, @Nullable String namespace, ListQuery query) {
    this(client, type, namespace, query, pause -> LockSupport.parkNanos(pause.toNanos()));
  }

  ObjectFollow(
      ApiClient client,
      ResourceType type,
      @Nullable String namespace,
      ListQuery query,
      Consumer<Duration> pauser) {
    this.client = client;
    this.type = type;
    this.namespace = namespace;
    this.query = query;
    this.pauser = pauser;
  }

  /// Follows until it is refused, ended, or the thread is interrupted. For one thread, once.
  ///
  /// @throws ApiException what the server says for good
  /// @throws ApiUnreachableException if not even the first list could be read
  public void run(Listener listener) {
    runner = Thread.currentThread();
    list(listener);
    while (!isOver()) {
      try {
        if (version.isEmpty()) {
          list(listener);
        }
        follow(listener);
      } catch (ApiUnreachableException e) {
        if (!ended) {
          listener.interrupted(String.valueOf(e.getMessage()));
        }
      } catch (ApiException e) {
        if (e.isExpired()) {
          version = "";
        } else if (e.code() >= SERVER_ERRORS || e.code() == TOO_MANY) {
          listener.interrupted(String.valueOf(e.getMessage()));
        } else {
          throw e;
        }
      }
      if (isOver()) {
        return;
      }
      pauser.accept(pause);
      var twice = pause.multipliedBy(2);
      pause = twice.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : twice;
    }
  }

  private boolean isOver() {
    return ended || Thread.currentThread().isInterrupted();
  }

  /// Ends [#run], from any thread and from a listener; before it has begun, after its first list.
  public void end() {
    ended = true;
    var stream = open;
    if (stream != null) {
      stream.close();
    }
    LockSupport.unpark(runner);
  }

  private void list(Listener listener) {
    var list = client.list(type, namespace, query);
    listener.listed(list);
    version = list.resourceVersion();
  }

  /// Returns when the stream has ended.
  private void follow(Listener listener) {
    try (var stream = client.watch(type, namespace, query.at(version))) {
      open = stream;
      if (ended) {
        return;
      }
      listener.following();
      for (var event = stream.next(); event.isPresent(); event = stream.next()) {
        pause = PAUSE_MIN;
        switch (event.get()) {
          case WatchEvent.Upserted upserted -> {
            listener.upserted(upserted.object());
            version = version(upserted.object());
          }
          case WatchEvent.Deleted deleted -> {
            listener.deleted(deleted.object());
            version = version(deleted.object());
          }
          case WatchEvent.Bookmark bookmark -> version = bookmark.resourceVersion();
        }
        if (ended) {
          return;
        }
      }
    }
  }

  private static String version(ObjectNode object) {
    return object.path("metadata").path("resourceVersion").asText();
  }
}
