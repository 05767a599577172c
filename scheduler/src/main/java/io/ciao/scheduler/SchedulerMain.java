package io.ciao.scheduler;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The scheduler's program: reads its flags, builds its parts, runs until it is told to stop,
/// closes in reverse.
public final class SchedulerMain {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerMain.class);
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private SchedulerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(SchedulerConfig.USAGE);
      return;
    }
    SchedulerConfig config;
    try {
      config = SchedulerConfig.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("ciao-scheduler: " + e.getMessage());
      System.err.print(SchedulerConfig.USAGE);
      System.exit(USAGE);
      return;
    }
    try {
      var scheduler = Scheduler.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(scheduler::close, "shutdown"));
      LOG.info("scheduler runs listen={} apiservers={}", config.listen(), config.apiservers());
      Thread.currentThread().join();
    } catch (RuntimeException e) {
      LOG.error("scheduler cannot start: {}", e.getMessage());
      System.exit(FAILED);
    }
  }
}
