package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.BindItem;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.ItemAnswer;
import io.ciao.api.instance.batch.ItemReason;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.instance.batch.UnbindItem;
import io.ciao.api.node.Member;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.node.Membership;
import io.ciao.apiserver.quota.Charging;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.write.Attempt;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Expected;
import io.ciao.store.Guard;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `instances:bind`, `:unbind` and `:status`: one transaction an item, many items in flight. Safe
/// for many threads.
public final class InstanceBatches implements AutoCloseable {
  private static final GroupResource INSTANCES = new GroupResource("ciao.io", "instances");

  private final ResourceStore store;
  private final WriteLoop writes;
  private final InstantSource clock;
  private final StatusSchema schema;
  private final TransitionEvents events;
  private final Consumer<ObjectNode> traced;
  private final BatchRunner runner = new BatchRunner();

  /// @param kind the Instance's
  /// @param traced told of each traced instance when its first start is written; must not wait
  public InstanceBatches(
      ResourceStore store,
      WriteLoop writes,
      InstantSource clock,
      KindDefinition kind,
      TransitionEvents events,
      Consumer<ObjectNode> traced) {
    this.store = store;
    this.writes = writes;
    this.clock = clock;
    this.schema = StatusSchema.of(kind);
    this.events = events;
    this.traced = traced;
  }

  /// Binds instances to nodes.
  ///
  /// @param guards conditions of the request, above all the leader's term
  /// @param dryRun all is judged, the quota too, and nothing is written
  public ObjectNode bind(JsonNode body, List<Guard> guards, boolean dryRun)
      throws InterruptedException {
    return runner.run(
        BatchRunner.items(
            body,
            BatchVerb.BIND,
            fields -> {
              BindItem item = BindItem.read(fields);
              return new BatchRunner.Item(
                  item.instance().uid(), () -> bindOne(item, guards, dryRun));
            }));
  }

  /// Takes instances from their nodes, in two steps.
  public ObjectNode unbind(JsonNode body, List<Guard> guards) throws InterruptedException {
    return runner.run(
        BatchRunner.items(
            body,
            BatchVerb.UNBIND,
            fields -> {
              UnbindItem item = UnbindItem.read(fields);
              return new BatchRunner.Item(
                  item.instance().uid(), () -> writes.run(guards, () -> unbind(item)));
            }));
  }

  /// Takes in reports and conditions.
  public ObjectNode status(JsonNode body, Identity identity, List<Guard> guards)
      throws InterruptedException {
    return runner.run(
        BatchRunner.items(
            body,
            BatchVerb.STATUS,
            fields -> {
              StatusItem item = StatusIntake.of(StatusItem.read(fields), identity);
              return new BatchRunner.Item(
                  item.instance().uid(),
                  () -> {
                    schema.require(item);
                    return writes.run(
                        guards, new StatusAttempt(store, writes, clock, events, traced, item));
                  });
            }));
  }

  static ResourceKey key(InstanceRef instance) {
    return ResourceKey.namespaced("instances", instance.namespace(), instance.name());
  }

  /// Of a single bind, nothing but a quota is forbidden: the caller's rights were judged before.
  private ItemAnswer bindOne(BindItem item, List<Guard> guards, boolean dryRun) {
    try {
      return writes.run(
          guards, () -> dryRun ? tried(item.instance().uid(), bind(item)) : bind(item));
    } catch (RequestRefused refused) {
      StatusError error = refused.error();
      if (error.code() != 403) {
        throw refused;
      }
      return ItemAnswer.refused(
          item.instance().uid(), 403, ItemReason.QUOTA_EXCEEDED.word(), error.message());
    }
  }

  /// What would come of an attempt.
  private Attempt<ItemAnswer> tried(String uid, Attempt<ItemAnswer> attempt) {
    if (!(attempt instanceof Attempt.Commit<ItemAnswer> commit)) {
      return attempt;
    }
    writes.requireRoom(commit.charging());
    return new Attempt.Done<>(ItemAnswer.done(uid, ItemReason.BOUND, 0, 0));
  }

  private Attempt<ItemAnswer> bind(BindItem item) {
    ResourceKey key = key(item.instance());
    String uid = item.instance().uid();
    StoredObject current = store.get(key).orElseThrow(() -> notFound(key));
    long version = current.version();
    Instant now = clock.instant();
    return switch (BindRule.decide(BindSnapshot.read(store, current), item, now)) {
      case BindRule.Outcome.Refuse(int code, ItemReason reason, String message) ->
          refused(uid, current, code, reason, message);
      case BindRule.Outcome.Bind bind ->
          new Attempt.Commit<>(
              new Transaction(bindChanges(item, version, bind, now), fence(item.lost())),
              done -> ItemAnswer.done(uid, ItemReason.BOUND, done.object(key).version(), version),
              refused -> claimRefused(item, refused),
              Charging.of(INSTANCES, current.tree(), bind.instance()));
    };
  }

  private List<Change> bindChanges(
      BindItem item, long version, BindRule.Outcome.Bind bind, Instant now) {
    List<Change> changes = new ArrayList<>();
    ResourceKey key = key(item.instance());
    changes.add(new Change.Update(key, version, bind.instance()));
    InstanceNetwork network = item.network();
    if (bind.claims() && network != null) {
      String claim = AddressClaim.key(bind.instance(), network.address());
      changes.add(new Change.PutSystem(claim, item.instance().uid(), Expected.absent()));
    }
    events.of(key, bind.event(), now).ifPresent(changes::add);
    return changes;
  }

  /// An instance is taken from a node without its word only behind its fence point.
  private static List<Guard> fence(@Nullable LostNode lost) {
    return lost == null
        ? List.of()
        : List.of(
            new Guard.SystemIs(
                SystemKeys.member(lost.name()),
                new Expected.Value(
                    new Membership(Member.State.LOST, lost.incarnation()).toString())));
  }

  /// The node is not lost, or is lost with another incarnation; else whatever changed is read
  /// again.
  private static Attempt.Next<ItemAnswer> fenceRefused(
      InstanceRef instance, @Nullable LostNode lost, CommitResult.Refused refused) {
    if (lost != null
        && refused.cause() instanceof CommitResult.Cause.GuardFailed(int _, Guard.SystemIs _)) {
      return new Attempt.Next.Answer<>(
          ItemAnswer.refused(
              instance.uid(),
              409,
              ItemReason.CONFLICT.word(),
              "node %s is not lost with incarnation %d any more; the instance stays bound to it"
                  .formatted(lost.name(), lost.incarnation())));
    }
    return new Attempt.Next.Again<>();
  }

  /// The instance or the event is no longer what was read, unless it is the address or the node.
  private static Attempt.Next<ItemAnswer> claimRefused(
      BindItem item, CommitResult.Refused refused) {
    if (refused.cause() instanceof CommitResult.Cause.ChangeFailed(int _, Change.PutSystem _)) {
      String address = item.network() == null ? "" : item.network().address();
      return new Attempt.Next.Answer<>(
          ItemAnswer.refused(
              item.instance().uid(),
              409,
              ItemReason.ADDRESS_TAKEN.word(),
              "the address " + address + " belongs to another instance"));
    }
    return fenceRefused(item.instance(), item.lost(), refused);
  }

  private Attempt<ItemAnswer> unbind(UnbindItem item) {
    ResourceKey key = key(item.instance());
    String uid = item.instance().uid();
    StoredObject current = store.get(key).orElseThrow(() -> notFound(key));
    ObjectNode tree = current.tree();
    return switch (Release.decide(tree, item, clock.instant())) {
      case Release.Outcome.Refuse(int code, ItemReason reason, String message) ->
          refused(uid, current, code, reason, message);
      case Release.Outcome.Releasing(boolean changed) ->
          answer(current, tree, changed, item, ItemReason.RELEASING);
      case Release.Outcome.Unbound(boolean changed) ->
          answer(current, tree, changed, item, ItemReason.UNBOUND);
    };
  }

  private Optional<Change> told(UnbindItem item, ObjectNode tree) {
    String because = item.because();
    return because == null
        ? Optional.empty()
        : events.of(
            key(item.instance()), InstanceHistory.preempted(tree, because), clock.instant());
  }

  private Attempt<ItemAnswer> answer(
      StoredObject current, ObjectNode tree, boolean changed, UnbindItem item, ItemReason reason) {
    String uid = item.instance().uid();
    boolean goes = reason == ItemReason.UNBOUND;
    long epoch = goes ? 0 : item.epoch();
    if (!changed) {
      return new Attempt.Done<>(ItemAnswer.done(uid, reason, current.version(), epoch));
    }
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Update(current.key(), current.version(), tree));
    if (!goes) {
      told(item, tree).ifPresent(changes::add);
    }
    LostNode lost = goes ? item.lost() : null;
    return new Attempt.Commit<>(
        new Transaction(changes, fence(lost)),
        done -> ItemAnswer.done(uid, reason, done.object(current.key()).version(), epoch),
        refused -> fenceRefused(item.instance(), lost, refused));
  }

  static long epoch(JsonNode instance) {
    return instance.path("status").path("binding").path("epoch").asLong(0);
  }

  static Attempt<ItemAnswer> refused(
      String uid, StoredObject current, int code, ItemReason reason, String message) {
    long epoch = epoch(current.tree());
    return new Attempt.Refused<>(
        new ItemAnswer(uid, code, reason.word(), message, current.version(), epoch));
  }

  static RuntimeException notFound(ResourceKey key) {
    return Refusals.notFound(INSTANCES, key.name());
  }

  @Override
  public void close() {
    runner.close();
  }
}
