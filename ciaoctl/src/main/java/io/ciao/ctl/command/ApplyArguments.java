package io.ciao.ctl.command;

import io.ciao.ctl.apply.AppliedSet;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.Applier.Side;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.session.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How objects are applied: what `apply` and `diff` have in common.
final class ApplyArguments {
  @Option(
      names = "--server-side",
      description = "Let the server merge; it knows who owns which field.")
  private boolean serverSide;

  @Option(
      names = "--force-conflicts",
      description = "With --server-side: take fields over that somebody else owns.")
  private boolean force;

  @Option(
      names = "--field-manager",
      paramLabel = "NAME",
      defaultValue = "ciaoctl",
      description = "Who owns the applied fields (default: ciaoctl).")
  private String manager = "ciaoctl";

  @Option(
      names = "--applied-set",
      paramLabel = "NAME",
      description = "Label the objects as parts of this set: ciao.io/applied-set=NAME.")
  private @Nullable String set;

  @Option(
      names = "--prune",
      description = "Delete what carries the set's label and is no longer in the files.")
  private boolean prune;

  Applier.Options options(DryRun dryRun) {
    if (force && !serverSide) {
      throw new UsageException("--force-conflicts needs --server-side");
    }
    if (prune && set == null) {
      throw new UsageException(
          "--prune needs --applied-set NAME: without it everything that is not in the files would"
              + " be deleted");
    }
    if (set != null) {
      AppliedSet.requireName(set);
    }
    var side = !serverSide ? Side.CLIENT : force ? Side.SERVER_FORCED : Side.SERVER;
    return new Applier.Options(side, dryRun, manager, set);
  }

  /// The set to prune; null if nothing is to be pruned.
  @Nullable String pruned() {
    return prune ? set : null;
  }
}
