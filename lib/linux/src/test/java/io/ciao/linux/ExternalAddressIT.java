package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorExternal;
import io.ciao.linux.concentrator.ConcentratorFacts;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.PortPolicy;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// External addresses of a tenant's instances, with real packets: what comes, what goes, and that
/// it ends.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExternalAddressIT {
  private static final String BLOCK = "203.0.113.0/28";
  private static final String FIRST = "203.0.113.1";
  private static final String SECOND = "203.0.113.2";
  private static final int PORT = 7000;
  private static final int SOON_MILLIS = 3_000;

  /// Longer than a packet takes that gets through, and its first repetition.
  private static final int SILENCE_MILLIS = 1_000;

  private FakeMachines machines;
  private Tenant tenant;
  private ConcentratorOnNode concentrators;
  private NetNamespace.Named outside;

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    concentrators = ConcentratorOnNode.withKernel();
    outside = machines.namespace("out");
    tenant.converge();
    var subnets = SubnetOnNode.withKernel();
    subnets.converge(tenant.subnet("cn1", List.of(tenant.port("a", Tenant.A, PortPolicy.OPEN))));
    subnets.converge(tenant.subnet("cn2", List.of(tenant.port("b", Tenant.B, PortPolicy.OPEN))));
    machines.in(outside, "ip", "route", "add", BLOCK, "dev", "eth0");
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      tenant.remove();
      machines.close();
    }
  }

  @BeforeEach
  void unmapAll() {
    map();
    machines.in(outside, "ip", "neigh", "flush", "dev", "eth0");
  }

  private static ConcentratorExternal external(String address, Ipv4Address member) {
    return new ConcentratorExternal(Ipv4Address.parse(address), member, true, true);
  }

  private ConcentratorPlan plan(ConcentratorExternal... present) {
    return tenant.concentrator().with(List.of(present));
  }

  private void map(ConcentratorExternal... present) {
    concentrators.converge(plan(present));
  }

  private ServerSocket listen(NetNamespace where) {
    return InNamespace.call(
        where,
        () -> {
          try {
            var server = new ServerSocket(PORT);
            server.setSoTimeout(SOON_MILLIS);
            return server;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private Socket connect(NetNamespace from, String address) {
    return InNamespace.call(
        from,
        () -> {
          var socket = new Socket();
          try {
            socket.connect(new InetSocketAddress(address, PORT), SOON_MILLIS);
            socket.setSoTimeout(SILENCE_MILLIS);
            return socket;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String peer(Socket socket) {
    return ((InetSocketAddress) socket.getRemoteSocketAddress()).getAddress().getHostAddress();
  }

  /// A connection that is open: who made it, and who took it.
  private record Connection(Socket from, Socket to) implements AutoCloseable {
    void requireAlive() throws IOException {
      from.getOutputStream().write('x');
      assertThat(to.getInputStream().read()).isEqualTo('x');
      to.getOutputStream().write('y');
      assertThat(from.getInputStream().read()).isEqualTo('y');
    }

    void requireDead() throws IOException {
      from.getOutputStream().write('x');
      assertThatThrownBy(() -> to.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      to.getOutputStream().write('y');
      assertThatThrownBy(() -> from.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }

    @Override
    public void close() throws IOException {
      from.close();
      to.close();
    }
  }

  private Connection connection(NetNamespace from, String address, NetNamespace to)
      throws IOException {
    try (var server = listen(to)) {
      var client = connect(from, address);
      var taken = server.accept();
      taken.setSoTimeout(SILENCE_MILLIS);
      return new Connection(client, taken);
    }
  }

  private boolean reaches(NetNamespace from, String address, NetNamespace to) throws IOException {
    try (var connection = connection(from, address, to)) {
      connection.requireAlive();
      return true;
    } catch (UncheckedIOException | SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void leadsInAndIsTheSourceOutside() throws IOException {
    map(external(FIRST, Tenant.A));

    try (var in = connection(outside, FIRST, tenant.instance("a"))) {
      in.requireAlive();
      assertThat(peer(in.to())).as("nobody stands between").isEqualTo(FakeMachines.OUTSIDE_HOST);
    }
    try (var out = connection(tenant.instance("a"), FakeMachines.BEYOND, outside)) {
      out.requireAlive();
      assertThat(peer(out.to())).isEqualTo(FIRST);
    }
    try (var other = connection(tenant.instance("b"), FakeMachines.BEYOND, outside)) {
      assertThat(peer(other.to())).as("as before").isEqualTo(tenant.outsideAddress());
    }
    assertThat(
            concentrators.look(tenant.concentratorPlace(), tenant.dnsmasqDirectory()).orElseThrow())
        .extracting(ConcentratorFacts::externals)
        .isEqualTo(new TreeMap<>(Map.of(FIRST, "172.16.0.10")));
    assertThat(machines.pings(outside, FIRST)).isTrue();
    assertThat(machines.pings(outside, FIRST, "-M", "do", "-s", "1422")).isTrue();
  }

  @Test
  void ofSeveralAddressesTheFirstIsTheSource() throws IOException {
    map(external(SECOND, Tenant.A), external(FIRST, Tenant.A));

    assertThat(reaches(outside, FIRST, tenant.instance("a"))).isTrue();
    assertThat(reaches(outside, SECOND, tenant.instance("a"))).isTrue();
    try (var out = connection(tenant.instance("a"), FakeMachines.BEYOND, outside)) {
      assertThat(peer(out.to())).isEqualTo(SECOND);
    }
  }

  @Test
  void instancesReachOneAnotherAndThemselvesByIt() throws IOException {
    map(external(FIRST, Tenant.A));

    assertThat(reaches(tenant.instance("b"), FIRST, tenant.instance("a"))).isTrue();
    assertThat(reaches(tenant.instance("c"), FIRST, tenant.instance("a"))).isTrue();
    assertThat(machines.pings(tenant.instance("a"), FIRST)).as("itself").isTrue();
  }

  @Test
  void unmappingEndsWhatRuns() throws IOException {
    map(external(FIRST, Tenant.A));
    try (var in = connection(outside, FIRST, tenant.instance("a"));
        var inside = connection(tenant.instance("b"), FIRST, tenant.instance("a"));
        var out = connection(tenant.instance("a"), FakeMachines.BEYOND, outside)) {
      map(external(FIRST, Tenant.A), external(SECOND, Tenant.B));
      in.requireAlive();
      inside.requireAlive();
      out.requireAlive();

      map(external(SECOND, Tenant.B));

      in.requireDead();
      inside.requireDead();
      out.requireDead();
    }
    assertThat(reaches(outside, FIRST, tenant.instance("a"))).isFalse();
    try (var out = connection(tenant.instance("a"), FakeMachines.BEYOND, outside)) {
      assertThat(peer(out.to())).isEqualTo(tenant.outsideAddress());
    }
  }

  @Test
  void movesToAnotherInstance() throws IOException {
    map(external(FIRST, Tenant.A));
    try (var old = connection(outside, FIRST, tenant.instance("a"))) {
      map(external(FIRST, Tenant.B));

      old.requireDead();
      assertThat(reaches(outside, FIRST, tenant.instance("b"))).isTrue();
      assertThat(reaches(outside, FIRST, tenant.instance("a"))).isFalse();
    }
  }

  @Test
  void toAnInstanceThatLetsNothingInNothingComesByIt() throws IOException {
    map(external(FIRST, Tenant.A));
    try (var in = connection(outside, FIRST, tenant.instance("a"))) {
      map(new ConcentratorExternal(Ipv4Address.parse(FIRST), Tenant.A, true, false));

      in.requireDead();
    }
    assertThat(machines.pings(outside, FIRST)).isFalse();
    assertThat(reaches(outside, FIRST, tenant.instance("a"))).isFalse();
    try (var out = connection(tenant.instance("a"), FakeMachines.BEYOND, outside)) {
      out.requireAlive();
      assertThat(peer(out.to())).as("it is its source all the same").isEqualTo(FIRST);
    }
  }

  @Test
  void aRouterSendsWhatNobodyAnswersFor() throws IOException {
    map(new ConcentratorExternal(Ipv4Address.parse(FIRST), Tenant.A, false, true));

    var inside = tenant.concentratorPlace().namespace();
    assertThat(machines.in(inside, "ip", "-o", "addr", "show", "up0")).doesNotContain(FIRST);
    assertThat(machines.pings(outside, FIRST)).isFalse();
    machines.in(outside, "ip", "route", "add", FIRST + "/32", "via", tenant.outsideAddress());
    try (var out = connection(tenant.instance("a"), FakeMachines.BEYOND, outside)) {
      assertThat(reaches(outside, FIRST, tenant.instance("a"))).isTrue();
      assertThat(peer(out.to())).isEqualTo(FIRST);
    } finally {
      machines.in(outside, "ip", "route", "del", FIRST + "/32");
    }
  }

  @Test
  void whatSomebodyTookAwayComesBack() throws IOException {
    map(external(FIRST, Tenant.A));
    var inside = tenant.concentratorPlace().namespace();
    try (var in = connection(outside, FIRST, tenant.instance("a"))) {
      machines.in(inside, "ip", "addr", "del", FIRST + "/32", "dev", "up0");
      machines.in(inside, "nft", "delete", "table", "ip", "cnci-fip");

      var another = ConcentratorOnNode.withKernel();
      assertThat(another.converge(plan(external(FIRST, Tenant.A))).changed()).isTrue();

      in.requireAlive();
      assertThat(another.converge(plan(external(FIRST, Tenant.A))).changed()).isFalse();
    }
    assertThat(reaches(outside, FIRST, tenant.instance("a"))).isTrue();
  }

  /// Who knew the address somewhere else is told, as when it comes from another concentrator.
  @Test
  void tellsNeighboursWhereItIs() throws Exception {
    for (var address : List.of(FIRST, tenant.outsideAddress())) {
      var elsewhere = "02:00:00:00:00:99 nud stale dev eth0";
      machines.in(outside, "sh", "-c", "ip neigh replace " + address + " lladdr " + elsewhere);
    }

    map(external(FIRST, Tenant.A));

    var mac = MacAddress.ofOutside(Ipv4Address.parse(tenant.outsideAddress())).toString();
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              for (var address : List.of(FIRST, tenant.outsideAddress())) {
                assertThat(machines.in(outside, "ip", "neigh", "show", address)).contains(mac);
              }
            });
  }
}
