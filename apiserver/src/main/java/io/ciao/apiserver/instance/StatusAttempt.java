package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One item of `instances:status` on its way into the store. A report may be ahead of this
/// apiserver's cache (it is of a binding that the cache does not show yet), so before one is
/// ignored the cache catches up once. Confined to the item's thread.
final class StatusAttempt implements Supplier<Attempt<ItemAnswer>> {
  private final ResourceStore store;
  private final WriteLoop writes;
  private final InstantSource clock;
  private final StatusItem item;
  private boolean caughtUp;

  StatusAttempt(ResourceStore store, WriteLoop writes, InstantSource clock, StatusItem item) {
    this.store = store;
    this.writes = writes;
    this.clock = clock;
    this.item = item;
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
    return switch (StatusRule.decide(tree, item, member, clock.instant())) {
      case StatusRule.Outcome.Refuse(int code, String reason, String message) ->
          InstanceBatches.refused(item.uid(), current, code, reason, message);
      case StatusRule.Outcome.Ignore(String why) ->
          new Attempt.Done<>(
              new ItemAnswer(
                  item.uid(), 200, "Ignored", why, current.version(), InstanceBatches.epoch(tree)));
      case StatusRule.Outcome.Write(ObjectNode changed, boolean reported) ->
          Attempt.commit(
              new Transaction(
                  List.of(new Change.Update(item.key(), current.version(), changed)),
                  reported ? stillMember(member) : List.of()),
              done ->
                  ItemAnswer.done(
                      item.uid(),
                      "Applied",
                      done.object(item.key()).version(),
                      InstanceBatches.epoch(changed)));
    };
  }

  private StoredObject read() {
    return store.get(item.key()).orElseThrow(() -> InstanceBatches.notFound(item.key()));
  }

  private @Nullable Membership membership() {
    Report report = item.report();
    return report == null
        ? null
        : store
            .get(ResourceKey.cluster("nodes", report.node()))
            .flatMap(found -> Membership.of(found.view()))
            .orElse(null);
  }

  /// A node that was lost meanwhile has no say: its membership is compared in the same transaction.
  private List<Guard> stillMember(@Nullable Membership member) {
    Report report = item.report();
    if (report == null || member == null) {
      return List.of();
    }
    Expected expected = new Expected.Value(member.toString());
    return List.of(new Guard.SystemIs(SystemKeys.member(report.node()), expected));
  }
}
