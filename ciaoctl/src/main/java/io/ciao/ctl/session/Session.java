package io.ciao.ctl.session;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.config.ClusterConfig;
import io.ciao.ctl.config.ConfigFiles;
import io.ciao.ctl.config.Credential;
import io.ciao.ctl.session.Targets.Target;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command that speaks to a cluster has: its flags, and from them a client. Made once a
/// run.
public final class Session {
  /// What the server takes as field manager where none is named.
  private static final String PROGRAM = "ciaoctl";

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

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of that file; default: its current one.")
  private @Nullable String context;

  @Option(names = "--as", paramLabel = "USER", description = "Act as this user (if you may).")
  private @Nullable String impersonated;

  @Option(
      names = "--as-group",
      paramLabel = "GROUP",
      description = "With --as: as a member of this group.")
  private List<String> impersonatedGroups = new ArrayList<>();

  private final Map<String, String> environment;
  private @Nullable ClusterConfig config;
  private boolean configIsKubectls;
  private @Nullable ApiClient client;
  private @Nullable KindRegistry kinds;

  public Session() {
    this(System.getenv());
  }

  /// @param environment variables that say where the configuration lies
  Session(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The cluster that is spoken to.
  public ClusterConfig config() {
    var present = config;
    if (present == null) {
      var found = ConfigFiles.find(kubeconfig, environment, ConfigFiles.home(environment));
      present = ClusterConfig.read(found.file(), context);
      configIsKubectls = found.kubectls();
      config = present;
    }
    return present;
  }

  /// The file that was given for cluster and identity; null: it is looked for.
  public @Nullable Path kubeconfig() {
    return kubeconfig;
  }

  /// The client; warnings of the server go to standard error. Where the configuration is kubectl's
  /// own, the server is asked once whether it is a ciao cluster.
  ///
  /// @throws io.ciao.ctl.config.ConfigException if it is none
  public ApiClient client() {
    var present = client;
    if (present == null) {
      var calls =
          new HttpCalls(
              List.of(config().server()),
              config().sslContext(),
              REQUEST_TIMEOUT,
              warning -> err().println("Warning: " + warning),
              HttpCalls.Headers.always(this::headers));
      present = new ApiClient(calls);
      if (configIsKubectls) {
        CiaoServers.require(present, config());
      }
      client = present;
    }
    return present;
  }

  private List<String> headers() {
    var headers = new ArrayList<>(List.of("User-Agent", PROGRAM));
    if (config().credential() instanceof Credential.Bearer bearer) {
      headers.addAll(List.of("Authorization", "Bearer " + bearer.token()));
    }
    var user = impersonated;
    if (user != null) {
      headers.addAll(List.of("Impersonate-User", user));
    } else if (!impersonatedGroups.isEmpty()) {
      throw new UsageException("--as-group needs --as");
    }
    impersonatedGroups.forEach(group -> headers.addAll(List.of("Impersonate-Group", group)));
    return headers;
  }

  /// The tenant that names without one belong to.
  public String namespace() {
    return namespace == null ? config().namespace() : namespace;
  }

  /// Kinds and their names.
  public KindRegistry kinds() {
    var present = kinds;
    if (present == null) {
      present = KindRegistry.load();
      kinds = present;
    }
    return present;
  }

  /// What a user's words name; see [Targets].
  public List<Target> targets(List<String> words) {
    return Targets.parse(this::kinds, words);
  }

  /// What a user's words name, where objects are meant and not whole kinds: one word alone that is
  /// no kind is an instance, as `logs` and `ssh` take it.
  public List<Target> objects(List<String> words) {
    return Targets.objects(this::kinds, words);
  }

  public PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  public PrintStream err() {
    return new PrintStream(System.err, true, StandardCharsets.UTF_8);
  }
}
