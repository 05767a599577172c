package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.batch.ItemAnswer;
import io.ciao.api.instance.batch.ItemReason;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.meta.EventNote;
import io.ciao.apiserver.node.Membership;
import io.ciao.apiserver.write.Attempt;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.Change;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One item of `instances:status` on its way into the store. A report may be ahead of this
/// apiserver's cache (it is of a binding that the cache does not show yet), so before one is
/// ignored the cache catches up once. Confined to the item's thread.
final class StatusAttempt implements Supplier<Attempt<ItemAnswer>> {
  private final ResourceStore store;
  private final WriteLoop writes;
  private final InstantSource clock;
  private final TransitionEvents events;
  private final Consumer<ObjectNode> traced;
  private final StatusItem item;
  private final ResourceKey key;
  private boolean caughtUp;

  /// @param traced told of an instance whose trace has ended with this write
  StatusAttempt(
      ResourceStore store,
      WriteLoop writes,
      InstantSource clock,
      TransitionEvents events,
      Consumer<ObjectNode> traced,
      StatusItem item) {
    this.store = store;
    this.writes = writes;
    this.clock = clock;
    this.events = events;
    this.traced = traced;
    this.item = item;
    this.key = InstanceBatches.key(item.instance());
  }

  @Override
  public Attempt<ItemAnswer> get() {
    StoredObject current = read();
    ObjectNode tree = current.tree();
    Membership member = membership();
    if (!caughtUp && StatusRule.isStale(tree, item, member)) {
      writes.catchUp();
      caughtUp = true;
      current = read();
      tree = current.tree();
      member = membership();
    }
    return decide(current, tree, member);
  }

  private Attempt<ItemAnswer> decide(
      StoredObject current, ObjectNode tree, @Nullable Membership member) {
    Instant now = clock.instant();
    return switch (StatusRule.decide(tree, item, member, now)) {
      case StatusRule.Outcome.Refuse(int code, ItemReason reason, String message) ->
          InstanceBatches.refused(item.instance().uid(), current, code, reason, message);
      case StatusRule.Outcome.Ignore(String why) ->
          new Attempt.Done<>(
              ItemAnswer.done(
                      item.instance().uid(),
                      ItemReason.IGNORED,
                      current.version(),
                      InstanceBatches.epoch(tree))
                  .because(why));
      case StatusRule.Outcome.Write(ObjectNode changed, boolean reported, var event) ->
          Attempt.commit(
              new Transaction(
                  changes(new Change.Update(key, current.version(), changed), event, now),
                  reported ? stillMember(member) : List.of()),
              done -> applied(tree, changed, done.object(key).version()));
    };
  }

  private ItemAnswer applied(ObjectNode before, ObjectNode changed, long version) {
    if (StartTraces.ends(before, changed)) {
      traced.accept(changed);
    }
    return ItemAnswer.done(
        item.instance().uid(), ItemReason.APPLIED, version, InstanceBatches.epoch(changed));
  }

  private List<Change> changes(Change update, Optional<EventNote> event, Instant now) {
    List<Change> changes = new ArrayList<>(List.of(update));
    event.flatMap(note -> events.of(key, note, now)).ifPresent(changes::add);
    return changes;
  }

  private StoredObject read() {
    return store.get(key).orElseThrow(() -> InstanceBatches.notFound(key));
  }

  private @Nullable Membership membership() {
    return reporter()
        .flatMap(node -> store.get(ResourceKey.cluster("nodes", node)))
        .flatMap(found -> Membership.of(found.view()))
        .orElse(null);
  }

  private Optional<String> reporter() {
    return item.report() == null ? Optional.empty() : Optional.ofNullable(item.node());
  }

  /// A node that was lost meanwhile has no say: its membership is compared in the same transaction.
  private List<Guard> stillMember(@Nullable Membership member) {
    Optional<String> node = reporter();
    if (node.isEmpty() || member == null) {
      return List.of();
    }
    Expected expected = new Expected.Value(member.toString());
    return List.of(new Guard.SystemIs(SystemKeys.member(node.get()), expected));
  }
}
