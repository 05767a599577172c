package io.ciao.apiserver.metrics;

import io.ciao.reconcile.PassMeter;
import io.ciao.reconcile.PassResult;
import java.util.function.IntSupplier;

/// The figures of passes: how they ended, how long they took, what is due and what fails. Safe for
/// many threads.
public final class PassFigures implements PassMeter {
  private final Metrics.Counter passes;
  private final Metrics.Timer durations;
  private final Metrics.Gauges due;
  private final Metrics.Gauges failing;

  public PassFigures(Metrics metrics) {
    this.passes =
        metrics.counter("ciao_passes_total", "Passes by how they ended.", "pass", "result");
    this.durations = metrics.timer("ciao_pass_duration_seconds", "What a pass takes.", "pass");
    this.due = metrics.gauges("ciao_pass_keys_due", "Keys that are due or under way.", "pass");
    this.failing = metrics.gauges("ciao_pass_keys_failing", "Keys whose last pass failed.", "pass");
  }

  @Override
  public void opened(String pass, IntSupplier dueNow, IntSupplier failingNow) {
    due.put(dueNow::getAsInt, pass);
    failing.put(failingNow::getAsInt, pass);
  }

  @Override
  public void passed(String pass, PassResult result, long nanos) {
    passes.add(1, pass, text(result));
    durations.record(nanos, pass);
  }

  private static String text(PassResult result) {
    return switch (result) {
      case PassResult.Done _ -> "done";
      case PassResult.CheckAgain _ -> "again";
      case PassResult.Retry _ -> "retry";
    };
  }

  @Override
  public void closed(String pass) {
    due.remove(pass);
    failing.remove(pass);
  }
}
