package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ObjectFollow;
import io.ciao.api.client.ObjectList;
import io.ciao.ctl.session.Targets.Target;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The objects of one kind as they are now, kept up to date by a watch. Safe for many threads.
final class Followed {
  private final ApiClient client;
  private final Target target;
  private final @Nullable String tenant;
  private final ListQuery query;
  private final ConcurrentSkipListMap<String, ObjectNode> objects = new ConcurrentSkipListMap<>();
  private volatile String problem = "";
  private volatile @Nullable RuntimeException ended;

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

  /// What ended it: the server said no, or could not be reached at all.
  @Nullable RuntimeException ended() {
    return ended;
  }

  /// Follows until the server refuses; one that was there and is away is asked again.
  ///
  /// @param changed called with every change
  void run(Consumer<Change> changed) {
    try {
      new ObjectFollow(client, target.type(), tenant, query).run(new Keeper(changed));
    } catch (ApiException | ApiUnreachableException e) {
      ended = e;
      changed.accept(Change.NONE);
    }
  }

  /// One object and what became of it.
  ///
  /// @param object null if it is only about the connection
  record Change(String type, @Nullable ObjectNode object) {
    static final Change NONE = new Change("", null);
  }

  /// Keeps the objects.
  private final class Keeper implements ObjectFollow.Listener {
    private final Consumer<Change> changed;

    Keeper(Consumer<Change> changed) {
      this.changed = changed;
    }

    @Override
    public void listed(ObjectList list) {
      objects.clear();
      for (var item : list.items()) {
        objects.put(key(item), item);
        changed.accept(new Change("is", item));
      }
    }

    @Override
    public void following() {
      problem = "";
    }

    @Override
    public void upserted(ObjectNode object) {
      var fresh = objects.put(key(object), object) == null;
      changed.accept(new Change(fresh ? "created" : "changed", object));
    }

    @Override
    public void deleted(ObjectNode object) {
      objects.remove(key(object));
      changed.accept(new Change("deleted", object));
    }

    @Override
    public void interrupted(String why) {
      problem = why;
      changed.accept(Change.NONE);
    }
  }

  private static String key(ObjectNode object) {
    var metadata = object.path("metadata");
    return metadata.path("namespace").asText("") + "/" + metadata.path("name").asText();
  }
}
