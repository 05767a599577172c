package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.ctl.apply.AppliedSet;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.DryRunArguments;
import io.ciao.ctl.apply.PrunePlan;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.command.ManifestArguments.Understood;
import io.ciao.ctl.session.Failures;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.trace.TraceLabel;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes the objects of files so.
@Command(
    name = "apply",
    description = "Create the objects of files, or change them to what the files say.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl apply -f instance.yaml",
      "  ciaoctl apply -f manifests/examples/",
      "  ciaoctl apply -f shop.yaml --trace shop-1              how long did what take: trace"
          + " shop-1",
      "  cat instance.yaml | ciaoctl apply -f -",
      "  ciaoctl apply --server-side -k shop/ --prune --applied-set shop",
      "  ciaoctl diff -k shop/ --prune --applied-set shop       what that would change"
    })
public final class ApplyCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();
  @Mixin private ManifestArguments manifests = new ManifestArguments();
  @Mixin private ApplyArguments apply = new ApplyArguments();

  @Mixin private DryRunArguments dryRun = new DryRunArguments();

  @Option(
      names = "--trace",
      paramLabel = "LABEL",
      description = "Trace the starts of its instances; what they took: ciaoctl trace LABEL.")
  private @Nullable String trace;

  @Option(names = "--allow-prune-all", description = "Prune even if that deletes the whole set.")
  private boolean allowPruneAll;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask before something is pruned.")
  private boolean yes;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "How long to wait for pruned instances to be gone.")
  private String timeout = "5m";

  @Override
  public Integer call() throws InterruptedException {
    var options = apply.options(dryRun.mode());
    Durations.parse(timeout);
    var understood = traced(manifests.understood(session));
    var pruned = apply.pruned();
    // Before anything is applied: what is new in the files does not count as kept of the set.
    var plan = pruned == null ? null : plan(pruned, understood.wanted());
    var refused = understood.wrong() + applyAll(understood, options);
    if (plan == null) {
      return refused == 0 ? 0 : 1;
    }
    if (refused > 0) {
      throw new RefusedException(
          "nothing is pruned, because %d of the objects above could not be applied"
              .formatted(refused));
    }
    return new Pruner(session, options.dryRun(), timeout, yes).prune(plan);
  }

  private Understood traced(Understood understood) {
    if (trace == null) {
      return understood;
    }
    var label = TraceLabel.require(trace);
    return new Understood(
        understood.wanted().stream().map(wanted -> TraceLabel.on(wanted, label)).toList(),
        understood.wrong());
  }

  private PrunePlan plan(String set, List<Wanted> wanted) {
    var members =
        new AppliedSet(session.client(), session.kinds(), set).members(PrunePlan.tenants(wanted));
    var plan = PrunePlan.of(members, wanted);
    plan.refusal()
        .filter(reason -> !allowPruneAll)
        .ifPresent(
            reason -> {
              throw new RefusedException(
                  "applied set \"%s\": %s; nothing was changed. Are these the right files? If so: --allow-prune-all"
                      .formatted(set, reason));
            });
    return plan;
  }

  private static @Nullable String said(RuntimeException failure) {
    return failure instanceof ApiException refused
        ? Failures.refused(refused)
        : failure.getMessage();
  }

  private int applyAll(Understood understood, Applier.Options options) {
    var applier = new Applier(session.client(), options);
    var refused = 0;
    for (var wanted : understood.wanted()) {
      try {
        var applied = applier.apply(wanted);
        session.out().println(applied.printed() + " " + applied.verb() + options.dryRun().said());
      } catch (ApiException | RefusedException e) {
        // One bad object does not keep the others from being applied, as kubectl users expect.
        refused++;
        session.err().println("ciaoctl: " + wanted.from() + ": " + said(e));
      }
    }
    return refused;
  }
}
