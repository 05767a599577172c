package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.auth.Identity;
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
import io.ciao.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `instances:bind`, `:unbind` and `:status`: one transaction an item, many items in flight. Safe
/// for many threads.
public final class InstanceBatches implements AutoCloseable {
  private static final GroupResource INSTANCES = new GroupResource("ciao.io", "instances");

  private final ResourceStore store;
  private final WriteLoop writes;
  private final InstantSource clock;
  private final StatusSchema schema;
  private final TransitionEvents events;
  private final BatchRunner runner = new BatchRunner();

  /// @param kind the Instance's
  public InstanceBatches(
      ResourceStore store,
      WriteLoop writes,
      InstantSource clock,
      KindDefinition kind,
      TransitionEvents events) {
    this.store = store;
    this.writes = writes;
    this.clock = clock;
    this.schema = StatusSchema.of(kind);
    this.events = events;
  }

  /// Binds instances to nodes.
  ///
  /// @param guards conditions of the request, above all the leader's term
  public ObjectNode bind(JsonNode body, List<Guard> guards) throws InterruptedException {
    return runner.run(
        BatchRunner.items(
            body,
            fields -> {
              BindItem item = BindItem.read(fields);
              return new BatchRunner.Item(item.uid(), () -> bindOne(item, guards));
            }));
  }

  /// Takes instances from their nodes, in two steps.
  public ObjectNode unbind(JsonNode body, List<Guard> guards) throws InterruptedException {
    return runner.run(
        BatchRunner.items(
            body,
            fields -> {
              ResourceKey key = key(fields);
              String uid = fields.text("uid");
              long epoch = fields.number("epoch");
              return new BatchRunner.Item(
                  uid, () -> writes.run(guards, () -> unbind(key, uid, epoch)));
            }));
  }

  /// Takes in reports and conditions.
  public ObjectNode status(JsonNode body, Identity identity, List<Guard> guards)
      throws InterruptedException {
    return runner.run(
        BatchRunner.items(
            body,
            fields -> {
              StatusItem item = StatusItem.read(fields, identity);
              return new BatchRunner.Item(
                  item.uid(),
                  () -> {
                    schema.require(item);
                    return writes.run(
                        guards, new StatusAttempt(store, writes, clock, events, item));
                  });
            }));
  }

  private static ResourceKey key(Fields fields) {
    return fields.instance();
  }

  /// Of a single bind, nothing but a quota is forbidden: the caller's rights were judged before.
  private ItemAnswer bindOne(BindItem item, List<Guard> guards) {
    try {
      return writes.run(guards, () -> bind(item));
    } catch (RequestRefused refused) {
      StatusError error = refused.error();
      if (error.code() != 403) {
        throw refused;
      }
      return ItemAnswer.refused(item.uid(), 403, InstanceReasons.QUOTA_EXCEEDED, error.message());
    }
  }

  private Attempt<ItemAnswer> bind(BindItem item) {
    Optional<StoredObject> found = store.get(item.key());
    if (found.isEmpty()) {
      throw notFound(item.key());
    }
    StoredObject current = found.get();
    long version = current.version();
    Instant now = clock.instant();
    return switch (BindRule.decide(BindSnapshot.read(store, current), item, now)) {
      case BindRule.Outcome.Refuse(int code, String reason, String message) ->
          refused(item.uid(), current, code, reason, message);
      case BindRule.Outcome.Bind bind ->
          new Attempt.Commit<>(
              new Transaction(bindChanges(item, version, bind, now), List.of()),
              done ->
                  ItemAnswer.done(item.uid(), "Bound", done.object(item.key()).version(), version),
              refused -> claimRefused(item, refused),
              Charging.of(INSTANCES, current.tree(), bind.instance()));
    };
  }

  private List<Change> bindChanges(
      BindItem item, long version, BindRule.Outcome.Bind bind, Instant now) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Update(item.key(), version, bind.instance()));
    if (bind.claims()) {
      String claim = AddressClaim.key(bind.instance(), item.address());
      changes.add(new Change.PutSystem(claim, item.uid(), Expected.absent()));
    }
    events.of(item.key(), bind.event(), now).ifPresent(changes::add);
    return changes;
  }

  /// The instance or the event is no longer what was read, unless it is the address.
  private static Attempt.Next<ItemAnswer> claimRefused(
      BindItem item, CommitResult.Refused refused) {
    if (refused.cause() instanceof CommitResult.Cause.ChangeFailed(int _, Change.PutSystem _)) {
      return new Attempt.Next.Answer<>(
          ItemAnswer.refused(
              item.uid(),
              409,
              "AddressTaken",
              "the address " + item.address() + " belongs to another instance"));
    }
    return new Attempt.Next.Again<>();
  }

  private Attempt<ItemAnswer> unbind(ResourceKey key, String uid, long epoch) {
    Optional<StoredObject> found = store.get(key);
    if (found.isEmpty()) {
      throw notFound(key);
    }
    StoredObject current = found.get();
    ObjectNode tree = current.tree();
    return switch (Release.decide(tree, uid, epoch, clock.instant())) {
      case Release.Outcome.Refuse(int code, String reason, String message) ->
          refused(uid, current, code, reason, message);
      case Release.Outcome.Releasing(boolean changed) ->
          answer(current, tree, changed, uid, "Releasing", epoch);
      case Release.Outcome.Unbound(boolean changed) ->
          answer(current, tree, changed, uid, "Unbound", 0);
    };
  }

  private static Attempt<ItemAnswer> answer(
      StoredObject current,
      ObjectNode tree,
      boolean changed,
      String uid,
      String reason,
      long epoch) {
    if (!changed) {
      return new Attempt.Done<>(ItemAnswer.done(uid, reason, current.version(), epoch));
    }
    return Attempt.commit(
        Transaction.of(new Change.Update(current.key(), current.version(), tree)),
        done -> ItemAnswer.done(uid, reason, done.object(current.key()).version(), epoch));
  }

  static long epoch(JsonNode instance) {
    return instance.path("status").path("binding").path("epoch").asLong(0);
  }

  static Attempt<ItemAnswer> refused(
      String uid, StoredObject current, int code, String reason, String message) {
    long epoch = epoch(current.tree());
    return new Attempt.Refused<>(
        new ItemAnswer(uid, code, reason, message, current.version(), epoch));
  }

  static RuntimeException notFound(ResourceKey key) {
    return Refusals.notFound(INSTANCES, key.name());
  }

  @Override
  public void close() {
    runner.close();
  }
}
