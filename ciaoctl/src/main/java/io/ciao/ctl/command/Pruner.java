package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.ctl.apply.AppliedSet.Member;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.PrunePlan;
import io.ciao.ctl.command.ObjectWait.Wish;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.util.List;

/// Deletes what a plan says, after it was shown.
///
/// @param limit how long to wait for what is deleted first, for example `5m`
/// @param unasked whether a person at a terminal is not asked first
record Pruner(Session session, DryRun dryRun, String limit, boolean unasked) {

  /// The exit status: 1 if something could not be deleted.
  int prune(PrunePlan plan) throws InterruptedException {
    for (var spared : plan.spared()) {
      session
          .err()
          .println(
              "%s is no longer in the files; a tenant is not pruned, since all it has would go: ciaoctl delete %s %s"
                  .formatted(
                      spared.printed(), spared.kind().names().singular(), spared.key().name()));
    }
    if (plan.doomed().isEmpty()) {
      return 0;
    }
    if (dryRun != DryRun.NONE) {
      plan.doomed()
          .forEach(one -> session.out().println(one.printed() + " pruned" + dryRun.said()));
      return 0;
    }
    confirm(plan);
    var refused = deleteAll(plan.users());
    if (!plan.users().isEmpty() && !plan.others().isEmpty()) {
      awaitGone(plan.users());
    }
    refused += deleteAll(plan.others());
    return refused == 0 ? 0 : 1;
  }

  private void confirm(PrunePlan plan) {
    var console = Terminals.console();
    if (unasked || console.isEmpty()) {
      return;
    }
    session.err().println("No longer in the files, to be deleted:");
    plan.doomed().forEach(one -> session.err().println("  " + one.printed()));
    var answer = console.get().readLine("Delete these %d objects? [y/N] ", plan.doomed().size());
    if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
      throw new RefusedException("nothing was pruned");
    }
  }

  private int deleteAll(List<Member> members) {
    var refused = 0;
    for (var member : members) {
      try {
        session.client().delete(member.type(), member.key(), member.uid());
        session.out().println(member.printed() + " pruned");
      } catch (ApiException e) {
        // Gone already, or made anew by somebody since: not ours any more.
        if (!e.isNotFound()) {
          refused++;
          session.err().println("ciaoctl: " + member.printed() + ": " + e.getMessage());
        }
      }
    }
    return refused;
  }

  private void awaitGone(List<Member> members) throws InterruptedException {
    var waiter = new ObjectWait(session, limit);
    for (var member : members) {
      waiter.until(
          new Target(member.kind(), member.key().name()), member.key(), Wish.gone(member.uid()));
    }
  }
}
