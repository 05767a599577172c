package io.ciao.scheduler.instanceset;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceSpec;
import io.ciao.api.instance.InstanceStatus;
import io.ciao.api.instance.Resolved;
import io.ciao.api.instance.ResolvedWorkload;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceSetReasons;
import io.ciao.api.instanceset.InstanceSetSpec;
import io.ciao.api.instanceset.InstanceSetStatus;
import io.ciao.api.instanceset.InstanceTemplate;
import io.ciao.api.instanceset.SetRevision;
import io.ciao.api.instanceset.TemplateMetadata;
import io.ciao.api.instanceset.UpdateLimits;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.meta.OwnerReference;
import io.ciao.api.workload.Resources;
import io.ciao.api.workload.Workload;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.testkit.Gen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One set in memory with its workload, its instances, and those who bind, start and remove them.
/// Does what a pass says and refuses what must never happen.
final class SetWorld {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final String TENANT = "t1";
  static final String NAME = "web";

  /// An instance as the world keeps it.
  static final class Entry {
    final String name;
    final String uid;
    final Map<String, String> labels;
    final List<OwnerReference> owners;
    final InstanceSpec spec;
    final @Nullable String workload;
    final @Nullable String image;
    @Nullable String madeFrom;
    boolean ready;
    boolean deleting;

    /// Made broken: it never serves.
    boolean broken;

    /// What it says of itself while it is not ready.
    String says = "it starts";

    Entry(Instance object, String uid) {
      this.name = object.metadata().requireName();
      this.uid = uid;
      this.labels = new TreeMap<>(object.metadata().labels());
      this.owners = new ArrayList<>(object.metadata().ownerReferences());
      this.spec = object.spec();
      this.workload = object.spec().workload();
      this.image = object.spec().image();
    }

    boolean owned() {
      return owners.stream().anyMatch(o -> o.uid().equals("uid-set"));
    }
  }

  final TreeMap<String, Entry> instances = new TreeMap<>();
  long replicas = 3;
  private long generation = 3;
  boolean paused;
  UpdateLimits limits = UpdateLimits.DEFAULT;
  String workloadName = "w";
  long workloadGeneration = 1;
  boolean workloadExists = true;
  boolean running = true;
  InstanceSetStatus status = InstanceSetStatus.EMPTY;

  /// Instances of the present template and workload do not come up.
  boolean badTemplate;

  int created;

  /// Serving instances that were deleted by passes.
  private int removed;

  private long uids;

  /// Changes the spec's `replicas` as a client does.
  void scale(long to) {
    replicas = to;
    generation++;
  }

  InstanceSet set() {
    var meta =
        new ObjectMeta(
            NAME, null, TENANT, "uid-set", "7", generation, null, null, null, null, NOW, null);
    var template =
        new InstanceTemplate(
            new TemplateMetadata(Map.of("app", "web"), null), spec(workloadName, running));
    var spec = new InstanceSetSpec(replicas, paused, limits, null, null, template);
    return new InstanceSet(null, null, meta, spec, status);
  }

  private static InstanceSpec spec(String workload, boolean running) {
    return new InstanceSpec(
        workload, running, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null);
  }

  @Nullable Workload workload() {
    return workloadExists ? workload(workloadName, workloadGeneration) : null;
  }

  static Workload workload(String name, long generation) {
    var meta =
        new ObjectMeta(
            name, null, TENANT, "uid-" + name, "5", generation, null, null, null, null, NOW, null);
    var spec =
        new WorkloadSpec(
            null,
            "container",
            "image-" + generation,
            null,
            new Resources(1L, "64Mi", null),
            null,
            null,
            null,
            null,
            null,
            null);
    return new Workload(null, null, meta, spec, null);
  }

  InstanceSetSnapshot snapshot() {
    var seen = instances.values().stream().map(this::object).toList();
    return new InstanceSetSnapshot(set(), seen, workload(), NOW);
  }

  private Instance object(Entry entry) {
    var meta =
        new ObjectMeta(
            entry.name,
            null,
            TENANT,
            entry.uid,
            "9",
            1L,
            entry.labels,
            null,
            null,
            entry.owners,
            NOW,
            entry.deleting ? NOW : null);
    var ready =
        Condition.of(CommonReasons.READY, entry.ready ? "True" : "False", "Starting", entry.says);
    return new Instance(
        null,
        null,
        meta,
        entry.spec,
        new InstanceStatus(
            null, resolved(entry), null, List.of(ready), null, null, null, null, null));
  }

  private static @Nullable Resolved resolved(Entry entry) {
    return entry.madeFrom == null
        ? null
        : new Resolved(
            new ResolvedWorkload("t1", "w", entry.madeFrom, WorkloadSpec.EMPTY),
            new ObjectKey("t1", "tiny"));
  }

  Entry add(String name, Map<String, String> labels, boolean owned) {
    var owners =
        owned
            ? List.of(new OwnerReference("ciao.io/v1", "InstanceSet", NAME, "uid-set", true, true))
            : List.<OwnerReference>of();
    var meta =
        new ObjectMeta(
            name, null, TENANT, null, null, null, labels, null, null, owners, null, null);
    var made = new Instance(null, null, meta, spec(workloadName, true), null);
    var entry = new Entry(made, "uid-" + ++uids);
    instances.put(name, entry);
    return entry;
  }

  /// One pass, of which only the first steps are done, as if the process had been killed then.
  /// Whether it was at rest.
  boolean pass(int steps) {
    var snapshot = snapshot();
    var decision = InstanceSetDecider.decide(snapshot);
    assertThat(InstanceSetDecider.decide(snapshot)).isEqualTo(decision);
    var before = new Numbers(serving(), live(), created, removed);
    decision.actions().stream().limit(steps).forEach(this::apply);
    assertBounds(before);
    if (steps < decision.actions().size()) {
      return false;
    }
    var said = status;
    status = status(decision.draft());
    assertThat(status.revisions()).hasSizeBetween(1, 11);
    assertThat(status.revisions()).extracting(SetRevision::revision).isSorted();
    return decision.actions().isEmpty() && said.equals(status);
  }

  private InstanceSetStatus status(InstanceSetDecision.Draft draft) {
    return new InstanceSetStatus(
        generation,
        (long) draft.counts().live(),
        (long) draft.counts().updated(),
        (long) draft.counts().ready(),
        (long) draft.counts().available(),
        draft.selector(),
        Conditions.merge(status.conditions(), draft.conditions(), NOW),
        draft.revisions());
  }

  private void apply(InstanceSetAction action) {
    switch (action) {
      case InstanceSetAction.Create create -> create(create);
      case InstanceSetAction.Delete delete -> {
        var entry = known(delete.instance());
        assertThat(entry.owned()).as("only its own is deleted").isTrue();
        assertThat(entry.deleting).as("deleted once").isFalse();
        entry.deleting = true;
        removed += entry.ready ? 1 : 0;
        entry.ready = false;
      }
      case InstanceSetAction.Adopt adopt -> {
        var entry = known(adopt.instance());
        assertThat(entry.owners).as("nobody else controls it").isEmpty();
        entry.owners.add(SetInstance.owner(adopt.set()));
      }
      case InstanceSetAction.Release release -> {
        var entry = known(release.instance());
        assertThat(fits(entry)).as("it fits").isFalse();
        entry.owners.clear();
      }
    }
  }

  private static boolean fits(Entry entry) {
    return entry.labels.containsKey(InstanceSet.SET_LABEL) && entry.name.matches("web-\\d+");
  }

  private void create(InstanceSetAction.Create create) {
    assertThat(instances).as("a name is used once").doesNotContainKey(create.name());
    assertThat(status.present().map(SetRevision::hash))
        .as("what it is made from is stored")
        .contains(create.hash());
    var tree = SetInstance.of(create);
    assertThat(tree.has("status")).isFalse();
    var entry = new Entry(Json.toRecord(tree, Instance.class), "uid-" + ++uids);
    entry.broken = badTemplate;
    instances.put(create.name(), entry);
    created++;
  }

  private Entry known(Instance instance) {
    var entry = instances.get(instance.metadata().requireName());
    assertThat(entry).isNotNull();
    assertThat(entry.uid).isEqualTo(instance.metadata().requireUid());
    return entry;
  }

  private record Numbers(int serving, int live, int created, int removed) {}

  int serving() {
    return (int)
        instances.values().stream().filter(e -> e.owned() && !e.deleting && e.ready).count();
  }

  int live() {
    return (int) instances.values().stream().filter(e -> e.owned() && !e.deleting).count();
  }

  private int existing() {
    return (int)
        instances.values().stream().filter(e -> e.owned() && e.name.matches("web-\\d+")).count();
  }

  /// What an update needs to serve is not taken away, but for what is beyond what an update may
  /// have at all; and nothing is added beyond that.
  private void assertBounds(Numbers before) {
    var wanted = Math.toIntExact(replicas);
    var most = wanted + limits.surge(wanted);
    var needed = wanted - limits.unavailable(wanted);
    assertThat(removed - before.removed())
        .as("serving instances that were deleted")
        .isLessThanOrEqualTo(
            Math.max(0, before.serving() - needed) + Math.max(0, before.live() - most));
    if (created > before.created()) {
      assertThat(existing()).as("instances that exist").isLessThanOrEqualTo(most);
    }
  }

  /// Others do their work: what is to be removed goes, what starts comes up.
  void othersWork(Gen gen, boolean all) {
    for (var entry : List.copyOf(instances.values())) {
      if (!all && gen.coin()) {
        continue;
      }
      if (entry.deleting) {
        instances.remove(entry.name);
      } else if (entry.madeFrom == null) {
        entry.madeFrom =
            entry.workload == null || !workloadExists
                ? null
                : "uid-" + entry.workload + "/" + workloadGeneration;
        entry.ready = running && !entry.broken;
      } else {
        entry.ready = running && !entry.broken;
      }
    }
  }

  /// Passes and others work until nobody has anything left to do.
  void settle() {
    var gen = Gen.ofSeed(1);
    for (int pass = 0; pass < 200; pass++) {
      if (pass(Integer.MAX_VALUE) && idle()) {
        return;
      }
      othersWork(gen, true);
    }
    throw new AssertionError("not at rest: " + status.conditions());
  }

  /// Nobody has anything left to do.
  boolean idle() {
    return instances.values().stream()
        .noneMatch(e -> e.deleting || (running && !e.broken && (!e.ready || unmade(e))));
  }

  private boolean unmade(Entry entry) {
    return entry.madeFrom == null && entry.workload != null && workloadExists;
  }

  /// Something that people or machines do.
  void step(Gen gen) {
    switch (gen.between(0, 11)) {
      case 0 -> replicas = gen.between(0, 6);
      case 1 -> workloadName = gen.pick("w", "v");
      case 2 -> workloadGeneration += gen.oneIn(2) ? 1 : 0;
      case 3 -> paused = gen.oneIn(3);
      case 4 -> one(gen).ifPresent(e -> e.deleting = true);
      case 5 -> one(gen).ifPresent(e -> e.ready = false);
      case 6 -> instances.remove(one(gen).filter(e -> e.deleting).map(e -> e.name).orElse(""));
      case 7 ->
          limits =
              gen.pick(
                  limits("0", "1"), limits("1", "0"), limits("25%", "25%"), limits("2", "50%"));
      case 8 -> foreign(gen);
      case 9 -> one(gen).filter(Entry::owned).ifPresent(e -> relabel(gen, e));
      case 10 -> workloadExists = !gen.oneIn(4);
      default -> othersWork(gen, false);
    }
  }

  static UpdateLimits limits(String surge, String unavailable) {
    return new UpdateLimits(surge, unavailable);
  }

  private Optional<Entry> one(Gen gen) {
    return instances.isEmpty()
        ? Optional.empty()
        : Optional.of(gen.oneOf(List.copyOf(instances.values())));
  }

  private static void relabel(Gen gen, Entry entry) {
    if (gen.oneIn(3)) {
      entry.labels.remove(InstanceSet.SET_LABEL);
    }
  }

  /// Somebody makes an instance of a name that the set would give, or one that fits the set.
  private void foreign(Gen gen) {
    var name = gen.oneIn(4) ? "web-x" : "web-" + gen.between(0, 5);
    if (!instances.containsKey(name)) {
      var labels = gen.oneIn(3) ? Map.of(InstanceSet.SET_LABEL, NAME) : Map.<String, String>of();
      add(name, labels, gen.oneIn(6));
    }
  }

  /// What must be true when nothing is left to do, and everything serves that can.
  void assertGoal() {
    var own =
        instances.values().stream().filter(e -> e.owned() && !e.deleting).map(e -> e.name).toList();
    var expected = new ArrayList<String>();
    for (int i = 0; expected.size() < replicas; i++) {
      var entry = instances.get(NAME + "-" + i);
      if (entry == null || entry.owned()) {
        expected.add(NAME + "-" + i);
      }
    }
    assertThat(own).as("the lowest free ordinals").containsExactlyInAnyOrderElementsOf(expected);
    if (!paused) {
      var hash = status.revisions().getLast().hash();
      for (var name : own) {
        var entry = instances.get(name);
        assertThat(entry.labels).containsEntry(InstanceSet.HASH_LABEL, hash);
        assertThat(entry.labels).containsEntry("app", "web");
        // One that was made while the workload was gone has what it said then.
        if (workloadExists || entry.workload != null) {
          assertThat(entry.workload).isEqualTo(workloadName);
        }
        if (workloadExists) {
          assertThat(entry.madeFrom).isEqualTo("uid-" + workloadName + "/" + workloadGeneration);
        }
      }
    }
    for (var entry : instances.values()) {
      assertThat(!entry.owned() || fits(entry)).as("%s fits or is let go", entry.name).isTrue();
    }
    assertThat(status.replicas()).isEqualTo(replicas);
    assertThat(status.availableReplicas()).isEqualTo(replicas);
    assertThat(Conditions.holds(status.conditions(), CommonReasons.READY)).isTrue();
    assertThat(Conditions.holds(status.conditions(), InstanceSetReasons.AVAILABLE)).isTrue();
  }
}
