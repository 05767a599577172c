package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.subnet.PortPolicy;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetModel;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetPlan;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.linux.subnet.SubnetTunnel;
import io.ciao.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random plans, random damage, agents killed between any two actions, against a kernel that
/// refuses illegal steps. At rest the goal is stated from the plan alone.
final class NamespaceDeciderPropertyTest {
  private static final Ipv6Subnet BLOCK = Ipv6Subnet.parse("fd00:a::/64");
  private static final NetNamespace NODE = NetNamespace.named("node");
  private static final NetNamespace.Named OWN = NamespaceNames.ofSubnet("node", 4097);
  private static final int CASES = Seeds.cases(300);
  private static final int ROUNDS_MAX = 4;

  @Test
  void everyStateConvergesToThePlanWithoutAnOpenPort() {
    for (var seed = 1L; seed <= CASES; seed++) {
      try {
        run(new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void run(SplittableRandom random) {
    var kernel = new FakeKernel(SubnetModel.of(plan(random)));
    kernel.create(NODE);
    for (var container = 0; container < 8; container++) {
      kernel.create(container(container));
    }
    for (var step = 0; step < 3; step++) {
      var plan = plan(random);
      var model = SubnetModel.of(plan);
      kernel.wish(model);
      prepareTaps(kernel, plan);
      damage(kernel, random);
      kernel.killAfter(random.nextInt(40));
      converge(kernel, model);
      kernel.killAfter(Integer.MAX_VALUE);
      if (step < 2 && random.nextBoolean()) {
        // The agent comes back to another plan.
        continue;
      }
      var rounds = 0;
      while (!NamespaceDecider.decide(model, kernel.read(model)).actions().isEmpty()) {
        assertThat(rounds++).as("rounds").isLessThan(ROUNDS_MAX);
        converge(kernel, model);
      }
      assertGoal(kernel, plan);
    }
  }

  private static void converge(FakeKernel kernel, NamespaceModel model) {
    var decision = NamespaceDecider.decide(model, kernel.read(model));
    assertThat(NamespaceDecider.decide(model, kernel.read(model))).isEqualTo(decision);
    try {
      kernel.apply(decision.actions());
    } catch (FakeKernel.Killed e) {
      // The agent was killed here; what it did stays.
      return;
    }
  }

  private static void assertGoal(FakeKernel kernel, SubnetPlan plan) {
    var links = kernel.links.get(OWN);
    assertThat(links).isNotNull();
    var expected = new TreeSet<>(List.of("br0", "vx", "lo"));
    plan.ports().forEach(port -> expected.add(port.linkName()));
    assertThat(links.keySet())
        .filteredOn(name -> !name.startsWith("foreign"))
        .hasSameElementsAs(expected);
    assertThat(links.get("vx").tunnel().local()).isEqualTo(plan.tunnel().local().address());
    for (var port : plan.ports()) {
      var link = links.get(port.linkName());
      assertThat(link.attributes().up()).isTrue();
      assertThat(link.attributes().mtu()).isEqualTo(plan.tunnel().mtu());
      assertThat(link.port())
          .isEqualTo(new ActualLink.Port("br0", false, false, false, false, false));
      assertThat(kernel.fdb).contains(new FdbEntry.OnBridge(port.mac(), port.linkName()));
      if (port.attachment() instanceof SubnetPort.Attachment.Veth veth) {
        var inside = kernel.links.get(veth.namespace()).get("eth0");
        assertThat(inside.attributes().mac()).isEqualTo(port.mac().toString());
        assertThat(inside.addresses()).contains(new Ipv4Prefix(port.address(), 24));
        assertThat(kernel.gateways.get(veth.namespace())).isEqualTo(veth.gateway());
        var address6 = port.address6();
        if (address6 != null) {
          assertThat(inside.addresses()).contains(new Ipv6Prefix(address6, 64));
          assertThat(kernel.gateways6.get(veth.namespace())).isEqualTo(BLOCK.address(1));
        }
      }
    }
    var local = plan.ports().stream().map(SubnetPort::mac).toList();
    var remote =
        plan.remoteMembers().stream()
            .filter(member -> !local.contains(member.mac()))
            .filter(member -> !member.end().equals(plan.tunnel().local()))
            .toList();
    var flood = plan.floodEnds().stream().filter(v -> !v.equals(plan.tunnel().local())).count();
    var with6 =
        remote.stream().filter(member -> member.address6() != null).count()
            + plan.ports().stream().filter(port -> port.address6() != null).count();
    assertThat(kernel.neighbours).hasSize((int) (1 + remote.size() + plan.ports().size() + with6));
    assertThat(kernel.fdb).hasSize((int) (2 + 2 * remote.size() + plan.ports().size() + flood));
  }

  private static void prepareTaps(FakeKernel kernel, SubnetPlan plan) {
    for (var port : plan.ports()) {
      var here =
          kernel.links.containsKey(OWN) && kernel.links.get(OWN).containsKey(port.linkName());
      if (port.attachment() instanceof SubnetPort.Attachment.Tap(var holder)
          && holder == null
          && !here) {
        kernel.addTap(NODE, port.linkName());
      }
    }
  }

  private static void damage(FakeKernel kernel, SplittableRandom random) {
    var own = kernel.links.get(OWN);
    for (var hits = random.nextInt(5); hits > 0 && own != null; hits--) {
      var names = own.keySet().stream().filter(name -> !name.equals("lo")).toList();
      switch (random.nextInt(9)) {
        case 0 -> kernel.fdb.clear();
        case 1 -> kernel.neighbours.clear();
        case 2 -> kernel.sysctls.clear();
        case 3 -> own.put("foreign" + hits, kernel.links.get(OWN).get("lo"));
        case 4 -> {
          if (!kernel.fdb.isEmpty()) {
            kernel.fdb.remove(kernel.fdb.first());
          }
        }
        case 5 ->
            names.stream()
                .skip(random.nextInt(names.size() + 1))
                .findFirst()
                .filter(name -> !isTap(kernel, name))
                .ifPresent(name -> kernel.remove(OWN, name));
        case 6 ->
            names.stream()
                .findFirst()
                .ifPresent(
                    name ->
                        kernel.change(
                            OWN,
                            name,
                            a -> FakeKernel.attributes(a, a.mac(), 1280, a.alias(), false, true)));
        case 7 ->
            kernel.links.get(container(random.nextInt(8))).keySet().stream()
                .filter(name -> !name.equals("lo"))
                .toList()
                .forEach(name -> kernel.remove(container(0), name));
        default -> {
          if (own.keySet().stream().noneMatch(name -> isTap(kernel, name))) {
            kernel.deleteNamespace();
            return;
          }
        }
      }
    }
  }

  private static boolean isTap(FakeKernel kernel, String name) {
    return "tun".equals(kernel.links.get(OWN).get(name).attributes().kind());
  }

  private static NetNamespace container(int number) {
    return NetNamespace.named("container" + number);
  }

  private static SubnetPlan plan(SplittableRandom random) {
    var ports = new ArrayList<SubnetPort>();
    var members = new ArrayList<SubnetMember>();
    var flood = new TreeSet<TunnelEnd>();
    for (var number = 0; number < 8; number++) {
      var mac = MacAddress.parse(String.format(Locale.ROOT, "02:00:ac:10:00:%02x", number + 10));
      var address = Ipv4Address.parse("172.16.0." + (number + 10));
      var address6 = random.nextBoolean() ? null : BLOCK.address(address.value());
      var vtep = Ipv4Address.parse("10.0.0." + (1 + random.nextInt(4)));
      flood.add(SubnetTunnel.ofNode(vtep));
      switch (random.nextInt(4)) {
        case 0 -> ports.add(veth(number, mac, address, address6));
        case 1 -> ports.add(tap(number, mac, address, address6, random.nextBoolean()));
        case 2 -> members.add(new SubnetMember(mac, address, address6, SubnetTunnel.ofNode(vtep)));
        default -> {
          // Not in the subnet now.
        }
      }
    }
    return new SubnetPlan(
        "s",
        new SubnetPlace(OWN, NODE),
        new SubnetTunnel(
            4097,
            1450,
            SubnetTunnel.ofNode(Ipv4Address.parse("10.0.0." + (1 + random.nextInt(2))))),
        new SubnetMember(
            MacAddress.parse("02:00:5e:00:00:01"),
            Ipv4Address.parse("172.16.0.1"),
            SubnetTunnel.ofConcentrator(Ipv4Address.parse("10.0.0.9"))),
        null,
        members,
        flood,
        ports);
  }

  private static SubnetPort veth(
      int number, MacAddress mac, Ipv4Address address, @Nullable Ipv6Address address6) {
    return new SubnetPort(
        "v" + number,
        mac,
        address,
        address6,
        PortPolicy.OPEN,
        new SubnetPort.Attachment.Veth(
            container(number),
            "eth0",
            24,
            Ipv4Address.parse("172.16.0.1"),
            new Ipv6Prefix(BLOCK.address(1), BLOCK.prefixLength())));
  }

  private static SubnetPort tap(
      int number,
      MacAddress mac,
      Ipv4Address address,
      @Nullable Ipv6Address address6,
      boolean held) {
    return new SubnetPort(
        "t" + number,
        mac,
        address,
        address6,
        PortPolicy.OPEN,
        new SubnetPort.Attachment.Tap(held ? new ManagedProcess(7, 7) : null));
  }

  @Test
  void portNamesFitTheKernel() {
    assertThat(LinkNames.ofPort("8c1f5c56-3f53-4f0f-9a5a-6b8f5a3f9c11")).hasSize(14);
  }
}
