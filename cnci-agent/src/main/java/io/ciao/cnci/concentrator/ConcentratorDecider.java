package io.ciao.cnci.concentrator;

import io.ciao.api.meta.Finalizers;
import io.ciao.api.network.Concentrator;
import io.ciao.cnci.concentrator.ConcentratorDecision.Report;
import io.ciao.cnci.concentrator.ConcentratorPlans.Result;
import io.ciao.cnci.concentrator.ConcentratorSnapshot.Known;
import io.ciao.linux.concentrator.ConcentratorPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Decides for one Concentrator on this node. Pure.
///
/// Each of `spec.nodeNames` holds it whole, and goes as far as its stance says; a node that is not
/// named holds nothing.
final class ConcentratorDecider {
  private ConcentratorDecider() {}

  static ConcentratorDecision decide(ConcentratorSnapshot snapshot) {
    return switch (snapshot.known()) {
      case Known.Unknown _ -> keepOn(snapshot);
      case Known.NotHere _ -> new ConcentratorDecision(leave(snapshot, null), null);
      case Known.Present(var concentrator) ->
          concentrator.metadata().deleting() || !isCarried(snapshot.host(), concentrator)
              ? leaving(snapshot, concentrator)
              : serving(snapshot, concentrator);
    };
  }

  /// Without the API what was served goes on being served and repaired, and nobody is told.
  private static ConcentratorDecision keepOn(ConcentratorSnapshot snapshot) {
    var remembered = snapshot.remembered();
    if (remembered != null
        && ConcentratorPlans.of(snapshot.host(), remembered, snapshot.siblings())
            instanceof Result.Planned(var plan)) {
      return new ConcentratorDecision(List.of(serve(snapshot, plan)), null);
    }
    return new ConcentratorDecision(List.of(), null);
  }

  private static ConcentratorDecision leaving(
      ConcentratorSnapshot snapshot, Concentrator concentrator) {
    var actions = leave(snapshot, concentrator);
    var metadata = concentrator.metadata();
    if (metadata.deleting()
        && isLast(snapshot, concentrator)
        && metadata.finalizers().contains(Finalizers.CONCENTRATOR)) {
      actions.add(new ConcentratorAction.ReleaseFinalizer(snapshot.key(), metadata));
    }
    return new ConcentratorDecision(actions, null);
  }

  private static ConcentratorDecision serving(
      ConcentratorSnapshot snapshot, Concentrator concentrator) {
    return switch (ConcentratorPlans.of(snapshot.host(), concentrator, snapshot.siblings())) {
      // What is in force stays in force while the new wish cannot be read.
      case Result.Refused refused ->
          new ConcentratorDecision(
              keepOn(snapshot).actions(),
              isLast(snapshot, concentrator) ? new Report(concentrator, refused) : null);
      case Result.Planned(var plan) -> {
        var actions = new ArrayList<ConcentratorAction>();
        var remembered = snapshot.remembered();
        var before = remembered == null ? null : remembered.spec().vni();
        if (before != null && before != plan.tunnel().vni()) {
          actions.add(new ConcentratorAction.TakeDown(before));
        }
        if (remembered == null || !sameWish(remembered, concentrator)) {
          actions.add(new ConcentratorAction.Remember(snapshot.key(), concentrator));
        }
        actions.add(serve(snapshot, plan));
        yield switch (snapshot.stance()) {
          case STAND_BY -> new ConcentratorDecision(actions, null);
          case TAKE ->
              new ConcentratorDecision(actions, concentrator, new Report(concentrator, null));
          case LEAD_INSIDE, LEAD ->
              new ConcentratorDecision(actions, new Report(concentrator, null));
        };
      }
    };
  }

  private static ConcentratorAction serve(ConcentratorSnapshot snapshot, ConcentratorPlan plan) {
    return new ConcentratorAction.Serve(plan.reaching(snapshot.stance().reach()));
  }

  /// Of several nodes one tells that it cannot be served, and lets go of the object.
  private static boolean isLast(ConcentratorSnapshot snapshot, Concentrator concentrator) {
    return concentrator.lastHolder().filter(snapshot.host().nodeName()::equals).isPresent();
  }

  private static boolean sameWish(Concentrator one, Concentrator other) {
    return Objects.equals(one.metadata().uid(), other.metadata().uid())
        && one.spec().equals(other.spec())
        && Objects.equals(one.status().active(), other.status().active());
  }

  private static List<ConcentratorAction> leave(
      ConcentratorSnapshot snapshot, @Nullable Concentrator concentrator) {
    var actions = new ArrayList<ConcentratorAction>();
    var remembered = snapshot.remembered();
    var before = remembered == null ? null : remembered.spec().vni();
    var now = concentrator == null ? null : concentrator.spec().vni();
    if (before != null) {
      actions.add(new ConcentratorAction.TakeDown(before));
    }
    if (now != null && !now.equals(before)) {
      actions.add(new ConcentratorAction.TakeDown(now));
    }
    if (remembered != null) {
      actions.add(new ConcentratorAction.Forget(snapshot.key()));
    }
    return actions;
  }

  static boolean isCarried(ConcentratorHost host, Concentrator concentrator) {
    return concentrator.spec().nodeNames().contains(host.nodeName());
  }
}
