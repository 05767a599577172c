package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.program.FlagsContract;
import io.ciao.program.UsageException;
import io.ciao.ssntp.session.Compatibility;
import io.ciao.ssntp.transport.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "dir", "/s",
          "tls", "/t",
          "node", "n1",
          "apiserver", "https://198.18.0.1:6443",
          "address", "198.18.0.31");

  @Test
  void flagsKeepTheirContract(@TempDir Path directory) {
    var contract =
        FlagsContract.of(LauncherConfig.FLAGS, LauncherConfig::of, LEAST)
            .holds("dir", "/d/../e", LauncherConfig::state, Path.of("/e"))
            .holds("tls", "/d", LauncherConfig::tls, Path.of("/d"))
            .holds("node", "n2", LauncherConfig::node, "n2")
            .holds(
                "apiserver",
                "https://h:1",
                config -> config.servers().apiservers(),
                List.of(URI.create("https://h:1")))
            .refuses("apiserver", "http://x")
            .holds(
                "scheduler",
                "h",
                config -> config.servers().schedulers(),
                List.of(new HostPort("h", 8888)))
            .refuses("scheduler", "h:x")
            .holds(
                "stand-alone",
                "true",
                config -> config.servers().standAlone(),
                true,
                Map.of("scheduler", "h"))
            .refuses("stand-alone", "maybe")
            .holds(
                "ssntp-compatibility",
                "original",
                config -> config.servers().compatibility(),
                Compatibility.ORIGINAL)
            .refuses("ssntp-compatibility", "any")
            .holds("address", "198.18.0.32", config -> config.underlay().address(), "198.18.0.32")
            .refuses("address", "198.18.0")
            .holds(
                "listen",
                "198.18.0.31:0",
                config -> config.underlay().listen(),
                new HostPort("198.18.0.31", 0))
            .refuses("listen", "198.18.0.31:70000")
            .holds("netns-prefix", "p", config -> config.underlay().namespacePrefix(), "p")
            .holds("simulate", "3", LauncherConfig::fleet, fleet(3), Map.of("simulate-tls", "/sim"))
            .refuses("simulate", "0")
            .holds(
                "simulate-tls",
                "/sim",
                LauncherConfig::fleet,
                fleet(3),
                Map.of("simulate", "3", "simulate-tls", "/other"));
    machine(contract).check(directory);
  }

  private static FlagsContract<LauncherConfig> machine(FlagsContract<LauncherConfig> contract) {
    return contract
        .holds("images", "/i", config -> config.machine().images(), List.of(Path.of("/i")))
        .holds("drivers", "qemu", config -> config.machine().drivers(), List.of("qemu"))
        .refuses("drivers", "xen")
        .holds("accelerator", "tcg", config -> config.machine().accelerator(), "tcg")
        .refuses("accelerator", "fast")
        .holds("qemu-user", "none", config -> config.machine().qemuUser(), Optional.empty())
        .holds(
            "docker-host",
            "unix:///d.sock",
            config -> config.machine().docker().engine(),
            "unix:///d.sock")
        .holds("cluster", "c", config -> config.machine().docker().cluster(), "c")
        .holds("vcpus", "4", config -> config.machine().limits().vcpus(), 4L)
        .refuses("vcpus", "two")
        .holds("memory", "4Gi", config -> config.machine().limits().memoryBytes(), 4L << 30)
        .refuses("memory", "lots")
        .holds("disk", "20Gi", config -> config.machine().limits().diskBytes(), 20L << 30)
        .refuses("disk", "-1")
        .holds("max-instances", "9", config -> config.machine().limits().instances(), 9L)
        .refuses("max-instances", "0");
  }

  private static Optional<LauncherConfig.Fleet> fleet(int count) {
    return Optional.of(new LauncherConfig.Fleet(count, Path.of("/sim")));
  }

  @Test
  void logsAreServedAtTheAddressAndThePortOfAgents() throws Exception {
    assertThat(with().underlay().listen()).hasToString("198.18.0.31:10250");
    assertThat(with("--listen", "198.18.0.32").underlay().listen())
        .hasToString("198.18.0.32:10250");
  }

  @Test
  void simulatedNodesNeedNoCertificateOfTheirProcess() throws Exception {
    var arguments =
        List.of("--dir=/s", "--apiserver=https://h:1", "--address=198.18.0.1", "--simulate=3");

    assertThatThrownBy(() -> LauncherConfig.FLAGS.parse(arguments))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--simulate-tls DIR is needed");

    var complete = new ArrayList<>(arguments);
    complete.add("--simulate-tls=/sim");
    assertThat(LauncherConfig.of(LauncherConfig.FLAGS.parse(complete)).fleet()).isEqualTo(fleet(3));
  }

  @Test
  void whoStandsAloneHasOneSchedulerAndNoApiserver() throws Exception {
    var alone =
        List.of("--dir=/s", "--tls=/t", "--node=n1", "--address=198.18.0.1", "--stand-alone");
    assertThatThrownBy(() -> LauncherConfig.FLAGS.parse(alone))
        .hasMessageContaining("--stand-alone needs one --scheduler, found 0");
    assertThatThrownBy(() -> LauncherConfig.FLAGS.parse(alone.subList(0, 4)))
        .hasMessageContaining("--apiserver URL is needed");

    var complete = new ArrayList<>(alone);
    complete.addAll(List.of("--scheduler", "h"));
    var servers = LauncherConfig.of(LauncherConfig.FLAGS.parse(complete)).servers();
    assertThat(servers.apiservers()).isEmpty();
    assertThat(servers.asked()).as("never empty").hasSize(1);
  }

  @Test
  void aRealNodeNeedsItsNameAndCertificate() {
    assertThatThrownBy(() -> LauncherConfig.FLAGS.parse(List.of("--dir", "/s")))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("--tls DIR is needed", "--node NAME is needed");
  }

  private static LauncherConfig with(String... more) throws UsageException {
    var arguments = new ArrayList<>(List.of(more));
    LEAST.forEach((name, text) -> arguments.addAll(List.of("--" + name, text)));
    return LauncherConfig.of(LauncherConfig.FLAGS.parse(arguments));
  }
}
