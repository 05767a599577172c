package io.ciao.e2e.env;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ObjectFollow;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Nodes and instances as watches show them, and when: for a test that acts at the moment of a
/// write, or says how long each step took.
///
/// Safe for many threads.
public final class LiveView {
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Work> work = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final List<ObjectFollow> follows;
  private final List<Thread> threads = new ArrayList<>();

  /// An instance by its uid.
  ///
  /// @param node that it is bound to, empty if to none
  /// @param epoch of that binding
  /// @param runs whether that node says so
  /// @param bound when the binding was shown ([System#nanoTime])
  /// @param ran when it was shown to run; 0 if it was not
  public record Work(
      String uid, String node, long epoch, boolean deleting, boolean runs, long bound, long ran) {}

  /// A node.
  ///
  /// @param since when that state was shown ([System#nanoTime])
  public record Place(Node node, Member.@Nullable State state, long since) {
    public boolean in(Member.State wanted) {
      return state == wanted;
    }
  }

  private LiveView(ApiClient api) {
    this.follows =
        List.of(
            new ObjectFollow(api, ResourceType.NODES, null, ListQuery.ALL),
            new ObjectFollow(api, ResourceType.INSTANCES, null, ListQuery.ALL));
  }

  /// Begins to follow.
  public static LiveView follow(ApiClient api) {
    var view = new LiveView(api);
    view.start(
        view.follows.get(0), view.new Listener(view::place, name -> view.places.remove(name)));
    view.start(view.follows.get(1), view.new Listener(view::work, name -> {}));
    return view;
  }

  private void start(ObjectFollow follow, Listener listener) {
    threads.add(Thread.ofVirtual().name("live-view").start(() -> follow.run(listener)));
  }

  /// Ends following.
  public void end() throws InterruptedException {
    follows.forEach(ObjectFollow::end);
    for (var thread : threads) {
      thread.join(END_LIMIT);
    }
  }

  /// Returns as soon as a watch has shown what makes it true.
  ///
  /// @throws AssertionError naming `what` if none does in time
  public void await(Duration limit, String what, Predicate<LiveView> condition)
      throws InterruptedException {
    var left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (!condition.test(this)) {
        if (left <= 0) {
          throw new AssertionError("not within " + limit + ": " + what + "; " + counts());
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private String counts() {
    return "of %d instances %d are bound and %d run; nodes by state: %s"
        .formatted(
            work.size(),
            work.values().stream().filter(each -> !each.node().isEmpty()).count(),
            work.values().stream().filter(Work::runs).count(),
            places.values().stream()
                .collect(
                    Collectors.groupingBy(
                        place -> String.valueOf(place.state()), Collectors.counting())));
  }

  /// All that there is.
  public List<Work> work() {
    return copy(work.values());
  }

  /// All nodes.
  public List<Place> places() {
    return copy(places.values());
  }

  private <T> List<T> copy(Collection<T> values) {
    lock.lock();
    try {
      return List.copyOf(values);
    } finally {
      lock.unlock();
    }
  }

  private final class Listener implements ObjectFollow.Listener {
    private final Consumer<ObjectNode> there;
    private final Consumer<String> gone;

    Listener(Consumer<ObjectNode> there, Consumer<String> gone) {
      this.there = there;
      this.gone = gone;
    }

    private void change(Runnable change) {
      lock.lock();
      try {
        change.run();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void listed(ObjectList list) {
      change(() -> list.items().forEach(there));
    }

    @Override
    public void following() {
      // Each change comes by itself.
    }

    @Override
    public void upserted(ObjectNode object) {
      change(() -> there.accept(object));
    }

    @Override
    public void deleted(ObjectNode object) {
      change(
          () -> {
            work.remove(object.at("/metadata/uid").asText());
            gone.accept(object.at("/metadata/name").asText());
          });
    }

    @Override
    public void interrupted(String why) {
      // It goes on where it was.
    }
  }

  private void place(ObjectNode tree) {
    var node = Json.toRecord(tree, Node.class);
    var member = node.status().member();
    var state = member == null ? null : Member.State.of(member.state()).orElse(null);
    places.compute(
        node.metadata().requireName(),
        (_, before) ->
            new Place(
                node,
                state,
                before != null && before.in(state) ? before.since() : System.nanoTime()));
  }

  private void work(ObjectNode tree) {
    var instance = Json.toRecord(tree, Instance.class);
    var uid = instance.metadata().requireUid();
    var binding = instance.status().binding();
    var epoch = binding == null ? 0 : binding.epoch();
    var observed = instance.status().observed();
    var runs = binding != null && observed != null && observed.is(InstanceState.Running, epoch);
    var now = System.nanoTime();
    work.compute(
        uid,
        (_, before) -> {
          var same = before != null && before.epoch() == epoch;
          var ran = runs ? now : 0;
          return new Work(
              uid,
              binding == null ? "" : binding.nodeName(),
              epoch,
              instance.metadata().deleting(),
              runs,
              same ? before.bound() : now,
              same && before.ran() > 0 ? before.ran() : ran);
        });
  }
}
