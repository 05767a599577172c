package io.ciao.ctl.apply;

import io.ciao.ctl.session.UsageException;
import picocli.CommandLine.Option;

/// `--dry-run`, which means the same in every command that writes.
public final class DryRunArguments {
  @Option(
      names = "--dry-run",
      arity = "0..1",
      fallbackValue = "",
      defaultValue = "none",
      paramLabel = "WHERE",
      description = "Change nothing. server: it checks everything; client: nothing is sent.")
  private String where = "none";

  /// What is wished.
  ///
  /// @throws UsageException if it is not said where, as kubectl does
  public DryRun mode() {
    if (where.isEmpty()) {
      throw new UsageException(
          "--dry-run needs a value: --dry-run=server (it checks everything) or --dry-run=client"
              + " (nothing is sent)");
    }
    return DryRun.parse(where);
  }
}
