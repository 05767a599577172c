package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.process.ProcessTable;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cables of a single-machine cluster, with a namespace in the machine's place.
@Tag("networks")
final class DevFabricIT {
  private static final String UNDERLAY = "198.18.77.0/24";

  private final CommandRunner commands = new CommandRunner();
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final String name =
      String.format(Locale.ROOT, "t%04x", ThreadLocalRandom.current().nextInt(0x10000));
  private final NetNamespace.Named machine = new NetNamespace.Named("lxt" + name);
  @TempDir Path directory;
  private DevLayout layout;
  private DevFabric fabric;

  @BeforeEach
  void build() {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces");
    }
    namespaces.create(machine);
    var options = new DevOptions(name, UNDERLAY, 1, 0, 0, 0, null, List.of(), 2, false, List.of());
    layout = new DevLayout(directory, directory, options);
    fabric = new DevFabric(layout, new ProcessTable(commands), machine);
    fabric.ensure();
  }

  @AfterEach
  void tearDown() {
    if (fabric != null) {
      fabric.remove();
    }
    namespaces.delete(machine);
  }

  private static NetNamespace in(String namespace) {
    return NetNamespace.named(namespace);
  }

  private String run(NetNamespace where, String... argv) {
    return commands.require(Command.of("test", where.entering(List.of(argv))));
  }

  private boolean pings(NetNamespace from, String to) {
    var argv = List.of("ping", "-q", "-c", "1", "-W", "1", to);
    return commands.run(Command.of("test", from.entering(argv))).succeeded();
  }

  private NetNamespace of(String node) {
    return in("ciao-" + name + "-" + node);
  }

  @Test
  void joinsMachineNodesAndTheOutside() {
    assertThat(pings(machine, "198.18.77.31")).isTrue();
    assertThat(pings(of("cn1"), "198.18.77.20")).isTrue();
    assertThat(pings(of("nn1"), DevLayout.OUTSIDE_SERVER)).isTrue();
    assertThat(pings(of("nn2"), "198.18.77.148")).isTrue();
    assertThat(pings(machine, "198.18.77.149")).isTrue();
    assertThat(run(of("nn1"), "ip", "-4", "-o", "addr", "show", "br-ext"))
        .contains("198.18.77.148/25");
    assertThat(run(of("cn1"), "cat", "/proc/sys/net/ipv4/conf/all/rp_filter").strip())
        .isEqualTo("0");
  }

  @Test
  void givesComputeNodesNoWayOutside() {
    for (var there : List.of(DevLayout.OUTSIDE_SERVER, "198.18.77.254", "198.18.77.148")) {
      assertThat(pings(of("cn1"), there)).as(there).isFalse();
    }
    assertThat(pings(of("outside"), "198.18.77.20")).isFalse();
  }

  @Test
  void oneThatIsWholeIsLeftAsItIs() {
    var before = run(of("fab"), "ip", "-o", "link") + run(of("nn1"), "ip", "-o", "addr");
    fabric.ensure();
    assertThat(run(of("fab"), "ip", "-o", "link") + run(of("nn1"), "ip", "-o", "addr"))
        .isEqualTo(before);
  }

  @Test
  void halfMadeNodeIsMadeAnew() {
    run(of("nn1"), "ip", "addr", "flush", "dev", "br-ext");
    run(of("nn1"), "ip", "link", "set", "eth0", "down");
    run(machine, "ip", "link", "set", "ciao-" + name, "down");
    run(machine, "ip", "link", "set", "ciao-" + name + "-x", "down");

    fabric.ensure();

    assertThat(pings(of("nn1"), DevLayout.OUTSIDE_SERVER)).isTrue();
    assertThat(pings(machine, "198.18.77.31")).isTrue();
    assertThat(pings(machine, "198.18.77.148")).isTrue();
  }

  @Test
  void cablesArePulledAndPluggedIn() {
    var node = layout.nodes().getFirst();
    assertThat(fabric.isConnected(node)).contains(true);
    assertThat(fabric.connect(node)).isFalse();

    fabric.disconnect(node);
    assertThat(fabric.isConnected(node)).contains(false);
    assertThat(pings(of("cn1"), "198.18.77.20")).isFalse();
    assertThat(pings(of("outside"), "198.18.77.148")).isFalse();

    run(of("fab"), "ip", "link", "set", "p-nn1", "up");
    assertThat(fabric.isConnected(node)).as("one of two").contains(false);
    assertThat(fabric.connect(node)).isTrue();
    assertThat(pings(of("cn1"), "198.18.77.20")).isTrue();
    assertThat(pings(of("outside"), "198.18.77.148")).isTrue();
  }

  @Test
  void routesInTheWayAreNamed() {
    assertThat(fabric.overlappingRoutes()).as("its own").isEmpty();
    run(machine, "ip", "link", "add", "other", "type", "bridge");
    run(machine, "ip", "link", "set", "other", "up");
    run(machine, "ip", "route", "add", "198.18.0.0/16", "dev", "other");
    run(machine, "ip", "route", "add", "198.19.0.0/16", "dev", "other");
    run(machine, "ip", "route", "add", "default", "dev", "other");
    assertThat(fabric.overlappingRoutes()).containsExactly("198.18.0.0/16 dev other");
  }

  @Test
  void goesWhole() throws Exception {
    assertThat(fabric.present())
        .contains("namespace ciao-" + name + "-cn1", "link ciao-" + name)
        .contains("link ciao-" + name + "-x")
        .hasSize(7);
    assertThat(fabric.inhabitants()).isEmpty();
    var process = new ProcessBuilder(of("cn1").entering(List.of("sleep", "60"))).start();
    try {
      Eventually.within(Duration.ofSeconds(5))
          .untilAsserted(
              () -> assertThat(fabric.inhabitants()).containsExactly(Long.toString(process.pid())));
    } finally {
      process.destroyForcibly().waitFor();
    }

    fabric.remove();
    fabric.remove();

    assertThat(fabric.present()).isEmpty();
    assertThat(run(machine, "ip", "-o", "link").lines()).hasSize(1);
  }
}
