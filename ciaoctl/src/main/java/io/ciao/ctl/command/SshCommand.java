package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.dev.DevCluster;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs the ssh client against an instance's forward.
@Command(
    name = "ssh",
    description = "Log in to an instance, or run a command in it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl ssh web",
      "  ciaoctl ssh web -- 'hostname; ping -c 3 cache'"
    })
public final class SshCommand implements Callable<Integer> {
  /// What the ssh client ends with where it could not log in.
  private static final int NO_CONNECTION = 255;

  private static final String CONTAINER = "container";

  /// The tenant whose public workloads everybody may use.
  private static final String PUBLIC = "default";

  @Mixin private Session session = new Session();

  @Parameters(index = "0", paramLabel = "INSTANCE", description = "Name of an instance.")
  private String name = "";

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "What to run.")
  private List<String> command = new ArrayList<>();

  @Option(
      names = {"-i", "--identity"},
      paramLabel = "FILE",
      description =
          "Private key; default: the cluster's own key if there is one, and the ssh client's.")
  private @Nullable Path identity;

  @Option(
      names = {"-u", "--user"},
      defaultValue = "root",
      description = "Whom to log in as.")
  private String user = "root";

  @Option(
      names = "--wait-for-boot",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description =
          "How long to wait for the ssh server of a virtual machine that was started just now; 0s:"
              + " not at all.")
  private String waitForBoot = "60s";

  @Override
  public Integer call() throws InterruptedException {
    var key = new ObjectKey(session.namespace(), name.substring(name.indexOf('/') + 1));
    var tree = session.client().get(ResourceType.INSTANCES, key);
    var instance = Json.toRecord(tree, Instance.class);
    var endpoint = endpoint(key, tree, instance);
    var server = new SshServer(endpoint.host(), endpoint.port(), link());
    awaitBoot(key, tree, server);
    try {
      var status = new ProcessBuilder(argv(instance, endpoint)).inheritIO().start().waitFor();
      if (status == NO_CONNECTION && !server.answers()) {
        session.err().println(Boot.silent(key.name(), server, isContainer(key, tree)));
      }
      return status;
    } catch (IOException e) {
      throw new RefusedException(
          "run the program ssh: %s; install the package openssh-client".formatted(e.getMessage()));
    }
  }

  /// Waits for the ssh server of a guest that was started just now; ssh is run in any case.
  private void awaitBoot(ObjectKey key, ObjectNode tree, SshServer server)
      throws InterruptedException {
    var limit = Durations.parse(waitForBoot);
    var startedAt = tree.path("status").path("observed").path("startedAt").asText("");
    if (limit.isZero()
        || !Boot.isFresh(startedAt, Instant.now())
        || server.answers()
        || isContainer(key, tree)) {
      return;
    }
    session.err().println(Boot.waiting(key.name(), waitForBoot));
    server.answersWithin(limit);
  }

  /// Whether the instance is known to be a container: by itself, or by its workload, which lies in
  /// its tenant or is a public one.
  private boolean isContainer(ObjectKey key, ObjectNode tree) {
    var spec = tree.path("spec");
    if (spec.hasNonNull("runtime")) {
      return spec.path("runtime").asText().equals(CONTAINER);
    }
    var workload = spec.path("workload").asText("");
    if (workload.isEmpty()) {
      return false;
    }
    try {
      return Stream.of(key.namespace(), PUBLIC)
          .map(
              tenant ->
                  session.client().find(ResourceType.WORKLOADS, new ObjectKey(tenant, workload)))
          .flatMap(Optional::stream)
          .findFirst()
          .filter(found -> found.path("spec").path("runtime").asText().equals(CONTAINER))
          .isPresent();
    } catch (ApiException _) {
      // It may not be read; then nothing is said about it.
      return false;
    }
  }

  private static SshEndpoint endpoint(ObjectKey key, ObjectNode tree, Instance instance) {
    var endpoint = instance.status().ssh();
    if (endpoint == null || endpoint.port() == 0) {
      throw new RefusedException(
          "instance/%s cannot be reached by ssh yet: %s"
              .formatted(key.name(), Progress.line(Optional.of(tree))));
    }
    return endpoint;
  }

  private List<String> argv(Instance instance, SshEndpoint endpoint) {
    var argv = new ArrayList<>(List.of("ssh", "-p", Integer.toString(endpoint.port())));
    var own = identityFile();
    if (own != null) {
      argv.addAll(List.of("-i", own.toString()));
    }
    var directory = real(session.config().file()).toAbsolutePath().getParent();
    // The host key belongs to the instance, not to the address that it shares with others.
    argv.addAll(List.of("-o", "HostKeyAlias=" + instance.metadata().requireUid()));
    argv.addAll(List.of("-o", "StrictHostKeyChecking=accept-new"));
    argv.addAll(List.of("-o", "UserKnownHostsFile=" + directory + "/known_hosts"));
    argv.addAll(List.of("-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10"));
    // With the cluster's links gone, the machine's default route must not get the connection.
    link().ifPresent(link -> argv.addAll(List.of("-B", link)));
    argv.add(user + "@" + endpoint.host());
    argv.addAll(command);
    return argv;
  }

  private Optional<String> link() {
    return Optional.ofNullable(real(session.config().file()).toAbsolutePath().getParent())
        .flatMap(DevCluster::outsideLink);
  }

  private @Nullable Path identityFile() {
    if (identity != null) {
      return identity;
    }
    var parent = real(session.config().file()).getParent();
    var own = parent == null ? null : parent.resolve("ssh").resolve("quickstart");
    return own != null && Files.isReadable(own) ? own : null;
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }
}
