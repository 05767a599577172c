package io.ciao.cnci;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The program `ciao-cnci-agent`.
public final class CnciMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private CnciMain() {}

  /// Runs until SIGTERM; exit code 1 if it cannot start, 2 if the command line is wrong.
  public static void main(String[] arguments) throws InterruptedException {
    var given = List.of(arguments);
    if (given.contains("--help")) {
      System.out.print(CnciConfig.USAGE);
      return;
    }
    var end = new CountDownLatch(1);
    try {
      var agent = CnciAgent.start(CnciConfig.parse(given));
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("stop")
                  .unstarted(
                      () -> {
                        agent.close();
                        end.countDown();
                      }));
    } catch (CnciConfig.UsageException e) {
      System.err.println("ciao-cnci-agent: " + e.getMessage() + "\n\n" + CnciConfig.USAGE);
      System.exit(USAGE);
    } catch (IOException | RuntimeException e) {
      System.err.println("ciao-cnci-agent: cannot start: " + e.getMessage());
      System.exit(FAILED);
    }
    end.await();
  }
}
