package io.ciao.ctl;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.config.ClusterConfig;
import io.ciao.ctl.config.ConfigFiles;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command that speaks to a cluster has: its flags, and from them a client. Made once a
/// run.
public final class Session {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Cluster and identity; default: CIAOCONFIG, ~/.ciao/config, KUBECONFIG.")
  private @Nullable Path kubeconfig;

  @Option(
      names = {"-n", "--namespace", "--tenant"},
      paramLabel = "TENANT",
      description = "The tenant; default: the one of the current context.")
  private @Nullable String namespace;

  private @Nullable ClusterConfig config;
  private @Nullable ApiClient client;

  /// The cluster that is spoken to.
  public ClusterConfig config() {
    var present = config;
    if (present == null) {
      var environment = System.getenv();
      var home = ConfigFiles.home(environment);
      present = ClusterConfig.read(ConfigFiles.find(kubeconfig, environment, home));
      config = present;
    }
    return present;
  }

  /// The client; warnings of the server go to standard error.
  public ApiClient client() {
    var present = client;
    if (present == null) {
      var calls =
          new HttpCalls(
              List.of(config().server()),
              config().identity().sslContext(),
              REQUEST_TIMEOUT,
              warning -> err().println("Warning: " + warning));
      present = new ApiClient(calls);
      client = present;
    }
    return present;
  }

  /// The tenant that names without one belong to.
  public String namespace() {
    return namespace == null ? config().namespace() : namespace;
  }

  /// Kinds and their names.
  public KindRegistry kinds() {
    return KindRegistry.load();
  }

  public PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  public PrintStream err() {
    return new PrintStream(System.err, true, StandardCharsets.UTF_8);
  }
}
