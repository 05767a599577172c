package io.ciao.e2e.env;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Prints the cluster's logs after a test that failed.
public final class ClusterLogs implements AfterTestExecutionCallback {
  private final Supplier<@Nullable Cluster> cluster;

  public ClusterLogs(Supplier<@Nullable Cluster> cluster) {
    this.cluster = cluster;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    var present = cluster.get();
    if (context.getExecutionException().isPresent() && present != null) {
      System.out.println("=== logs after " + context.getDisplayName());
      present.printLogs();
    }
  }
}
