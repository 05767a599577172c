package io.ciao.launcher.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.StartPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// Makes containers as instances want them: no network of the engine's, own name service, the
/// instance's limits, no restart by the engine.
final class ContainerMaker {
  private static final long NANO_CPUS = 1_000_000_000L;

  /// The engine keeps at most this much of a container's output.
  private static final Map<String, String> LOG_LIMITS = Map.of("max-size", "16m", "max-file", "2");

  private final DockerClient client;
  private final DockerSettings settings;

  ContainerMaker(DockerClient client, DockerSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /// Makes the container; returns its id.
  String make(StartPlan plan) {
    var files = new ContainerFiles(settings.state(), plan.uid());
    try {
      files.write(plan);
    } catch (IOException e) {
      throw new UncheckedIOException("write resolv.conf and hosts of " + plan.instance(), e);
    }
    var guest = plan.guest();
    try (var command = client.createContainerCmd(image(plan))) {
      command
          .withName("ciao-" + plan.uid() + "-" + plan.epoch())
          .withHostName(guest.hostName())
          .withLabels(ContainerLabels.of(settings, plan))
          .withEnv(environment(guest.environment()))
          .withHostConfig(host(plan, files));
      if (!guest.command().isEmpty()) {
        command.withCmd(guest.command());
      }
      return command.exec().getId();
    }
  }

  /// An address may have changed its name server since the container was made.
  void refreshFiles(StartPlan plan) throws DriverException {
    try {
      new ContainerFiles(settings.state(), plan.uid()).write(plan);
    } catch (IOException e) {
      throw new DriverException(
          InstanceReasons.LAUNCH_FAILURE,
          "write resolv.conf and hosts of " + plan.instance() + ": " + e.getMessage(),
          e);
    }
  }

  private static String image(StartPlan plan) {
    return switch (plan.image()) {
      case ImageChoice.ContainerImage image -> image.name();
      case ImageChoice.DiskImage _, ImageChoice.NoImage _ ->
          throw new IllegalArgumentException(
              "a container needs an image of format docker, not " + plan.image());
    };
  }

  private static List<String> environment(Map<String, String> environment) {
    return environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  /// The engine refuses a limit above what the machine has.
  private static long cpus() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static HostConfig host(StartPlan plan, ContainerFiles files) {
    var machine = plan.machine();
    return HostConfig.newHostConfig()
        .withNetworkMode("none")
        .withRestartPolicy(RestartPolicy.noRestart())
        .withMemory(machine.memoryBytes())
        .withNanoCPUs(Math.min(machine.vcpus(), cpus()) * NANO_CPUS)
        .withPrivileged(machine.privileged())
        .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_LIMITS))
        .withBinds(
            new Bind(files.resolvConf().toString(), new Volume("/etc/resolv.conf"), AccessMode.ro),
            new Bind(files.hosts().toString(), new Volume("/etc/hosts"), AccessMode.ro));
  }
}
