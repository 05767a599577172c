package io.ciao.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiCalls;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.SimulatedApi;
import io.ciao.apiserver.auth.Identity;
import io.ciao.basis.file.Trees;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.Expired;
import io.ciao.store.MemoryPresence;
import io.ciao.store.MemoryStore;
import io.ciao.store.PresenceFeed.Seen;
import io.ciao.store.Renewal;
import io.ciao.store.StoreException;
import io.ciao.store.SystemKeys;
import io.ciao.store.Transaction;
import io.ciao.testkit.Gen;
import io.ciao.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Nodes, schedulers and an apiserver in simulated time. Everything happens on one thread, in an
/// order that the seed gives; the same seed gives the same world.
final class World implements AutoCloseable {
  /// How far time goes at a step, in milliseconds.
  static final int STEP = 100;

  static final String TENANT = "t1";
  private static final int WAITS_MAX = 3;
  private static final String SCHEDULER = "scheduler";

  final ManualClock clock = ManualClock.atStart();

  /// Where the agents write their journals.
  final Path directory;

  final Gen gen;
  final MemoryStore store;
  final SimulatedApi api;
  final List<SimNode> nodes = new ArrayList<>();
  final List<SchedulerPlace> places = new ArrayList<>();
  final ApiClient admin;
  final Invariants invariants;

  private final MemoryPresence presence;
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::at).thenComparingLong(Later::order));
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<Long> versions = new ArrayList<>();
  private final Set<SimNode> busy = new HashSet<>();
  private final Mishaps mishaps;
  private @Nullable SchedulerPlace leader;
  private long leaderlessSince;
  private long now;
  private long order;
  private long stalledUntil;
  private boolean calm;

  /// How many instances fit in all.
  final int room;

  /// Something under way.
  private record Later(long at, long order, Step what) {}

  /// What happens to somebody.
  interface Step {
    void run() throws InterruptedException;
  }

  /// A machine for a scheduler: what runs there now.
  static final class SchedulerPlace {
    final String name;
    @Nullable SimScheduler scheduler;
    long from;
    long lag;
    long lagUntil;

    /// Whose cache lags; null: all.
    @Nullable ResourceType lagging;

    /// How late its feed of renewals may be.
    int feedLag = 150;

    long feedClear;

    SchedulerPlace(String name) {
      this.name = name;
    }
  }

  /// A world of a size that the seed gives, in which anything may happen.
  static World troubled(Gen gen) throws InterruptedException {
    return new World(gen, false, gen.between(3, 5), gen.between(2, 3));
  }

  /// A world in which nothing goes wrong but what the test does.
  static World calm(long seed, int nodes, int size) throws InterruptedException {
    return new World(Gen.ofSeed(seed), true, nodes, size);
  }

  /// @param size how many instances fit on a node
  private World(Gen gen, boolean calm, int count, int size) throws InterruptedException {
    this.gen = gen;
    this.calm = calm;
    try {
      this.directory = Files.createTempDirectory("ciao-simulation");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.store = SimulatedApi.store(clock);
    this.presence = new MemoryPresence(store, this::seen);
    this.api = new SimulatedApi(store, presence, clock);
    this.mishaps = new Mishaps(this);
    try {
      this.invariants = new Invariants(this);
    } catch (Expired e) {
      throw new IllegalStateException(e);
    }
    var sound = ProcessCalls.SOUND;
    this.admin = new ApiClient(new ProcessCalls(this, admin(), new Vitals(), sound, List::of));
    Setting.furnish(admin);
    room = count * size;
    for (int i = 0; i < count; i++) {
      nodes.add(new SimNode(this, "n" + i, size));
    }
    places.add(new SchedulerPlace("s1"));
    places.add(new SchedulerPlace("s2"));
    versions.add(store.currentVersion());
  }

  private static Identity admin() {
    return new Identity("admin", Set.of(Identity.ADMINS), Set.of(), "");
  }

  long now() {
    return now;
  }

  /// Something was written: whatever must hold is looked at.
  void look() {
    invariants.check();
  }

  /// Once in `n` times, unless all is to go well now.
  boolean mishap(int n) {
    return !calm && gen.oneIn(n);
  }

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  Map<String, Integer> counts() {
    return counts;
  }

  /// Lets time pass.
  void run(long millis) throws InterruptedException {
    for (long end = now + millis; now < end; ) {
      step();
    }
  }

  private void step() throws InterruptedException {
    now += STEP;
    clock.advance(Duration.ofMillis(STEP));
    while (!later.isEmpty() && later.peek().at() <= now) {
      later.poll().what().run();
    }
    if (!calm) {
      mishaps.happen();
    }
    elections();
    for (var place : gen.shuffled(places)) {
      tick(place);
    }
    for (var node : gen.shuffled(nodes)) {
      if (!busy.contains(node)) {
        node.tick(version(gen.between(0, 2)));
      }
    }
    invariants.check();
    versions.add(store.currentVersion());
  }

  /// The version of the store so many steps ago.
  private long version(long steps) {
    return versions.get((int) Math.max(0, versions.size() - 1 - steps));
  }

  private void tick(SchedulerPlace place) throws InterruptedException {
    if (place.scheduler == null) {
      if (now >= place.from) {
        place.scheduler = new SimScheduler(this, place.name);
      }
      return;
    }
    try {
      var fresh = version(gen.between(0, 1));
      var stale = version(now < place.lagUntil ? place.lag / STEP : 0);
      place.scheduler.tick(
          type ->
              place.lagging == null || type.equals(place.lagging) ? Math.min(stale, fresh) : fresh);
    } catch (Throwable e) {
      if (!place.scheduler.vitals.dead()) {
        throw e;
      }
    }
    if (place.scheduler.vitals.dead()) {
      count("scheduler ended");
      end(place, gen.between(500, 5_000));
    }
  }

  /// The scheduler there is gone, and another comes after a while.
  void end(SchedulerPlace place, long millis) {
    if (place.scheduler != null) {
      place.scheduler.close();
      place.scheduler = null;
      place.from = now + millis;
    }
  }

  /// One leads; after its end another does, once its lease is over.
  private void elections() {
    var present = leader;
    if (present != null && present.scheduler != null && present.scheduler.leads()) {
      leaderlessSince = now;
      return;
    }
    if (now - leaderlessSince >= (calm ? STEP : 2_000)) {
      places.stream()
          .filter(place -> place.scheduler != null)
          .skip(gen.between(0, 1))
          .findFirst()
          .ifPresent(this::elect);
    }
  }

  /// Elects that one; another that leads is not told at once.
  void elect(SchedulerPlace place) {
    var scheduler = place.scheduler;
    if (scheduler == null) {
      return;
    }
    store.heal();
    try {
      var key = SystemKeys.election(SCHEDULER);
      store.commit(Transaction.of(new Change.DeleteSystem(key, Expected.any())));
      store.commit(Transaction.of(new Change.PutSystem(key, place.name, Expected.any())));
      var created = store.readSystem(key).createRevision();
      scheduler.office.begin(SCHEDULER + "/" + created, store.currentVersion());
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
    for (var other : places) {
      var before = other.scheduler;
      if (other != place && before != null && before.leads()) {
        count("two lead");
        later(gen.between(100, 9_000), before.office::end);
      }
    }
    leader = place;
    leaderlessSince = now;
  }

  boolean someoneLeads() {
    return places.stream().anyMatch(p -> p.scheduler != null && p.scheduler.leads());
  }

  /// Something happens later, unless the world is over before.
  void later(long millis, Step what) {
    later.add(new Later(now + millis, order++, what));
  }

  /// The node does nothing while this passes, and does not know it.
  void waitAsNode(SimNode node, long millis) throws InterruptedException {
    if (busy.size() >= WAITS_MAX || !busy.add(node)) {
      return;
    }
    try {
      run(millis);
    } finally {
      busy.remove(node);
    }
  }

  /// Whether the node is in the middle of something.
  boolean isBusy(SimNode node) {
    return busy.contains(node);
  }

  /// The apiserver and etcd answer nobody for a while.
  void stall(long millis) {
    stalledUntil = now + millis;
  }

  boolean stalled() {
    return now < stalledUntil;
  }

  /// The way of schedulers.
  ProcessCalls.Link schedulerLink() {
    return new ProcessCalls.Link() {
      @Override
      public boolean carries() {
        return !stalled();
      }

      @Override
      public boolean answers() {
        return !stalled();
      }
    };
  }

  /// Events and other words for people go nowhere.
  ApiClient nobody() {
    return new ApiClient(
        new ApiCalls() {
          @Override
          public ObjectNode json(String method, String path, HttpCalls.@Nullable Body body) {
            return Json.object();
          }

          @Override
          public InputStream stream(String method, String path, HttpCalls.@Nullable Body body) {
            return InputStream.nullInputStream();
          }

          @Override
          public InputStream watch(String path) {
            return InputStream.nullInputStream();
          }

          @Override
          public void close() {}
        });
  }

  Map<String, Seen> presences() {
    return presence.all();
  }

  void probe(String name, long seq) {
    if (!stalled()) {
      try {
        presence.probe(name, new Renewal(0, seq), Duration.ZERO);
      } catch (StoreException e) {
        count("probe lost");
      }
    }
  }

  /// Every scheduler's feed tells it a little later, in order.
  private void seen(String node, Seen seen) {
    for (var place : places) {
      var scheduler = place.scheduler;
      if (scheduler != null) {
        place.feedClear = Math.max(place.feedClear, now + gen.between(0, place.feedLag));
        later(
            place.feedClear - now,
            () -> {
              if (place.scheduler == scheduler) {
                scheduler.renewed(node, seen);
              }
            });
      }
    }
  }

  /// A frame of a node reaches every scheduler.
  void heard(String uid) {
    for (var place : places) {
      if (place.scheduler != null) {
        place.scheduler.heard(uid);
      }
    }
  }

  /// Reports by SSNTP; says how many schedulers they were sent to.
  int reports(String node, List<ObjectNode> frames) {
    var sent = 0;
    for (var place : places) {
      var scheduler = place.scheduler;
      if (scheduler != null) {
        sent++;
        later(
            gen.between(0, mishap(10) ? 5_000 : 200),
            () -> {
              if (place.scheduler == scheduler) {
                try {
                  scheduler.reports(node, frames);
                } catch (RuntimeException | Vitals.Ended e) {
                  if (!scheduler.vitals.dead()) {
                    throw e;
                  }
                }
              }
            });
      }
    }
    return sent;
  }

  /// START to a node: as things are now, delivered later, sometimes once more much later.
  void start(String nodeName, String uid, long epoch) {
    var object = store.getByUid("instances", uid).map(found -> found.tree());
    if (object.isEmpty()) {
      return;
    }
    later(
        gen.between(0, mishap(5) ? 5_000 : 200), () -> deliver(nodeName, uid, epoch, object.get()));
    if (mishap(4)) {
      later(gen.between(3_000, 40_000), () -> deliver(nodeName, uid, epoch, object.get()));
    }
  }

  private void deliver(String nodeName, String uid, long epoch, ObjectNode object) {
    for (var node : nodes) {
      var agent = node.agent();
      if (node.name().equals(nodeName) && agent != null && node.answers() && !agent.vitals.dead()) {
        try {
          agent.start(uid, epoch, object.deepCopy());
        } catch (Vitals.Ended e) {
          count("agent ended");
        }
      }
    }
  }

  @Nullable String membership(String node) {
    return store.readSystem(SystemKeys.member(node)).value();
  }

  /// From now on all goes well.
  void heal() {
    calm = true;
    stalledUntil = 0;
    store.heal();
    for (var place : places) {
      place.lagUntil = 0;
      place.feedLag = 150;
    }
    for (var node : nodes) {
      node.heal();
    }
  }

  @Override
  public void close() {
    places.forEach(place -> end(place, 0));
    nodes.forEach(node -> node.endAgent(0));
    invariants.close();
    api.close();
    store.close();
    try {
      Trees.remove(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
