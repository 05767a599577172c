package io.ciao.apiserver;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The program `ciao-apiserver`.
public final class ApiServerMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private ApiServerMain() {}

  /// Runs until SIGTERM; exit code 1 if it cannot start, 2 if the command line is wrong.
  public static void main(String[] arguments) throws InterruptedException {
    List<String> given = List.of(arguments);
    if (given.contains("--help")) {
      System.out.print(ApiServerConfig.USAGE);
      return;
    }
    CountDownLatch end = new CountDownLatch(1);
    try {
      ApiServer server = ApiServer.start(ApiServerConfig.parse(given));
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(server, end)));
    } catch (ApiServerConfig.UsageException e) {
      System.err.println("ciao-apiserver: " + e.getMessage() + "\n\n" + ApiServerConfig.USAGE);
      System.exit(USAGE);
    } catch (IOException | RuntimeException e) {
      System.err.println("ciao-apiserver: cannot start: " + e.getMessage());
      System.exit(FAILED);
    }
    end.await();
  }

  private static void stop(ApiServer server, CountDownLatch end) {
    server.close();
    end.countDown();
  }
}
