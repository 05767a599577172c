package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.WatchEvent;
import io.ciao.ctl.Targets.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The objects of one kind as they are now, kept up to date by a watch. Safe for many threads.
final class Followed {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ApiClient client;
  private final Target target;
  private final @Nullable String tenant;
  private final ListQuery query;
  private final ConcurrentSkipListMap<String, ObjectNode> objects = new ConcurrentSkipListMap<>();
  private volatile String problem = "";
  private volatile @Nullable ApiException refused;

  Followed(ApiClient client, Target target, @Nullable String tenant, @Nullable String selector) {
    this.client = client;
    this.target = target;
    this.tenant = tenant;
    this.query =
        new ListQuery(
            target.name() == null ? null : "metadata.name=" + target.name(), selector, null, null);
  }

  Target target() {
    return target;
  }

  /// In order of tenant and name.
  List<ObjectNode> objects() {
    return List.copyOf(objects.values());
  }

  /// Why it is not up to date; empty if it is.
  String problem() {
    return problem;
  }

  /// What ended it: the server said no.
  @Nullable ApiException refused() {
    return refused;
  }

  /// Follows until the server refuses; an unreachable server is asked again.
  ///
  /// @param changed called with every change
  void run(Consumer<Change> changed) {
    while (true) {
      try {
        follow(changed);
      } catch (ApiUnreachableException e) {
        problem = String.valueOf(e.getMessage());
        changed.accept(Change.NONE);
        LockSupport.parkNanos(RETRY.toNanos());
      } catch (ApiException e) {
        if (!e.isExpired()) {
          refused = e;
          changed.accept(Change.NONE);
          return;
        }
      }
    }
  }

  /// One object and what became of it.
  ///
  /// @param object null if it is only about the connection
  record Change(String type, @Nullable ObjectNode object) {
    static final Change NONE = new Change("", null);
  }

  private void follow(Consumer<Change> changed) {
    var list = client.list(target.type(), tenant, query);
    objects.clear();
    problem = "";
    for (var item : list.items()) {
      objects.put(key(item), item);
      changed.accept(new Change("is", item));
    }
    var version = list.resourceVersion();
    while (true) {
      try (var stream = client.watch(target.type(), tenant, query.at(version))) {
        for (var event = stream.next(); event.isPresent(); event = stream.next()) {
          switch (event.get()) {
            case WatchEvent.Upserted upserted -> {
              var fresh = objects.put(key(upserted.object()), upserted.object()) == null;
              version = version(upserted.object());
              changed.accept(new Change(fresh ? "created" : "changed", upserted.object()));
            }
            case WatchEvent.Deleted deleted -> {
              objects.remove(key(deleted.object()));
              version = version(deleted.object());
              changed.accept(new Change("deleted", deleted.object()));
            }
            case WatchEvent.Bookmark bookmark -> version = bookmark.resourceVersion();
          }
        }
      }
    }
  }

  private static String key(ObjectNode object) {
    var metadata = object.path("metadata");
    return metadata.path("namespace").asText("") + "/" + metadata.path("name").asText();
  }

  private static String version(ObjectNode object) {
    return object.path("metadata").path("resourceVersion").asText();
  }
}
