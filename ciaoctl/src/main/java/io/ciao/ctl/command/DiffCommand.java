package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.ctl.apply.AppliedSet;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.apply.ObjectDiff;
import io.ciao.ctl.apply.PrunePlan;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows what an apply of the same files would change, as the server works it out.
@Command(
    name = "diff",
    description = "Show what an apply would change.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl diff -f manifests/examples/",
      "  ciaoctl diff --server-side -k shop/ --prune --applied-set shop",
      "",
      "Exit status: 0 nothing to change, 1 something to change, 2 refused, 3 unreachable."
    })
public final class DiffCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;
  private static final int FAILED = 2;

  @Mixin private Session session = new Session();
  @Mixin private ManifestArguments manifests = new ManifestArguments();
  @Mixin private ApplyArguments apply = new ApplyArguments();

  @Override
  public Integer call() {
    var options = apply.options(DryRun.SERVER);
    var understood = manifests.understood(session);
    var applier = new Applier(session.client(), options);
    var refused = understood.wrong();
    var different = false;
    for (var wanted : understood.wanted()) {
      try {
        var applied = applier.apply(wanted);
        different |= show(applied.printed(), applied);
      } catch (ApiException | RefusedException e) {
        refused++;
        session.err().println("ciaoctl: " + wanted.from() + ": " + e.getMessage());
      }
    }
    different |= prunes(understood.wanted());
    if (refused > 0) {
      return FAILED;
    }
    return different ? DIFFERENT : 0;
  }

  private boolean show(String name, Applier.Applied applied) {
    var diff = ObjectDiff.of(name, applied.before(), Optional.of(applied.after()));
    diff.ifPresent(text -> session.out().print(text));
    return diff.isPresent();
  }

  private boolean prunes(List<Wanted> wanted) {
    var set = apply.pruned();
    if (set == null) {
      return false;
    }
    var members =
        new AppliedSet(session.client(), session.kinds(), set).members(PrunePlan.tenants(wanted));
    var plan = PrunePlan.of(members, wanted);
    for (var member : plan.doomed()) {
      var live = session.client().find(member.type(), member.key());
      ObjectDiff.of(member.printed(), live, Optional.empty())
          .ifPresent(text -> session.out().print(text));
    }
    plan.refusal().ifPresent(reason -> session.err().println("ciaoctl: apply refuses: " + reason));
    return !plan.doomed().isEmpty();
  }
}
