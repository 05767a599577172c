package io.ciao.scheduler;

import io.ciao.program.Program;

/// The program `ciao-scheduler`.
public final class SchedulerMain {
  private SchedulerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Program.run(
        SchedulerConfig.FLAGS, arguments, given -> Scheduler.start(SchedulerConfig.of(given)));
  }
}
